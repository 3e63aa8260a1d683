"""What the administrator does with the facts of our city; events name fields and ids, never values."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.text.library import first_clauses
from proposals.correspondence.letters.wordings import first_wordings
from twinning.municipality.models import Municipality, Office, OfficeHolder, Statute
from twinning.municipality.policy import first_policy
from twinning.municipality.versions import labels
from twinning.records import history, uploads

history.sentences(
    {
        "city.entered": gettext_lazy("Entered our city"),
        "city.amended": gettext_lazy("Changed: %(fields)s"),
        "city.crest_changed": gettext_lazy("Changed the crest"),
        "city.crest_removed": gettext_lazy("Removed the crest"),
        "city.office_filled": gettext_lazy("Entered somebody in office as: %(office)s"),
        "city.office_corrected": gettext_lazy("Corrected an entry of the council list: %(fields)s"),
        "city.term_ended": gettext_lazy("Ended a term of office on %(ends)s"),
        "city.statute_added": gettext_lazy("Added a statute about: %(purpose)s"),
        "city.statute_corrected": gettext_lazy("Corrected a statute: %(fields)s"),
    }
)


def enter_city(city: Municipality, *, by: Any) -> None:
    """Write down the one municipality of this installation; it begins with the standard twinning policy and wordings."""
    with transaction.atomic():
        if Municipality.objects.filter(pk=1).exists():
            raise ValidationError(
                _("Our city was entered meanwhile by somebody else. Go back to its page and change it there.")
            )
        city.pk = 1
        city.save(force_insert=True)
        first_policy()
        first_wordings()
        first_clauses()
        history.record(city, "city.entered", by=by)


def amend_city(city: Municipality, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep changed facts; raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        city.save_if_unchanged(seen=seen, fields=fields)
        history.record(city, "city.amended", by=by, fields=labels(Municipality, fields))


def set_crest(city: Municipality, picture: uploads.Checked, *, seen: int, by: Any) -> None:
    """Use a picture as the crest; raises ``ChangedMeanwhile`` if somebody else was faster."""
    with transaction.atomic():
        upload = uploads.accept(picture, by=by)
        city.crest = upload.sha256
        city.save_if_unchanged(seen=seen, fields=["crest"])
        history.record(city, "city.crest_changed", by=by, upload=upload.pk)


def remove_crest(city: Municipality, *, by: Any) -> None:
    """Use no crest. Does nothing where there is none."""
    with transaction.atomic():
        now = Municipality.objects.select_for_update().get(pk=city.pk)
        if now.crest:
            now.crest = ""
            now.save_if_unchanged(seen=now.version, fields=["crest"])
            history.record(now, "city.crest_removed", by=by)


def fill_office(holder: OfficeHolder, *, by: Any) -> None:
    """Enter somebody in an office; raises ``ValidationError`` where the office or the seat is taken at that time."""
    with transaction.atomic():
        city = Municipality.objects.select_for_update().get(pk=1)
        _refuse_taken(holder)
        holder.save(force_insert=True)
        history.record(
            city, "city.office_filled", by=by, holder=holder.pk, office=str(holder.get_office_display())
        )


def correct_office(holder: OfficeHolder, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep a correction of the council list; refuses as ``fill_office`` does, and with ``ChangedMeanwhile``."""
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        city = Municipality.objects.select_for_update().get(pk=1)
        _refuse_taken(holder)
        holder.save_if_unchanged(seen=seen, fields=fields)
        history.record(
            city, "city.office_corrected", by=by, holder=holder.pk, fields=labels(OfficeHolder, fields)
        )


def end_term(holder: OfficeHolder, *, ends: dt.date, seen: int, by: Any) -> None:
    """Name somebody's last day in office; raises ``ValidationError`` if it is before the first, or ``ChangedMeanwhile``."""
    if ends < holder.starts:
        raise ValidationError(_("The last day is before the first. Choose a later day."))
    with transaction.atomic():
        holder.ends = ends
        holder.save_if_unchanged(seen=seen, fields=["ends"])
        history.record(Municipality.ours(), "city.term_ended", by=by, holder=holder.pk, ends=ends)


def _refuse_taken(holder: OfficeHolder) -> None:
    """There is one mayor at a time, and nobody sits on council twice: votes and quorum are counted from this list."""
    if holder.office not in (Office.MAYOR, Office.COUNCILLOR):
        return
    at_that_time = _overlapping(OfficeHolder.objects.exclude(pk=holder.pk), holder.starts, holder.ends)
    if holder.office == Office.MAYOR and at_that_time.filter(office=Office.MAYOR).exists():
        raise ValidationError(
            _("There is a mayor at that time already. End that term the day before, or correct the dates.")
        )
    if at_that_time.filter(office__in=[Office.MAYOR, Office.COUNCILLOR], name__iexact=holder.name).exists():
        raise ValidationError(
            _(
                "A person of this name is on council at that time already. End that term first, or write the two names so that they differ."
            )
        )


def _overlapping(
    rows: models.QuerySet[OfficeHolder], starts: dt.date, ends: dt.date | None
) -> models.QuerySet[OfficeHolder]:
    before_the_end = rows.filter(starts__lte=ends) if ends else rows
    return before_the_end.filter(models.Q(ends=None) | models.Q(ends__gte=starts))


def add_statute(statute: Statute, *, by: Any) -> None:
    """Add the name of a law or by-law that papers cite."""
    with transaction.atomic():
        statute.save(force_insert=True)
        history.record(
            Municipality.ours(),
            "city.statute_added",
            by=by,
            statute=statute.pk,
            purpose=str(statute.get_purpose_display()),
        )


def correct_statute(statute: Statute, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep a correction of a statute; raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        statute.save_if_unchanged(seen=seen, fields=fields)
        history.record(
            Municipality.ours(),
            "city.statute_corrected",
            by=by,
            statute=statute.pk,
            fields=labels(Statute, fields),
        )
