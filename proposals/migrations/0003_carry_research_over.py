from django.conf import settings
from django.db import migrations
from django.utils.translation import gettext as _
from django.utils.translation import override

MEASURES = ("interest", "economy", "social", "politics", "likeness")
TOPICS = {
    "population": "population",
    "geography": "geography",
    "industries": "industries",
    "academic": "academic",
    "cultural": "cultural",
    "ties": "ties",
    "history": "history",
}


def carry_over(apps, schema_editor):
    """Nothing that was researched is lost: facts become values, ratings become words, each file has its candidate."""
    with override(settings.LANGUAGE_CODE):
        for proposal in apps.get_model("proposals", "Proposal").objects.order_by("pk"):
            _carry_file(apps, proposal)


def _carry_file(apps, proposal):
    research = apps.get_model("proposals", "Research").objects.filter(proposal=proposal).first()
    beyond = proposal.phase not in ("planning", "research") and proposal.closed_from not in ("planning", "research")
    why = research.why_chosen.strip() if research else ""
    candidate = apps.get_model("proposals", "Candidate").objects.create(
        proposal=proposal,
        community_id=proposal.community_id,
        standing="chosen" if beyond and why else "short",
        reason=why,
        added_by_id=proposal.opened_by_id,
        added_at=proposal.opened_at,
    )
    if research is None:
        return
    _carry_facts(apps, research, proposal)
    _carry_partners(apps, research)
    _carry_measures(apps, research, candidate)


def _carry_facts(apps, research, proposal):
    points = apps.get_model("proposals", "DataPoint").objects
    for fact in apps.get_model("proposals", "Fact").objects.filter(record=research).order_by("order"):
        said = {
            "topic": TOPICS[fact.topic],
            "source": fact.source,
            "year": fact.as_of.year,
            "entered_by_id": proposal.opened_by_id,
            "prefilled": False,
        }
        points.create(community_id=proposal.community_id, words=fact.statement, **said)
        if fact.here.strip():
            points.create(community=None, words=fact.here, **said)


def _carry_partners(apps, research):
    partners = apps.get_model("proposals", "ExistingPartner").objects.filter(record=research).order_by("order")
    lines = [
        ", ".join(str(part) for part in (one.name, one.region, one.country, one.since_year) if part)
        for one in partners
    ]
    if lines:
        research.partners = "\n".join([research.partners, *lines]).strip()
        research.save(update_fields=["partners"])


def _carry_measures(apps, research, candidate):
    """A rating in words is no score on a scale: it stays in words, and says that it was given before there was one."""
    if not any(getattr(research, f"{name}_rating") or getattr(research, name) for name in MEASURES):
        return
    policy = apps.get_model("municipality", "Policy").objects.order_by("number").first()
    assessor = candidate.added_by_id
    assessment = apps.get_model("proposals", "Assessment").objects.create(
        candidate=candidate,
        by_id=assessor,
        policy=policy,
        settled=True,
        finished_at=candidate.proposal.phase_since if candidate.standing == "chosen" else None,
        finished_by_id=assessor if candidate.standing == "chosen" else None,
    )
    ratings = {"strong": _("Strong"), "some": _("Some"), "little": _("Little"), "unknown": _("Not known")}
    for measure in policy.measures.all():
        rating = getattr(research, f"{measure.code}_rating", "")
        words = _("Rated in words before the policy had a scale: %(rating)s.") % {"rating": ratings[rating]} if rating else ""
        apps.get_model("proposals", "Score").objects.create(
            assessment=assessment, measure=measure, narrative=getattr(research, measure.code, ""), waiver=words
        )


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0002_research_rooms'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
