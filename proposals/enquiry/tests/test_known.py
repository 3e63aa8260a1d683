"""The same community is found again, however it is written, and what was decided about it is never lost."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from proposals.enquiry import actions, same, screening, yearly
from proposals.enquiry.models import Decision, Enquiry, Letter, Original
from proposals.enquiry.tests.conftest import SPRING, screen, written
from proposals.enquiry.tests.test_public import typed
from proposals.lifecycle import MoveRefused
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, FormerName, Proposal
from proposals.proposal.names import identity
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.atlas.models import Twinning
from twinning.municipality.policy import Policy
from twinning.places.keys import key
from twinning.places.models import PlaceName
from twinning.records import documents, outbox
from twinning.records.models import Event, Notice, Outgoing
from twinning.records.tests import hostile
from twinning.testing import world

pytestmark = pytest.mark.django_db

SUMMER = dt.date(2026, 6, 1)


def later(days: int):
    return clock.at(SPRING + dt.timedelta(days=days))


def words_about(enquiry) -> str:
    return "\n".join(one.words for one in screening.conflicts(enquiry))


def twinned_with_grande_prairie() -> None:
    mazatlan, prairie = world.place(world.MAZATLAN), world.place(world.GRANDE_PRAIRIE)
    Twinning.objects.create(
        place_a=mazatlan, place_b=prairie, name_a=mazatlan.name, country_a="MX", name_b=prairie.name, country_b="CA", as_of=dt.date(2026, 1, 2)
    )  # fmt: skip


# -- from a stranger to a file --------------------------------------------------------------------------


def test_a_strangers_enquiry_becomes_a_file_that_says_whom_they_have_already(
    client, sign_in, staff, lacombe, places
):
    lacombe.place = world.place(world.LACOMBE)
    lacombe.save()
    twinned_with_grande_prairie()
    asked = typed(
        community_name="Mazatlan", region="Sinaloa", country="MX",
        file_1=SimpleUploadedFile("letter.pdf", hostile.pdf()),
    )  # fmt: skip
    assert client.post("/ask/", asked).status_code == 302
    enquiry = Enquiry.objects.get()
    assert (enquiry.place_id, enquiry.place_by_name) == (world.MAZATLAN, True)
    sign_in(client, staff)
    page = client.get(enquiry.get_absolute_url()).text
    notice = "Mazatlán already has a partner in our country: Grande Prairie (Alberta)."
    assert notice in page
    assert "Mazatlán, Sinaloa, Mexico, found by its name, to be confirmed." in page

    at_the_form = client.get(f"{enquiry.get_absolute_url()}correct/")
    assert "saving confirms it" in at_the_form.text
    form = at_the_form.context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    client.post(f"{enquiry.get_absolute_url()}correct/", given)
    enquiry.refresh_from_db()
    assert (enquiry.place_id, enquiry.place_by_name) == (world.MAZATLAN, False)
    assert Event.objects.latest("seq").verb == "enquiry.placed"

    screen(enquiry, by=staff)
    assert any(notice in one["words"] for one in enquiry.screenings.get().findings)
    answer = client.post(
        f"{enquiry.get_absolute_url()}open/", {"kind": "sister", "origin": "residents"}, follow=True
    )
    file = Proposal.objects.get()
    candidate = file.candidates.get()
    assert (answer.status_code, candidate.community.place_id) == (200, world.MAZATLAN)
    assert file.attachments.get().upload == enquiry.attachments.get().upload


@pytest.mark.parametrize(
    ("region", "country", "name", "place"),
    [
        ("", "MX", "Mazatlán", None),  # one in Sinaloa, one in Guerrero
        ("Guerrero", "MX", "Mazatlán", 3523412),
        ("Jalisco", "MX", "Mazatlán", None),
        ("", "JO", "العقبة", 250774),
        ("Gunma Prefecture", "JP", "City of Takasaki", 1851002),
        ("", "JP", "Mazatlán", None),
    ],
)
def test_a_place_is_set_where_its_name_leaves_but_one(places, region, country, name, place):
    enquiry = actions.ask(written(community_name=name, region=region, country=country))
    assert (enquiry.place_id, enquiry.place_by_name) == (place, place is not None)


def test_without_a_place_it_is_said_that_nobody_could_be_asked(client, sign_in, staff, places):
    enquiry = actions.ask(written(community_name="Mazatlán", region="", country="MX"))
    text = sign_in(client, staff).get(enquiry.get_absolute_url()).text
    assert "Not on the map yet, so the lists of twinnings cannot be asked." in text
    assert "has to do with it" not in text


# -- the same community ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Batangas", "Batangas City"),
        ("高崎", "高崎市"),
        ("Municipality of Musina", "Musina"),
        ("مدينة إربد", "إربد"),
    ],
)
def test_words_for_a_city_before_and_after_a_name_do_not_count(one, other):
    assert identity(one) == identity(other)


def test_words_alone_stay_a_name():
    assert (identity("City"), identity("村")) == ("city", "村")


def test_it_is_found_by_a_name_in_another_script(staff, cao, places):
    irbid = world.place(250774)
    PlaceName.objects.create(place=irbid, key=key("إربد"), name="إربد")
    earlier = actions.enter(written(community_name="Aqaba", region="", country="JO"), by=staff)
    actions.decline(earlier, by=cao, why="Nobody carries it.")
    mine = {
        "community_name": "إربد",
        "region": "",
        "country": "JO",
        "email": "x@example.org",
        "organisation": "",
    }
    assert "(E2026-001), declined: Nobody carries it." in words_about(
        actions.enter(written(**mine), by=staff)
    )


def test_it_is_found_by_former_names_and_by_what_it_became(staff):
    into = Community.objects.create(name="Great Takasaki", country="JP")
    old = Community.objects.create(
        name="Takasaki", country="JP", successor=into, succeeded_on=dt.date(2026, 1, 1)
    )
    FormerName.objects.create(
        community=into, name="Shinmachi", country="JP", until=dt.date(2026, 1, 1), why="A new name."
    )
    file = open_file(old, by=staff, kind="sister", origin="staff")
    for name in ("Great Takasaki", "Shinmachi", "Takasaki City"):
        enquiry = actions.enter(written(community_name=name, region=""), by=staff)
        assert file.reference in words_about(enquiry)


def test_the_same_sender_is_told_and_the_same_community_once(staff):
    actions.enter(
        written(community_name="Duluth", country="US", region="", email="TAKAHASHI@takasaki.example"),
        by=staff,
    )
    actions.enter(written(), by=staff)
    told = words_about(actions.enter(written(), by=staff))
    assert told.count("The same sender wrote") == 1
    assert told.count("The same community is asked about") == 1


def test_no_earlier_enquiry_is_left_out_in_silence(staff):
    for _time in range(22):
        enquiry = actions.enter(written(), by=staff)
    assert "And 1 more enquiry." in words_about(enquiry)


def test_a_namesake_with_a_place_of_its_own_is_another(staff, places):
    actions.enter(written(community_name="Mazatlán", country="MX", place=world.place(3523412)), by=staff)
    enquiry = actions.enter(
        written(community_name="Mazatlán", country="MX", place=world.place(world.MAZATLAN)), by=staff
    )
    assert list(same.enquiries(enquiry, same.of(enquiry))) == []


# -- the country ----------------------------------------------------------------------------------------


def test_notes_on_the_country_and_partners_of_neighbours_are_told(staff, lacombe, places):
    lacombe.place = world.place(5946768)  # Edmonton: Red Deer lies within a morning's drive
    lacombe.save()
    red_deer, other = world.place(6118158), world.place(3985344)
    Twinning.objects.create(
        place_a=red_deer, place_b=other, name_a=red_deer.name, country_a="CA", name_b=other.name, country_b="MX", as_of=dt.date(2026, 1, 2)
    )  # fmt: skip
    StabilityNote.objects.create(
        country="MX", kind="advisory", level=1, words="Crime is high.", source="travel.gc.ca", dated=dt.date(2026, 2, 1), reviewed_by=staff
    )  # fmt: skip
    StabilityNote.objects.create(
        country="JP", kind="press", words="Elsewhere.", source="A paper", dated=dt.date(2026, 2, 1), reviewed_by=staff
    )  # fmt: skip
    enquiry = actions.ask(written(community_name="Mazatlán", region="Sinaloa", country="MX"))
    told = words_about(enquiry)
    assert (
        "Travel advisory on Mexico, travel.gc.ca of 1 February 2026: Exercise a high degree of caution. Crime is high."
        in told
    )
    assert "Red Deer, 144 km from us, has a partner in Mexico: San Miguel de Allende." in told
    assert "Elsewhere." not in told


# -- decisions --------------------------------------------------------------------------------------------


def test_a_decision_stays_when_the_enquiry_is_taken_up_again(client, sign_in, enquiry, staff, cao):
    actions.decline(enquiry, by=cao, why="No group of residents.")
    with later(400):
        actions.start_screening(enquiry, by=staff)
        another = actions.enter(written(received_on=dt.date(2027, 4, 1)), by=staff)
        told = words_about(another)
        text = sign_in(client, staff).get(enquiry.get_absolute_url()).text
    assert "not decided yet. Before that, on 12 March 2026: Declined. No group of residents." in told
    assert "No group of residents." in text
    assert [one.reason for one in yearly.report(2026)["declined"]] == ["No group of residents."]
    assert yearly.report(2027)["declined"] == []


def test_two_decisions_stand_in_the_years_they_were_made(enquiry, staff, cao):
    actions.hold(enquiry, SUMMER, by=staff, why="Later.")
    with later(300):
        actions.decline(enquiry, by=cao, why="No.")
    assert [row["value"] for row in yearly.report(2026)["decided"]] == ["held"]
    assert [row["value"] for row in yearly.report(2027)["decided"]] == ["declined"]
    assert (yearly.report(2027)["count"], yearly.years()) == (0, [2027, 2026])
    assert "2026-03-12 On hold: Later.\n2027-01-06 Declined: No." in yearly.as_csv(2027)


def test_a_decision_is_written_once(enquiry, staff):
    actions.receive(enquiry, by=staff)
    decision = Decision.objects.get()
    with pytest.raises(TypeError):
        decision.save()
    with pytest.raises(TypeError):
        decision.delete()


def test_an_old_screening_opens_no_file_while_a_newer_is_under_way(screened, staff):
    with later(1):
        actions.start_screening(screened, by=staff)
        with pytest.raises(MoveRefused, match="not finished"):
            actions.open_proposal(screened, by=staff, kind="sister", origin="letter")


def test_a_screening_from_before_the_last_decision_opens_no_file(screened, staff):
    with later(1):
        actions.hold(screened, SUMMER, by=staff, why="Later.")
    with later(2):
        with pytest.raises(MoveRefused, match="before the last decision"):
            actions.open_proposal(screened, by=staff, kind="sister", origin="letter")
        screen(screened, by=staff)
        assert actions.open_proposal(screened, by=staff, kind="sister", origin="letter").is_open


# -- letters ------------------------------------------------------------------------------------------------


def made(enquiry, kind, *, by) -> Outgoing:
    letter = actions.prepare_letter(enquiry, kind, by=by)
    documents.make(outbox.write(letter, seen=letter.version, by=by).pk)
    letter.refresh_from_db()
    return letter


def test_a_letter_does_not_outlive_its_decision(client, sign_in, enquiry, staff, cao):
    actions.decline(enquiry, by=cao, why="No.")
    letter = made(enquiry, "declined", by=staff)
    with later(1):
        actions.start_screening(enquiry, by=staff)
        sign_in(client, staff)
        assert "no longer fits" in client.get("/outbox/").text
        assert "written for an earlier decision" in client.get(enquiry.get_absolute_url()).text
        assert "This letter was written for an earlier decision" in client.get(f"/outbox/{letter.pk}/").text
        for way, given in (("mail", {}), ("posted", {"on": "2026-03-13"})):
            answer = client.post(
                f"/outbox/{letter.pk}/{way}/", {"version": letter.version} | given, follow=True
            )
            assert "no longer says what holds" in answer.text
        letter.refresh_from_db()
        assert (letter.waits, Notice.objects.count()) == (True, 0)
        client.post(f"/outbox/{letter.pk}/throw-away/", {"version": letter.version, "why": "Taken up again."})
        letter.refresh_from_db()
    assert not letter.waits


def test_a_second_hold_has_a_letter_of_its_own(client, sign_in, enquiry, staff):
    actions.hold(enquiry, SUMMER, by=staff, why="The first time.")
    first = actions.prepare_letter(enquiry, "held", by=staff)
    with later(1):
        actions.hold(enquiry, dt.date(2026, 9, 1), by=staff, why="The second time.")
        page = sign_in(client, staff).get(enquiry.get_absolute_url())
        assert [kind for kind, _label in page.context["offered"]] == ["held", "acknowledged"]
        second = actions.prepare_letter(enquiry, "held", by=staff)
    assert first != second and "The second time." in second.body
    assert [one.fits for one in Letter.objects.order_by("pk")] == [False, True]


# -- what happened is what is said -----------------------------------------------------------------------------


def test_where_no_receipt_goes_none_is_claimed(client, sign_in, staff):
    for number in range(4):
        email = "laila@aqaba.example" if number % 2 else "Laila@Aqaba.Example"
        answer = client.post("/ask/", typed(wish=f"Wish {number}", email=email), follow=True)
        confirmed = number < actions.MOST_RECEIPTS
        assert ("We confirm by e-mail" in answer.text) is confirmed
        told = Notice.objects.filter(to=staff).latest("pk").body
        assert ("A receipt is on its way" in told, "No receipt went" in told) == (confirmed, not confirmed)
    assert Enquiry.objects.latest("pk").acknowledged_on is None


def test_a_receipt_that_no_server_took_is_said(client, sign_in, staff):
    client.post("/ask/", typed())
    enquiry = Enquiry.objects.get()
    sign_in(client, staff)
    assert "The receipt by e-mail could not be sent." not in client.get(enquiry.get_absolute_url()).text
    Notice.objects.filter(address="laila@aqaba.example").update(state="failed")
    assert "The receipt by e-mail could not be sent." in client.get(enquiry.get_absolute_url()).text


def test_what_a_stranger_wrote_stays_beside_its_correction(client, sign_in, staff):
    client.post("/ask/", typed())
    enquiry = Enquiry.objects.get()
    sign_in(client, staff)
    assert "As it came" not in client.get(enquiry.get_absolute_url()).text
    form = client.get(f"{enquiry.get_absolute_url()}correct/").context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"wish": "Shorter."}
    client.post(f"{enquiry.get_absolute_url()}correct/", given)
    text = client.get(enquiry.get_absolute_url()).text
    assert all(words in text for words in ("As it came", "Shorter.", "Our divers would like to meet"))
    with pytest.raises(TypeError):
        Original.objects.get().save()


def test_acknowledged_too_late_is_late_in_the_year(enquiry, staff):
    with later(5):
        actions.acknowledge(enquiry, dt.date(2026, 3, 17), by=staff)
    in_time = actions.enter(written(received_on=dt.date(2026, 3, 11)), by=staff)
    actions.acknowledge(in_time, dt.date(2026, 3, 12), by=staff)
    assert yearly.report(2026)["late"] == [enquiry]


def test_a_screening_names_its_policy_with_version_and_who_set_it(client, sign_in, screened, staff):
    Policy.objects.update(resolution="154/26", adopted_on=dt.date(2019, 1, 1))
    sign_in(client, staff)
    found = screened.screenings.get()
    assert "version 1: 154/26" in client.get(f"{screened.get_absolute_url()}screenings/{found.pk}/").text
    with later(1):
        again = actions.start_screening(screened, by=staff)
    text = client.get(f"{screened.get_absolute_url()}screenings/{again.pk}/").text
    assert "version 1, in force from" in text and ": 154/26" in text


def test_keeping_answers_leaves_an_event_once(enquiry, staff):
    found = actions.start_screening(enquiry, by=staff)
    answers = {found.policy.criteria.first(): ("yes", "")}
    for _time in range(2):
        actions.save_answers(found, answers, "", seen=found.version, by=staff)
    assert Event.objects.filter(verb="enquiry.answered", actor=staff).count() == 1


def test_decisions_made_before_they_were_kept_are_told_again_out_of_the_history(enquiry, staff, cao):
    actions.decline(enquiry, by=cao, why="No.")
    letter = actions.prepare_letter(enquiry, "declined", by=staff)
    with later(1):
        actions.start_screening(enquiry, by=staff)
    with later(2):
        actions.hold(enquiry, SUMMER, by=staff, why="Later.")
    asked = actions.ask(written(email="a@example.org"))
    told = list(Decision.objects.values("enquiry", "standing", "reason", "by", "at", "on", "until"))
    Letter.objects.update(decision=None)
    Decision.objects.all().delete()
    Original.objects.all().delete()
    Enquiry.objects.update(community_key="")
    import_module("proposals.migrations.0006_enquiry_decisions").carry_over(apps, connection.schema_editor())
    assert list(Decision.objects.values("enquiry", "standing", "reason", "by", "at", "on", "until")) == told
    assert Letter.objects.get(outgoing=letter).decision.standing == "declined"
    assert Original.objects.get().words["wish"] == asked.wish
    assert set(Enquiry.objects.values_list("community_key", flat=True)) == {"takasaki"}
