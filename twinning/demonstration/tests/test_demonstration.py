"""The demonstration: what it holds, that each of its pages opens for everybody, and that it says what it is."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import transaction
from django.urls import reverse

from agreements.agreement.council.models import Resolution, ResolutionState, Vote
from agreements.agreement.council.papers import facts
from agreements.signing.models import Progress, Signing
from proposals.lifecycle import WALK, Phase, Standing, Turn
from proposals.planning.models import Planning
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.demonstration import loading
from twinning.demonstration.stage import ROOMS
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.records import history
from twinning.records.models import Document, Event, Remark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

READERS = ["staff", "cao", "clerk", "mayor", "councillor", "committee"]
OURS = ["accounts", "municipality", "records", "committees", "proposals", "agreements"]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, and taken away with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert loading.load() is True
        yield
        transaction.set_rollback(True)


def account(name):
    return User.objects.get(email=f"{name}@lacombe.example")


def file_about(name):
    return Proposal.objects.get(community__name=name)


def pages_of(proposal):
    """The pages of a file that show something, as far as it has walked."""
    walked = WALK[: WALK.index(Phase(proposal.closed_from or proposal.phase)) + 1]
    found = [reverse("proposal:page", args=[proposal.pk]), reverse("proposal:history", args=[proposal.pk])]
    found += [
        reverse(f"{phase}:{page}", args=[proposal.pk]) for phase in walked for page in ("page", "check")
    ]
    found += [
        reverse("agreement:resolution", args=[proposal.pk, one.pk]) for one in proposal.resolutions.all()
    ]
    found += [reverse("proposal:paper", args=[proposal.pk, one.pk]) for one in proposal.papers.all()]
    if hasattr(proposal, "evaluation"):
        found += [
            reverse("evaluation:report", args=[proposal.pk, one.number])
            for one in proposal.evaluation.reports.all()
        ]
    return found


# -- what it holds -----------------------------------------------------------------------------


def test_every_phase_has_a_file_and_one_is_refused_and_one_held():
    assert set(Proposal.objects.values_list("phase", flat=True)) == set(Phase)
    assert [str(held.community) for held in Proposal.objects.held()] == ["Aqaba"]
    assert [str(refused.community) for refused in Proposal.objects.filter(standing=Standing.REFUSED)] == [
        "San Miguel de Allende"
    ]


def test_mazatlan_was_returned_four_days_ago_and_lacks_what_it_still_lacks():
    proposal = file_about("Mazatlán")
    returned = Event.objects.about(proposal).get(verb="planning.returned")
    assert (returned.remark.text, returned.actor) == (
        "Please add targets that we can measure.",
        account("cao"),
    )
    assert (proposal.turn, proposal.days_waiting) == (Turn.STAFF, 4)
    gaps = {name: words for name, words in Planning.of(proposal).gaps().items() if words}
    assert list(gaps) == ["agreement", "budget", "review"]


def test_muntinlupa_has_not_answered_for_63_days():
    proposal = file_about("Muntinlupa")
    assert (proposal.phase, proposal.turn, proposal.days_waiting) == (Phase.CORRESPONDENCE, Turn.PARTNER, 63)
    assert proposal.stands_still


def test_takasaki_is_before_council_in_both_languages():
    resolution = Resolution.objects.on_the_agenda().get()
    assert resolution.proposal == file_about("Takasaki")
    assert resolution.meeting.held_on > clock.today()
    (schedule,) = facts(resolution)["schedules"]
    assert [text["lang"] for text in schedule["memorandum"]["languages"]] == ["en", "ja"]


def test_sedona_is_signed_on_our_side_after_a_recorded_vote():
    proposal = file_about("Sedona")
    resolution = proposal.resolutions.get()
    votes = {
        vote: [str(ballot.member) for ballot in resolution.ballots.filter(vote=vote)]
        for vote in (Vote.AGAINST, Vote.ABSENT)
    }
    assert resolution.state == ResolutionState.CARRIED
    assert votes == {Vote.AGAINST: ["Councillor J. Petrenko"], Vote.ABSENT: ["Councillor P. Nguyen"]}
    assert (proposal.turn, Signing.of(proposal).progress()) == (Turn.CLERK, Progress.PARTLY)


def test_council_defeated_the_motion_on_record():
    resolution = file_about("San Miguel de Allende").resolutions.get()
    assert resolution.state == ResolutionState.DEFEATED
    assert facts(resolution)["vote"]["totals"] == {
        "for": 2,
        "against": 5,
        "abstained": 0,
        "recused": 0,
        "absent": 0,
    }


def test_rikubetsu_is_a_sister_city_whose_evaluation_comes():
    proposal = file_about("Rikubetsu")
    assert (proposal.standing, proposal.community.native_name) == (Standing.SISTER, "陸別町")
    assert (proposal.evaluation_due - clock.today()).days == 40


def test_musina_is_a_friendship_that_was_evaluated():
    proposal = file_about("Musina")
    assert proposal.standing == Standing.FRIENDSHIP
    assert proposal.evaluation.reports.get().resolution == proposal.resolutions.get(kind="renew").number


def test_numbers_run_without_a_gap_in_the_order_of_the_meetings():
    decided = Resolution.objects.exclude(number=None).order_by("meeting__held_on")
    expected: list[str] = []
    last: dict[str, int] = {}
    for resolution in decided:
        year = f"{resolution.meeting.held_on:%y}"
        last[year] = last.get(year, 0) + 1
        expected.append(f"{year}-{last[year]:03d}")
    assert [resolution.number for resolution in decided] == expected


def test_seven_members_sit_on_council_on_the_day_of_every_meeting():
    days = set(Resolution.objects.exclude(meeting=None).values_list("meeting__held_on", flat=True))
    assert {OfficeHolder.objects.on_council(day).count() for day in days} == {7}


def test_each_role_has_an_account():
    held = {role for user in User.objects.with_roles() for role in user.roles}
    assert held == set(Role.values)


# -- that it is whole -----------------------------------------------------------------------------


def test_the_chain_is_whole_and_in_the_order_of_time():
    assert list(history.verify()) == []
    moments = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < clock.now()


def test_loading_again_changes_nothing():
    before = (Event.objects.count(), Proposal.objects.count(), Document.objects.count())
    assert loading.load() is False
    assert (Event.objects.count(), Proposal.objects.count(), Document.objects.count()) == before
    said = io.StringIO()
    call_command("load_demonstration", stdout=said)
    assert said.getvalue() == "There is a municipality already. Nothing was changed.\n"


def test_it_is_refused_where_the_data_is_real(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION is on"):
        call_command("load_demonstration")


def test_the_accounts_are_printed_without_a_password():
    said = io.StringIO()
    call_command("load_demonstration", "--accounts", stdout=said)
    lines = said.getvalue().splitlines()
    assert "sign-in page" in lines[0]
    assert len(lines) == 1 + User.objects.count()
    assert len({line.index("@") - len(line.split()[-1].partition("@")[0]) for line in lines[1:]}) == 1
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_nobody_in_it_has_an_address_in_the_world():
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    text = "".join(serialize("json", model._default_manager.all(), ensure_ascii=False) for model in models)
    # The numbers of mails look like addresses of this machine.
    addresses = re.findall(r"[\w.+-]+@(?!localhost)[\w.-]+\w", text)
    assert len(addresses) > 50
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_every_paper_says_that_it_is_a_demonstration():
    assert Municipality.ours().demonstration is True
    assert {document.facts["demonstration"] for document in Document.objects.all()} == {True}
    assert {document.facts["demonstration_words"] for document in Document.objects.all()} == {
        "Demonstration. People and decisions here are invented."
    }


def test_reasons_stand_where_they_can_be_corrected():
    assert Remark.objects.filter(text="Please add targets that we can measure.").count() == 1


# -- its pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READERS)
def test_each_page_opens_for_each_role_and_says_what_it_is(client, sign_in, name):
    reader = account(name)
    client = sign_in(client, reader)
    visible = set(Proposal.objects.visible_to(reader))
    assert len(visible) in (10, 11, 12)
    for proposal in Proposal.objects.all():
        for url in pages_of(proposal) if proposal in visible else pages_of(proposal)[:1]:
            response = client.get(url)
            assert response.status_code == (200 if proposal in visible else 404), url
            assert 'class="demonstration"' in response.content.decode(), url


@pytest.mark.parametrize("name", [*READERS, "administrator"])
def test_the_desk_and_the_lists_open_for_each_role(client, sign_in, name):
    client = sign_in(client, account(name))
    for url in ("dashboard:desk", "dashboard:council", "proposal:index", "committees:index"):
        response = client.get(reverse(url))
        assert response.status_code == 200
        assert 'class="demonstration"' in response.content.decode()


@pytest.mark.parametrize(
    ("community", "name"),
    [
        ("Mazatlán", "staff"),
        ("Vashkivtsi", "staff"),
        ("Muntinlupa", "staff"),
        ("Sedona", "clerk"),
        ("Rikubetsu", "staff"),
        ("Musina", "staff"),
    ],
)
def test_each_section_that_waits_for_somebody_opens_for_them(client, sign_in, community, name):
    proposal = file_about(community)
    client = sign_in(client, account(name))
    for section in ROOMS[Phase(proposal.phase)][1]:
        response = client.get(
            reverse(f"{proposal.phase}:edit", args=[proposal.pk, section.name]), follow=True
        )
        assert response.status_code == 200, section.name
