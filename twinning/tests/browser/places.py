"""Where the pages are: what the demonstration lacks is added, and everything is named, as JSON.

``python -m twinning.tests.browser.places``, in the environment of the product.
"""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


def places() -> dict[str, Any]:
    """Name -> key, such as ``research`` for a file that staff write in research."""
    from agreements.agreement.council import actions as agreement
    from agreements.agreement.council.models import ResolutionKind, ResolutionState
    from proposals.planning.models import Activity, Planning
    from proposals.proposal.actions import open_file
    from proposals.proposal.models import Community, Proposal
    from twinning.accounts.models import User
    from twinning.testing.files import file_in_agreement

    def account(name: str) -> User:
        return User.objects.get(email=f"{name}@lacombe.example")

    def of(**what: Any) -> Proposal:
        found = Proposal.objects.filter(**what).order_by("pk").first()
        if found is None:
            raise LookupError(f"The demonstration has no file with {what}.")
        return found

    def decided(state: str) -> tuple[int, int]:
        found = next(file for file in Proposal.objects.all() if file.resolutions.filter(state=state).exists())
        return found.pk, found.resolutions.filter(state=state).first().pk

    written = file_in_agreement(staff=account("staff"), cao=account("cao"))
    Community.objects.filter(pk=written.community_id).update(name="Zamora")
    draft = agreement.draft(written, ResolutionKind.EXPLORE, by=account("staff"))
    long = open_file(
        Community(name=LONG_WORD, native_name="مدينة طويلة الاسم جدا", region=LONG_WORD, country="GB"),
        by=account("staff"),
        kind="sister",
        origin="mayor",
    )
    record = Planning.objects.create(
        proposal=long, sponsor=LONG_WORD * 3, purpose=LONG_WORD * 20, city_objectives="Word " * 1500
    )
    Activity.objects.create(record=record, title=LONG_WORD * 4, target=LONG_WORD * 2, owner=LONG_WORD)

    found: dict[str, Any] = {
        "planning": of(phase="planning", turn="staff").pk,
        "sent": of(phase="planning", turn="cao").pk,
        "research": of(phase="research", held_since=None).pk,
        "correspondence": of(phase="correspondence").pk,
        "agreement": written.pk,
        "council": of(phase="agreement", turn="council").pk,
        "signing": of(phase="signing").pk,
        "evaluation": of(phase="evaluation", turn="staff").pk,
        "closed": of(phase="closed").pk,
        "held": of(held_since__isnull=False).pk,
        "long": long.pk,
        "draft": draft.pk,
    }
    found |= _research()
    found |= _both_sides(of(phase="correspondence"), account("staff"))
    for state in (ResolutionState.AGENDA, ResolutionState.CARRIED, ResolutionState.DEFEATED):
        found[f"{state}_file"], found[str(state)] = decided(state)
    return found | _others()


def _research() -> dict[str, int]:
    """A search with its list, scores, values, enquiries and what the atlas knows."""
    from proposals.enquiry.models import Enquiry
    from proposals.proposal.models import Candidate
    from proposals.research.comparison.models import DataPoint
    from proposals.research.measures.models import Assessment
    from twinning import clock
    from twinning.atlas.models import Twinning

    short = Candidate.objects.filter(proposal__community__is_search=True, standing="short").earliest("pk")
    scored = Assessment.objects.filter(finished_at=None).earliest("pk")
    value = DataPoint.objects.filter(community=scored.candidate.community, withdrawn_at=None).earliest("pk")
    return {
        "search": short.proposal_id,
        "candidate": short.pk,
        "scored_file": scored.candidate.proposal_id,
        "assessment": scored.pk,
        "value_file": scored.candidate.proposal_id,
        "value": value.pk,
        "community": scored.candidate.community_id,
        "enquiry": Enquiry.objects.filter(standing="new").earliest("pk").pk,
        "twinning": Twinning.objects.earliest("pk").pk,
        "year": clock.today().year,
    }


def _both_sides(waiting: Any, staff: Any) -> dict[str, Any]:
    """A letter in two languages, a message, a note, mail that nobody could match, a meeting and a recommendation."""
    from committees.models import Committee, Meeting, Recommendation
    from proposals.correspondence.letters.actions import Addressee, compose
    from proposals.correspondence.log.actions import write_note
    from proposals.correspondence.models import Contact, FileCommittee, Message, Note, Pilot
    from twinning.records.incoming.actions import receive
    from twinning.testing.mails import mail

    letter = compose(
        waiting, kind="introduction", language="en", language_2="ar", to=Addressee(LONG_WORD), by=staff
    )
    note = Note(text=LONG_WORD * 3)
    write_note(waiting, note, by=staff)
    message = Message.objects.filter(record__proposal=waiting).earliest("pk")
    contact = Contact.objects.filter(side="there").order_by("name").first()
    named = FileCommittee.objects.there().earliest("pk")  # type: ignore[attr-defined]
    pilot = Pilot.objects.earliest("pk")
    return {
        "letter": letter.pk,
        "outgoing": letter.outgoing_id,
        "note": note.pk,
        "message": message.pk,
        "contact": str(contact.pk),
        "contact_file": contact.record.proposal_id,
        "counterpart": named.pk,
        "counterpart_file": named.record.proposal_id,
        "pilot": pilot.pk,
        "pilot_file": pilot.record.proposal_id,
        "mail": receive(mail(Subject=LONG_WORD * 3)).pk,
        "meeting": Meeting.objects.exclude(minutes="").latest("pk").pk,
        "coming": Meeting.objects.filter(minutes="").latest("pk").pk,
        "recommendation": Recommendation.objects.earliest("pk").pk,
        "open_recommendation": Recommendation.objects.latest("pk").pk,
        "joint": Committee.objects.filter(kind="coordination").earliest("pk").pk,
    }


def _others() -> dict[str, int]:
    from agreements.evaluation.models import EvaluationReport
    from committees.models import Committee, Membership, TermsOfReference
    from proposals.proposal.models import Paper
    from twinning.accounts.models import User
    from twinning.municipality.models import OfficeHolder, Statute

    paper, report = Paper.objects.earliest("pk"), EvaluationReport.objects.earliest("pk")
    return {
        "paper": paper.pk,
        "paper_file": paper.proposal_id,
        "report": report.number,
        "report_file": report.evaluation.proposal_id,
        "committee": Committee.objects.earliest("pk").pk,
        "member": Membership.objects.earliest("pk").pk,
        "ending": Membership.objects.exclude(ends=None).earliest("pk").pk,
        "terms": TermsOfReference.objects.filter(state="adopted").earliest("pk").pk,
        "person": User.objects.get(email="clerk@lacombe.example").pk,
        "holder": OfficeHolder.objects.filter(ends=None).earliest("pk").pk,
        "statute": Statute.objects.earliest("pk").pk,
    }


if __name__ == "__main__":
    django.setup()
    json.dump(places(), sys.stdout)
