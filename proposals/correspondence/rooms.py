"""What rooms of the correspondence share: where a refused step ends, and forms whose fields stand in groups."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ClassVar

from django.forms import BoundField
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise

from proposals.access import refused
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Proposal
from twinning.accounts.access import View


def ends_on(page: str) -> Callable[[View], View]:
    """A step that is refused ends on this page of the file, with the words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def carried(request: HttpRequest, proposal: Proposal, **more: Any) -> HttpResponseBase:
            try:
                return view(request, proposal, **more)
            except MoveRefused as refusal:
                return refused(request, refusal, back=reverse(page, args=[proposal.pk]))

        return carried

    return decorate


class Grouped:
    """A form whose fields are shown in groups, each with its title."""

    grouping: ClassVar[Sequence[tuple[str | Promise, Sequence[str]]]] = ()

    @property
    def groups(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        for title, names in self.grouping:
            yield title, [self[name] for name in names]  # type: ignore[index]
