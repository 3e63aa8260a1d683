"""The City's wordings: data in versions. What a letter was made with is never changed; a change is a new version."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.letters import first_wordings as first
from proposals.correspondence.letters.filling import unknown_placeholders
from proposals.correspondence.letters.models import Kind, Wording
from twinning.municipality.models import Municipality
from twinning.records import history

history.sentences(
    {
        "city.wording_written": gettext_lazy(
            "Wrote version %(number)d of a wording: %(kind)s, language %(language)s"
        ),
        "city.wording_checked": gettext_lazy(
            "Noted who checked version %(number)d of a wording: %(kind)s, language %(language)s"
        ),
    }
)

FASTER = gettext_lazy(
    "Somebody else has written a new version in the meantime. What you typed stands below; compare it with theirs, then save it again."
)
MOST_BLOCKS = 30


def first_wordings() -> None:
    """Put the wordings there that a city begins with; nothing happens where there are any."""
    if not Wording.objects.exists():
        Wording.objects.bulk_create(
            [Wording(number=1, **wording) for wording in first.all_of_them()], ignore_conflicts=True
        )


def newest(kind: str, language: str) -> Wording | None:
    """How a kind of letter reads today in a language; none where nobody has written it."""
    first_wordings()
    return Wording.objects.filter(kind=kind, language=language).order_by("-number").first()


def standing() -> list[Wording]:
    """The newest version of every kind and language, in the order of the kinds."""
    first_wordings()
    found: dict[tuple[str, str], Wording] = {}
    for wording in Wording.objects.order_by("number"):
        found[wording.kind, wording.language] = wording
    kinds = list(Kind.values)
    return sorted(found.values(), key=lambda one: (kinds.index(one.kind), one.language != "en", one.language))


@transaction.atomic
def write(wording: Wording, *, seen: int, by: Any) -> None:
    """Keep a new version. ``seen``: the number of the newest when the form was opened, 0 for none.

    Raises ``ValidationError`` if another one came since, for a wording without
    text, and for placeholders that stand for nothing.
    """
    ours = Municipality.objects.select_for_update().get(pk=1)
    latest = newest(wording.kind, wording.language)
    number = latest.number if latest else 0
    if number != seen:
        raise ValidationError(FASTER, code="faster")
    _refuse(wording.subject, wording.blocks)
    if latest and (latest.subject, latest.blocks) == (wording.subject, wording.blocks):
        raise ValidationError(_("Nothing is changed. Change a text, or leave the wording as it is."))
    wording.number, wording.by = number + 1, by
    wording.save(force_insert=True)
    history.record(
        ours,
        "city.wording_written",
        by=by,
        wording=wording.pk,
        number=wording.number,
        kind=str(wording.get_kind_display()),
        language=wording.language,
    )


@transaction.atomic
def checked(wording: Wording, who: str, *, by: Any) -> None:
    """Note that a speaker of the language has read a wording; its words stay as they are."""
    ours = Municipality.objects.select_for_update().get(pk=1)
    if not who.strip():
        raise ValidationError(_("Nobody is named. Say who checked it."))
    wording.checked_by = who.strip()
    wording.save(update_fields=["checked_by"])
    history.record(
        ours,
        "city.wording_checked",
        by=by,
        wording=wording.pk,
        number=wording.number,
        kind=str(wording.get_kind_display()),
        language=wording.language,
    )


def _refuse(subject: str, blocks: Sequence[dict[str, Any]]) -> None:
    if not blocks:
        raise ValidationError(_("The wording has no text. Write at least one block."))
    if len(blocks) > MOST_BLOCKS:
        raise ValidationError(
            _("The wording has more than %(n)d blocks. Put some of them together.") % {"n": MOST_BLOCKS}
        )
    names = [block["name"] for block in blocks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValidationError(
            _("Two blocks have the same name: %(names)s. Give each its own.") % {"names": ", ".join(twice)}
        )
    texts = [subject, *(block["text"] for block in blocks)]
    if unknown := sorted({name for text in texts for name in unknown_placeholders(text)}):
        raise ValidationError(
            _(
                "These placeholders stand for nothing: %(names)s. Take one of the list, or write [[words]] for a blank."
            )
            % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
        )
