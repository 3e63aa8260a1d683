"""The City's clauses: data in versions. What a clause was taken from is never changed; a change is a new version."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.text import first_clauses as first
from agreements.agreement.text.filling import unknown_placeholders
from agreements.agreement.text.models import ClauseKind, ClauseWording, Style
from twinning.municipality.models import Municipality
from twinning.records import history

history.sentences(
    {
        "city.clause_written": gettext_lazy(
            "Wrote version %(number)d of a clause: %(kind)s, %(style)s, language %(language)s"
        ),
        "city.clause_checked": gettext_lazy(
            "Noted who checked version %(number)d of a clause: %(kind)s, %(style)s, language %(language)s"
        ),
    }
)

FASTER = gettext_lazy(
    "Somebody else has written a new version in the meantime. What you typed stands below; compare it with theirs, then save it again."
)


def first_clauses() -> None:
    """Put the clauses there that a city begins with; nothing happens where there are any."""
    if not ClauseWording.objects.exists():
        ClauseWording.objects.bulk_create(
            [ClauseWording(**wording) for wording in first.all_of_them()], ignore_conflicts=True
        )


def standing() -> list[ClauseWording]:
    """The newest version of every kind, style and language, in the order of the kinds."""
    first_clauses()
    found: dict[tuple[str, str, str], ClauseWording] = {}
    for wording in ClauseWording.objects.order_by("number"):
        found[wording.kind, wording.style, wording.language] = wording
    kinds, styles = list(ClauseKind.values), list(Style.values)
    return sorted(
        found.values(),
        key=lambda one: (
            kinds.index(one.kind),
            styles.index(one.style),
            one.language != "en",
            one.language,
        ),
    )


def newest(kind: str, style: str, language: str) -> ClauseWording | None:
    """How a clause reads today in a style and a language; none where nobody has written it."""
    first_clauses()
    found = ClauseWording.objects.filter(kind=kind, style=style, language=language)
    return found.order_by("-number").first()


def of_style(style: str) -> dict[tuple[str, str], ClauseWording]:
    """(kind, language) → the newest wording in a style."""
    return {(one.kind, one.language): one for one in standing() if one.style == style}


@transaction.atomic
def write(wording: ClauseWording, *, seen: int, by: Any) -> None:
    """Keep a new version. ``seen``: the number of the newest when the form was opened, 0 for none.

    Raises ``ValidationError`` if another one came since, where nothing is changed, and for placeholders that stand for nothing.
    """
    ours = Municipality.objects.select_for_update().get(pk=1)
    latest = newest(wording.kind, wording.style, wording.language)
    number = latest.number if latest else 0
    if number != seen:
        raise ValidationError(FASTER, code="faster")
    if unknown := sorted({*unknown_placeholders(wording.heading), *unknown_placeholders(wording.words)}):
        raise ValidationError(
            _(
                "These placeholders stand for nothing: %(names)s. Take one of the list, or write [[words]] for a blank."
            )
            % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
        )
    if latest and (latest.heading, latest.words) == (wording.heading, wording.words):
        raise ValidationError(_("Nothing is changed. Change the text, or leave the clause as it is."))
    wording.number, wording.by = number + 1, by
    wording.save(force_insert=True)
    history.record(ours, "city.clause_written", by=by, **_told(wording))


@transaction.atomic
def checked(wording: ClauseWording, who: str, *, by: Any) -> None:
    """Note that a speaker of the language has read a clause; its words stay as they are."""
    ours = Municipality.objects.select_for_update().get(pk=1)
    if not who.strip():
        raise ValidationError(_("Nobody is named. Say who checked it."))
    wording.checked_by = who.strip()
    wording.save(update_fields=["checked_by"])
    history.record(ours, "city.clause_checked", by=by, **_told(wording))


def _told(wording: ClauseWording) -> dict[str, Any]:
    return {
        "wording": wording.pk,
        "number": wording.number,
        "kind": str(wording.get_kind_display()),
        "style": str(wording.get_style_display()),
        "language": wording.language,
    }
