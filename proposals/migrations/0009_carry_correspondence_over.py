"""What was written in the correspondence before it had rooms: committees, test programmes, targets, contacts."""

import re
from decimal import Decimal

from django.db import migrations

FIGURE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,2})?)\s+([^\s\d][^\d]{0,99})\s*", re.DOTALL)


def carry_committees(apps, schema_editor):
    """Their committee becomes one of the register; that it was confirmed, a confirmation by whoever opened the file."""
    correspondence = apps.get_model("proposals", "Correspondence")
    committee = apps.get_model("committees", "Committee")
    at_file = apps.get_model("proposals", "FileCommittee")
    confirmation = apps.get_model("proposals", "Confirmation")
    for record in correspondence.objects.exclude(counterpart="").select_related("proposal__community"):
        proposal = record.proposal
        formed_on = record.counterpart_confirmed_on or proposal.opened_at.date()
        theirs = committee.objects.filter(side="theirs", name=record.counterpart).first()
        if theirs is None:
            theirs = committee.objects.create(
                name=record.counterpart, side="theirs", kind="twinning", city=proposal.community.name, formed_on=formed_on
            )
        ours = None
        if proposal.committee_id:
            ours, _made = at_file.objects.get_or_create(
                record=record, committee_id=proposal.committee_id, defaults={"by_id": proposal.opened_by_id}
            )
        named, _made = at_file.objects.get_or_create(
            record=record, committee=theirs, defaults={"by_id": proposal.opened_by_id, "mirrors": ours}
        )
        if record.counterpart_confirmed_on:
            confirmation.objects.create(
                committee=named,
                way="confirmed",
                channel="other",
                on=record.counterpart_confirmed_on,
                words=record.counterpart_how or record.counterpart,
                by_id=proposal.opened_by_id,
            )


def carry_tests(apps, schema_editor):
    correspondence = apps.get_model("proposals", "Correspondence")
    pilot = apps.get_model("proposals", "Pilot")
    for record in correspondence.objects.exclude(test_programme="").select_related("proposal"):
        first = record.test_programme.strip().split("\n")[0]
        pilot.objects.create(
            record=record, kind="other", title=first[:200], result=record.test_programme, by_id=record.proposal.opened_by_id
        )


def carry_waivers(apps, schema_editor):
    """Sections that were split keep the reason for which they were left out."""
    state = apps.get_model("proposals", "SectionState")
    correspondence = apps.get_model("proposals", "Correspondence")
    parts = {"counterpart": ("waters", "going_on"), "workplan": ("agreed",)}
    for old in state.objects.filter(phase="correspondence", section__in=parts).exclude(waiver=""):
        for name in parts[old.section]:
            state.objects.get_or_create(
                proposal_id=old.proposal_id, phase="correspondence", section=name, defaults={"waiver": old.waiver}
            )
    for record in correspondence.objects.exclude(test_waiver=""):
        state.objects.get_or_create(
            proposal_id=record.proposal_id, phase="correspondence", section="waters", defaults={"waiver": record.test_waiver}
        )


def carry_targets(apps, schema_editor):
    """“12 students each way” becomes 12 and its unit; a target without a number is kept as what is counted."""
    goal = apps.get_model("proposals", "Goal")
    for one in goal.objects.exclude(target=""):
        if found := FIGURE.fullmatch(one.target):
            one.goal_value, one.unit = Decimal(found[1]), found[2].strip()
        else:
            one.indicator = one.target
        one.save(update_fields=["goal_value", "unit", "indicator"])


def carry_languages(apps, schema_editor):
    """Languages were typed as words; those that have a tag get it, others stay as they were written."""
    from twinning.records.languages import CHOICES

    tags = {name.casefold(): code for code, name in CHOICES}
    message = apps.get_model("proposals", "Message")
    for one in message.objects.exclude(language=""):
        if tag := tags.get(one.language.strip().casefold()):
            one.language = tag
            one.save(update_fields=["language"])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0008_correspondence_rooms")]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (carry_committees, carry_tests, carry_waivers, carry_targets, carry_languages)
    ]
