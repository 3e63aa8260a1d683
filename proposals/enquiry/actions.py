"""What happens to an enquiry. Each step leaves an event; of two people at once one succeeds and the other is told."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.enquiry import known, papers, same, screening
from proposals.enquiry.models import (
    SAME_TEXT_WITHIN,
    WAYS,
    Answer,
    Decision,
    Direction,
    Door,
    Enquiry,
    EnquiryFile,
    Letter,
    Original,
    Screening,
    ScreeningAnswer,
    Standing,
    fingerprint,
)
from proposals.lifecycle import MoveRefused, require_reason
from proposals.proposal.actions import open_file
from proposals.proposal.communities import OUR_OWN, is_our_own, today_of
from proposals.proposal.models import Attachment, Community, Proposal
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality
from twinning.municipality.numbering import next_number
from twinning.municipality.policy import Criterion, Policy
from twinning.records import history, outbox, uploads
from twinning.records.claims import claim
from twinning.records.models import Event, Notice, Outgoing
from twinning.records.notices import notify
from twinning.records.templatetags.house import day

history.sentences(
    {
        "enquiry.entered": gettext_lazy("Entered the enquiry"),
        "enquiry.asked": gettext_lazy("The enquiry came through the public form"),
        "enquiry.corrected": gettext_lazy("Corrected: %(fields)s"),
        "enquiry.attached": gettext_lazy("Added “%(name)s”"),
        "enquiry.acknowledged": gettext_lazy("Noted that the enquiry was acknowledged"),
        "enquiry.placed": gettext_lazy("Confirmed the place on the map: %(place)s"),
        "enquiry.answered": gettext_lazy("Kept answers of the screening: %(answered)d of %(questions)d"),
        "enquiry.screening": gettext_lazy("Began to screen the enquiry against the policy"),
        "enquiry.screened": gettext_lazy(
            "Finished the screening: %(yes)d yes, %(no)d no, %(unknown)d not known"
        ),
        "enquiry.opened": gettext_lazy("Opened the proposal %(reference)s"),
        "enquiry.held": gettext_lazy("Put the enquiry on hold"),
        "enquiry.declined": gettext_lazy("Declined the enquiry"),
        "enquiry.received": gettext_lazy("Received the enquiry for information"),
        "enquiry.letter": gettext_lazy("Prepared a letter in the outbox"),
        "file.from_enquiry": gettext_lazy("Opened the file from the enquiry %(number)s"),
    }
)

SERIES, PATTERN = "enquiry", "E{yyyy}-{seq:03d}"

MOST_PER_HOUR, MOST_PER_DAY = 20, 60
"""How many may come through the public form from everybody together: many times what a city gets, and few for a robot."""

MOST_RECEIPTS = 3
"""Receipts to one address within a day: nobody uses us to flood somebody else's mailbox."""

MOVED_MEANWHILE = gettext_lazy(
    "Somebody else has decided on this enquiry in the meantime. Open it again to see where it stands."
)


class TooMany(Exception):
    """More came through the public form than we take; ``seconds`` until the next one may."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"{seconds} seconds")


class _Same(Exception):
    def __init__(self, enquiry: Enquiry) -> None:
        self.enquiry = enquiry


# -- the two doors --------------------------------------------------------------------------


@transaction.atomic
def enter(enquiry: Enquiry, files: Iterable[Any] = (), *, by: User) -> Enquiry:
    """Staff enter what came by letter, call, visit or any other way."""
    enquiry.entered_by = by
    _receive(enquiry, Door.STAFF, files, by=by)
    history.record(enquiry, "enquiry.entered", by=by, number=enquiry.number, channel=enquiry.channel)
    return enquiry


def ask(enquiry: Enquiry, files: Iterable[Any] = ()) -> Enquiry:
    """Somebody asks through the public form; the same words sent again are the same enquiry.

    Raises ``TooMany`` where more came than we take.
    """
    files = list(files)
    words = (enquiry.asker_name, enquiry.email, enquiry.community_name, enquiry.country, enquiry.wish)
    # What came along belongs to it: a file that was forgotten the first time is not lost.
    enquiry.fingerprint = fingerprint((*words, *(hashlib.sha256(file.content).hexdigest() for file in files)))
    try:
        with transaction.atomic():
            return _ask(enquiry, files)
    except _Same as same:
        return same.enquiry


def _ask(enquiry: Enquiry, files: Iterable[Any]) -> Enquiry:
    # The number is given under a lock, so what is counted after it is counted by one at a time.
    enquiry.number = next_number(SERIES, PATTERN, clock.today())
    _refuse_the_same(enquiry)
    _refuse_too_many()
    enquiry.consented = True
    _place_by_name(enquiry)
    _receive(enquiry, Door.PUBLIC, files, by=None)
    words = {name: getattr(enquiry, name) for name in Original.WORDS}
    Original.objects.create(enquiry=enquiry, words=words)
    history.record(enquiry, "enquiry.asked", by=None, number=enquiry.number)
    if _send_receipt(enquiry):
        enquiry.acknowledged_on = clock.today()
        enquiry.save(update_fields=["acknowledged_on"])
    _tell_staff(enquiry)
    return enquiry


def _place_by_name(enquiry: Enquiry) -> None:
    """Set the place where name, region and country leave but one; somebody here confirms it."""
    if enquiry.place is None:
        found = same.places_named(enquiry.community_name, enquiry.region, enquiry.country)
        if len(found) == 1:
            enquiry.place, enquiry.place_by_name = found[0], True


def _refuse_the_same(enquiry: Enquiry) -> None:
    since = clock.now() - SAME_TEXT_WITHIN
    same = Enquiry.objects.filter(fingerprint=enquiry.fingerprint, received_at__gt=since).first()
    if same is not None:
        raise _Same(same)


def _refuse_too_many() -> None:
    now = clock.now()
    for most, span in ((MOST_PER_HOUR, dt.timedelta(hours=1)), (MOST_PER_DAY, dt.timedelta(days=1))):
        came = list(Enquiry.objects.publicly_since(now - span).values_list("received_at", flat=True))
        if len(came) >= most:
            raise TooMany(max(int((came[-most] + span - now).total_seconds()) + 1, 1))


def _receive(enquiry: Enquiry, door: Door, files: Iterable[Any], *, by: User | None) -> None:
    enquiry.door = door
    enquiry.number = enquiry.number or next_number(SERIES, PATTERN, clock.today())
    enquiry.received_at = clock.now()
    enquiry.acknowledgement_due = _acknowledgement_due(enquiry)
    enquiry.save()
    for file in files:
        EnquiryFile.objects.create(enquiry=enquiry, upload=uploads.accept(file, by=by))


def _acknowledgement_due(enquiry: Enquiry) -> dt.date | None:
    """The day set by the policy that held when it came; our own idea is acknowledged to nobody."""
    if enquiry.direction != Direction.INBOUND:
        return None
    days = Policy.in_force(enquiry.received_on).acknowledgement_days
    return enquiry.received_on + dt.timedelta(days=days)


def _send_receipt(enquiry: Enquiry) -> bool:
    """Confirm by mail, with nothing in it that whoever filled in the form could have written. False: too many already."""
    day_ago = clock.now() - dt.timedelta(days=1)
    sent = Notice.objects.filter(address__iexact=enquiry.email, created_at__gt=day_ago)[:MOST_RECEIPTS]
    if len(sent) == MOST_RECEIPTS:
        return False
    notify(
        enquiry.email,
        "enquiry_receipt",
        key=f"enquiry:{enquiry.pk}",
        ours=Municipality.ours(),
        number=enquiry.number,
        received_on=enquiry.received_on,
        due=enquiry.acknowledgement_due,
    )
    return True


def receipt(enquiry: Enquiry) -> Notice | None:
    """The mail that confirmed an enquiry of the public form; none where none went."""
    return Notice.objects.exclude(address="").filter(key__startswith=f"enquiry:{enquiry.pk}:").first()


def _tell_staff(enquiry: Enquiry) -> None:
    for person in User.objects.holding(Role.STAFF):
        notify(person, "enquiry_came", key=f"enquiry:{enquiry.pk}", enquiry=enquiry)


# -- what was asked ---------------------------------------------------------------------------


@transaction.atomic
def correct(enquiry: Enquiry, *, seen: int, fields: Sequence[str], names: str, by: User) -> None:
    """Put right what was entered; what was decided stays. Raises ``ChangedMeanwhile``.

    A place that was found by its name is confirmed by it, or another one chosen.
    """
    if {"received_on", "direction"} & set(fields):
        enquiry.acknowledgement_due = _acknowledgement_due(enquiry)
        fields = [*fields, "acknowledgement_due"]
    guessed, enquiry.place_by_name = enquiry.place_by_name, False
    enquiry.save_if_unchanged(seen=seen, fields=[*fields, "place_by_name"])
    if names:
        history.record(enquiry, "enquiry.corrected", by=by, fields=names)
    if guessed and enquiry.place is not None and "place" not in fields:
        history.record(enquiry, "enquiry.placed", by=by, place=enquiry.place.place)


@transaction.atomic
def attach(enquiry: Enquiry, file: Any, *, by: User) -> EnquiryFile:
    """Keep another file with the enquiry; a file that was opened from it keeps its own."""
    upload = uploads.accept(file, by=by)
    history.record(enquiry, "enquiry.attached", by=by, name=upload.name, upload=upload.pk)
    return EnquiryFile.objects.create(enquiry=enquiry, upload=upload)


@transaction.atomic
def acknowledge(enquiry: Enquiry, on: dt.date, *, by: User) -> None:
    """Note that whoever asked was told that it came."""
    if not _acknowledged(enquiry, on, by=by):
        raise MoveRefused(_("This enquiry is acknowledged already. Nothing needs to be done."))


def _acknowledged(enquiry: Enquiry, on: dt.date, *, by: User) -> bool:
    """Note it, unless somebody did before."""
    if not claim(Enquiry.objects.filter(pk=enquiry.pk, acknowledged_on=None), acknowledged_on=on):
        return False
    enquiry.acknowledged_on = on
    history.record(enquiry, "enquiry.acknowledged", by=by, on=on)
    return True


# -- screening -----------------------------------------------------------------------------------


@transaction.atomic
def start_screening(enquiry: Enquiry, *, by: User) -> Screening:
    """Hold the enquiry against the policy in force today; one screening is under way at a time."""
    _one_at_a_time(enquiry)
    under_way = enquiry.screenings.filter(finished_at=None).first()
    if under_way is not None:
        return under_way
    _step(enquiry, Standing.SCREENING, "enquiry.screening", by=by)
    return Screening.objects.create(enquiry=enquiry, policy=Policy.in_force(), started_by=by)


def _one_at_a_time(enquiry: Enquiry) -> None:
    """Of two people who press the same button the second waits, and finds what the first has made."""
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)


@transaction.atomic
def save_answers(
    found: Screening,
    answers: Mapping[Criterion, tuple[str, str]],
    impression: str,
    *,
    seen: int,
    by: User,
) -> None:
    """Keep the checklist as far as it is. Raises ``ChangedMeanwhile``; ``MoveRefused`` once it is finished."""
    if not Screening.objects.select_for_update().filter(pk=found.pk, finished_at=None).exists():
        raise MoveRefused(
            _("This screening is finished and stays as it is. Screen the enquiry again instead.")
        )
    before = _said(found)
    found.impression = impression
    found.save_if_unchanged(seen=seen, fields=["impression"])
    for criterion, (answer, note) in answers.items():
        ScreeningAnswer.objects.update_or_create(
            screening=found, criterion=criterion, defaults={"answer": answer, "note": note}
        )
    if (said := _said(found)) != before:
        history.record(
            found.enquiry,
            "enquiry.answered",
            by=by,
            screening=found.pk,
            answered=len(said) - 1,
            questions=found.policy.criteria.count(),
        )


def _said(found: Screening) -> list[Any]:
    """What stands in a screening: the impression and every answer with its note."""
    stored = Screening.objects.values_list("impression", flat=True).get(pk=found.pk)
    return [stored, *found.answers.values_list("criterion", "answer", "note")]  # type: ignore[attr-defined]


@transaction.atomic
def finish_screening(found: Screening, *, by: User) -> None:
    """Close the checklist with what was computed at this moment; it keeps its version of the policy."""
    answers = dict(found.answers.values_list("criterion", "answer"))
    if missing := found.policy.criteria.exclude(pk__in=answers).count():
        raise MoveRefused(
            _("%(n)d questions have no answer. Answer them; “not known” is an answer, too.") % {"n": missing}
        )
    changes = {
        "finished_at": clock.now(),
        "finished_by": by,
        "findings": screening.frozen(found.enquiry, found.policy),
    }
    if not claim(Screening.objects.filter(pk=found.pk, finished_at=None), **changes):
        raise MoveRefused(_("This screening is finished already. Nothing needs to be done."))
    counted: dict[str, Any] = {word.value: list(answers.values()).count(word) for word in Answer}
    history.record(
        found.enquiry, "enquiry.screened", by=by, screening=found.pk, policy=found.policy_id, **counted
    )


# -- outcomes ---------------------------------------------------------------------------------


@transaction.atomic
def open_proposal(
    enquiry: Enquiry, *, by: User, kind: str, origin: str, why: str = "", cap_reason: str = ""
) -> Proposal:
    """Go on with a file of its own (G1). Community, origin, wish and attachments carry over.

    A limit of the policy that is reached asks for the reason to go beyond it, and for nothing else.
    """
    _one_at_a_time(enquiry)
    _require_way(enquiry, Standing.OPENED)
    if lacking := screening.lacking(enquiry):
        raise MoveRefused(lacking)
    beyond = [limit.words for limit in screening.limits(enquiry, Policy.in_force(), kind) if limit.reached]
    if beyond and not cap_reason.strip():
        raise MoveRefused(
            [*beyond, _("Say why the City goes beyond this limit, so that it can be read later.")]
        )
    came_up = _("Enquiry %(number)s of %(day)s") % {"number": enquiry.number, "day": day(enquiry.received_on)}
    proposal = open_file(
        _community(enquiry), by=by, kind=kind, origin=origin, earlier=_earlier(enquiry), came_up=came_up
    )
    for file in enquiry.attachments.select_related("upload"):
        Attachment.objects.create(
            proposal=proposal, upload=file.upload, phase=proposal.phase, about=file.upload.name
        )
        history.record(proposal, "file.attached", by=by, name=file.upload.name, upload=file.upload_id)
    said = "\n\n".join(part.strip() for part in (why, cap_reason) if part.strip())
    history.record(
        proposal, "file.from_enquiry", by=by, remark=said, number=enquiry.number, enquiry=enquiry.pk
    )
    decided = _decision(by, said) | {"proposal": proposal}
    _step(enquiry, Standing.OPENED, "enquiry.opened", by=by, reference=proposal.reference, **decided)
    return proposal


@transaction.atomic
def hold(enquiry: Enquiry, until: dt.date, *, by: User, why: str) -> None:
    """Leave it until a day, with the reason; on that day it waits for staff again."""
    require_reason(why)
    if until <= clock.today():
        raise MoveRefused(_("The day is over already. Give a later one."))
    _step(enquiry, Standing.HELD, "enquiry.held", by=by, held_until=until, **_decision(by, why))


@transaction.atomic
def decline(enquiry: Enquiry, *, by: User, why: str) -> None:
    """Say no, with a reason that is found again when the same community asks later."""
    require_reason(why)
    _step(enquiry, Standing.DECLINED, "enquiry.declined", by=by, **_decision(by, why))


@transaction.atomic
def receive(enquiry: Enquiry, *, by: User, why: str = "") -> None:
    """Keep it for information; nothing follows."""
    _step(enquiry, Standing.RECEIVED, "enquiry.received", by=by, **_decision(by, why))


def _community(enquiry: Enquiry) -> Community:
    """The community as the enquiry names it; one that a file is about already is the same row, or what it became."""
    if known := _files(enquiry):
        return today_of(known[0].community)
    community = Community(
        name=enquiry.community_name, region=enquiry.region, country=enquiry.country, place=enquiry.place
    )
    if is_our_own(community):
        raise MoveRefused(str(OUR_OWN))
    return community


def _earlier(enquiry: Enquiry) -> Proposal | None:
    """The last closed file about the same community, which the new one comes back to."""
    return next((file for file in _files(enquiry) if not file.is_open), None)


def _files(enquiry: Enquiry) -> list[Proposal]:
    """Files about the very community; a namesake in another region is shown to people, and not taken for it."""
    return [
        file for file in known.files_about(enquiry) if not same.in_another_region(enquiry, file.community)
    ]


def _decision(by: User, why: str) -> dict[str, Any]:
    """Who decided it, when and why, as it stands on the enquiry."""
    return {"reason": why.strip(), "decided_by": by, "decided_at": clock.now()}


def _step(
    enquiry: Enquiry, to: Standing, verb: str, *, by: User, reference: str = "", **changes: Any
) -> Event:
    """Change where an enquiry stands, if it still stands where the caller saw it: the only writer of ``standing``."""
    _require_way(enquiry, to)
    changes = {"standing": to, "held_until": None} | changes
    seen = Enquiry.objects.filter(pk=enquiry.pk, standing=enquiry.standing, held_until=enquiry.held_until)
    facts = {"reference": reference} if reference else {}
    with transaction.atomic():
        if not claim(seen, **changes):
            raise MoveRefused(str(MOVED_MEANWHILE))
        event = history.record(enquiry, verb, by=by, remark=changes.get("reason", ""), **facts)
        if "decided_at" in changes:
            _keep_decision(enquiry, to, changes, by=by)
    for name, value in changes.items():
        setattr(enquiry, name, value)
    return event


def _require_way(enquiry: Enquiry, to: Standing) -> None:
    if to not in WAYS[enquiry.standing]:
        raise MoveRefused(
            _("This enquiry cannot go from “%(here)s” to “%(to)s”.")
            % {"here": enquiry.get_standing_display(), "to": to.label}
        )


def _keep_decision(enquiry: Enquiry, to: Standing, changes: Mapping[str, Any], *, by: User) -> None:
    Decision.objects.create(
        enquiry=enquiry,
        standing=to,
        reason=changes["reason"],
        by=by,
        at=changes["decided_at"],
        on=clock.today(),
        until=changes["held_until"],
    )


# -- letters -------------------------------------------------------------------------------------


EARLIER_DECISION = gettext_lazy(
    "This letter was written for an earlier decision and no longer says what holds. Throw it away, and write the new one on the page of the enquiry."
)


@transaction.atomic
def prepare_letter(enquiry: Enquiry, kind: str, *, by: User) -> Outgoing:
    """Put the proposed words of a letter into the outbox. One about a decision waits at a time: that one is handed back."""
    _one_at_a_time(enquiry)
    lying = enquiry.letters.filter(kind=kind, outgoing__state=Outgoing.State.WAITING)
    for letter in lying.select_related("enquiry", "decision", "outgoing"):
        if letter.fits:
            return letter.outgoing
    if kind not in papers.kinds(enquiry):
        raise MoveRefused(_("This letter does not fit what was decided. Choose another one."))
    outgoing = outbox.prepare(papers.words(enquiry, kind, by=by), by=by)
    decision = None if kind == Letter.Kind.ACKNOWLEDGED else enquiry.decisions.first()
    Letter.objects.create(enquiry=enquiry, outgoing=outgoing, kind=kind, decision=decision)
    history.record(enquiry, "enquiry.letter", by=by, letter=outgoing.pk, kind=kind)
    return outgoing


def require_fitting(outgoing: Outgoing) -> None:
    """Before a letter is sent: what it says must still hold; nobody decides meanwhile. Raises ``outbox.Refused``."""
    letter = Letter.objects.select_related("decision").filter(outgoing=outgoing).first()
    if letter is None:
        return
    letter.enquiry = Enquiry.objects.select_for_update().get(pk=letter.enquiry_id)
    if not letter.fits:
        raise outbox.Refused(str(EARLIER_DECISION))


@transaction.atomic
def letter_went(outgoing: Outgoing, *, by: User) -> None:
    """A letter has been sent: with it the enquiry is acknowledged, if it was not before."""
    letter = Letter.objects.select_related("enquiry").filter(outgoing=outgoing).first()
    if letter is not None and outgoing.settled_on is not None:
        _acknowledged(letter.enquiry, outgoing.settled_on, by=by)
