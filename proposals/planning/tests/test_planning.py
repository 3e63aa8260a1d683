"""The planning form: drafts with gaps, saving while typing, two people at once, sending, deciding."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from proposals.lifecycle import MoveRefused, Phase, Standing, Turn
from proposals.planning import actions
from proposals.planning.models import Activity, BudgetLine, Planning
from proposals.planning.sections import SECTIONS
from proposals.proposal import sections
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Proposal, SectionState
from twinning.records.models import Document, Event
from twinning.testing.files import file_about, mazatlan

pytestmark = pytest.mark.django_db

KEY = "00000000-0000-4000-8000-00000000000{}"


@pytest.fixture
def proposal(lacombe, staff):
    return open_file(
        Community(name="Mazatlán", region="Sinaloa", country="MX"), by=staff, kind="sister", origin="mayor"
    )


def fill(proposal, by):
    """Answer every section, the way the browser sends it."""
    one, two = KEY.format(1), KEY.format(2)
    sheets = {
        "communities": {
            "name": "Mazatlán", "region": "Sinaloa", "country": "MX", "population": "381583", "population_year": "2020", "kind": "sister", "origin": "mayor",
            "sponsor": "Lacombe Chamber", "people-key": [one, two], f"people-{one}-side": "here", f"people-{one}-name": "A. Beaulieu",
            f"people-{two}-side": "there", f"people-{two}-name": "M. Ibarra",
        },
        "purpose": {"purpose": "Trade and tourism.", "city_objectives": "It widens the experience of residents."},
        "committee": {"committee_terms": "Advises council.", "counterpart_exists": "True", "counterpart": "Comité de Ciudades Hermanas"},
        "agreement": {"agreement_objectives": "Exchange.", "agreement_terms": "Each side pays its own.", "term_years": "5"},
        "activities": {"activities-key": [one], f"activities-{one}-title": "Student visit", f"activities-{one}-target": "12 students", f"activities-{one}-due_on": "2027-05-01", f"activities-{one}-owner": "School division"},
        "budget": {"budget-key": [one], f"budget-{one}-year": "2027", f"budget-{one}-category": "hosting", f"budget-{one}-amount": "12,000.50", f"budget-{one}-currency": "CAD", f"budget-{one}-source": "levy"},
        "review": {"reporting": "Yearly to council.", "review_months": "12", "renewal": "By resolution."},
    }  # fmt: skip
    for name, answers in sheets.items():
        outcome = save(proposal, name, answers, by)
        assert outcome.word == "saved", (name, [form.errors for form in outcome.sheet.all_forms])


def save(proposal, name, answers, by, version=None):
    state = SectionState.objects.filter(proposal=proposal, section=name).first()
    data = QueryDict(mutable=True)
    for key, value in {
        "version": str(version if version is not None else state.version if state else 0),
        **answers,
    }.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    proposal = Proposal.objects.get(pk=proposal.pk)
    return sections.save(Planning.of(proposal), sections.find(SECTIONS, name), data, by=by)


def url(name, proposal, *more):
    return reverse(f"planning:{name}", args=[proposal.pk, *more])


def test_an_empty_proposal_says_what_it_lacks_and_reading_saves_nothing(client, proposal, staff, sign_in):
    response = sign_in(client, staff).get(url("page", proposal))
    assert response.status_code == 200
    assert not Planning.objects.exists()
    assert "Say what the relationship is for." in Planning.of(proposal).missing()


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
def test_every_section_opens(client, proposal, staff, sign_in, section):
    assert sign_in(client, staff).get(url("edit", proposal, section)).status_code == 200


def test_an_unknown_section_is_not_found(client, proposal, staff, sign_in):
    assert sign_in(client, staff).get(url("edit", proposal, "nothing")).status_code == 404


def test_a_filled_proposal_lacks_nothing(proposal, staff):
    fill(proposal, staff)
    assert Planning.of(proposal).missing() == []
    assert BudgetLine.objects.totals() == [
        {"year": 2027, "currency": "CAD", "money": BudgetLine.objects.get().amount, "in_kind": None}
    ]


def test_saving_the_same_rows_twice_keeps_one_of_each(proposal, staff):
    fill(proposal, staff)
    fill(proposal, staff)
    assert Activity.objects.count() == 1


def test_a_row_that_is_not_sent_any_more_is_gone(proposal, staff):
    fill(proposal, staff)
    save(proposal, "activities", {}, staff)
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    "amount", ["1.000,50", "-5", "1e9", "9" * 40, "12 dollars", "NaN", "0x10", "１２３abc", "1,00"]
)
def test_an_amount_that_cannot_be_read_is_kept_as_typed(client, proposal, staff, sign_in, amount):
    key = KEY.format(7)
    answers = {
        "budget-key": key,
        f"budget-{key}-year": "2027",
        f"budget-{key}-category": "hosting",
        f"budget-{key}-amount": amount,
        f"budget-{key}-currency": "CAD",
        f"budget-{key}-source": "levy",
    }
    client = sign_in(client, staff)
    response = client.post(url("edit", proposal, "budget"), {"version": "0", **answers})
    assert response.status_code == 422
    assert BudgetLine.objects.count() == 0
    again = client.get(url("edit", proposal, "budget")).content.decode()
    assert f'value="{amount}"' in again
    assert "mount" in again


@pytest.mark.parametrize(
    "amount, stored",
    [
        ("12000", "12000.00"),
        ("12,000", "12000.00"),
        ("12 000.5", "12000.50"),
        ("$1,234,567.89", "1234567.89"),
        ("0", "0.00"),
    ],
)
def test_amounts_as_people_write_them(proposal, staff, amount, stored):
    key = KEY.format(7)
    save(
        proposal,
        "budget",
        {
            "budget-key": key,
            f"budget-{key}-year": "2027",
            f"budget-{key}-category": "hosting",
            f"budget-{key}-amount": amount,
            f"budget-{key}-currency": "cad",
            f"budget-{key}-source": "levy",
        },
        staff,
    )
    assert str(BudgetLine.objects.get().amount) == stored


TEXTS = [
    "🎉 fiesta 🏳️‍🌈",
    "مدينة شقيقة",
    "hən̓q̓əmin̓əm̓",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}",
    "file:///etc/passwd",
    "a\r\nb",
]


@pytest.mark.parametrize("text", TEXTS)
def test_free_text_comes_back_as_it_was_typed(proposal, staff, text):
    save(proposal, "purpose", {"purpose": text}, staff)
    assert (
        Planning.of(proposal).purpose == text.replace("\r\n", "\n") or Planning.of(proposal).purpose == text
    )


def test_a_hundred_thousand_characters_are_refused_in_words_and_kept(client, proposal, staff, sign_in):
    text = "x" * 100_000
    client = sign_in(client, staff)
    response = client.post(url("edit", proposal, "purpose"), {"version": "0", "purpose": text})
    assert response.status_code == 422
    assert text in client.get(url("edit", proposal, "purpose")).content.decode()
    assert Planning.of(proposal).purpose == ""
    assert any("not saved yet" in words for words in Planning.of(proposal).missing())


def test_a_null_character_is_an_error_and_not_a_crash(client, proposal, staff, sign_in):
    response = sign_in(client, staff).post(
        url("edit", proposal, "purpose"), {"version": "0", "purpose": "a\x00b"}
    )
    assert response.status_code == 422


def test_saving_while_typing_answers_with_time_and_version(client, proposal, staff, sign_in):
    response = sign_in(client, staff).post(
        url("edit", proposal, "purpose"), {"version": "0", "purpose": "Trade"}, headers={"X-Autosave": "1"}
    )
    assert response.status_code == 200
    assert response.json()["version"] == 1
    assert response.json()["words"] == f"Saved {response.json()['saved']}"
    assert Planning.of(proposal).purpose == "Trade"


def test_typing_for_a_while_is_one_line_of_history(client, proposal, staff, sign_in):
    client = sign_in(client, staff)
    for version, text in enumerate(["T", "Tr", "Tra"]):
        client.post(
            url("edit", proposal, "purpose"),
            {"version": str(version), "purpose": text},
            headers={"X-Autosave": "1"},
        )
    assert Event.objects.filter(verb="section.saved").count() == 1


def test_two_people_in_one_section_never_overwrite_each_other(client, proposal, staff, sign_in):
    save(proposal, "purpose", {"purpose": "Hers"}, staff)
    response = sign_in(client, staff).post(
        url("edit", proposal, "purpose"), {"version": "0", "purpose": "Mine"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert Planning.of(proposal).purpose == "Hers"
    assert "Hers" in page and "Mine" in page


def test_what_was_compared_can_be_saved_over(client, proposal, staff, sign_in):
    save(proposal, "purpose", {"purpose": "Hers"}, staff)
    client = sign_in(client, staff)
    page = client.post(url("edit", proposal, "purpose"), {"version": "0", "purpose": "Mine"})
    client.post(
        url("edit", proposal, "purpose"), {"version": page.context["state"].version, "purpose": "Both"}
    )
    assert Planning.of(proposal).purpose == "Both"


def test_two_sections_do_not_overwrite_each_other(proposal, staff):
    stale = Planning.of(proposal)
    save(proposal, "purpose", {"purpose": "Trade"}, staff)
    save(proposal, "review", {"reporting": "Yearly"}, staff)
    assert stale.pk is None
    assert (Planning.of(proposal).purpose, Planning.of(proposal).reporting) == ("Trade", "Yearly")


def test_one_line_more_without_script_keeps_what_is_typed(client, proposal, staff, sign_in):
    client = sign_in(client, staff)
    key = KEY.format(3)
    response = client.post(
        url("edit", proposal, "activities"),
        {"version": "0", "activities-key": key, f"activities-{key}-title": "Choir", "add_row": "activities"},
        follow=True,
    )
    page = response.content.decode()
    assert "Choir" in page
    assert len(response.context["sheet"].tables[0].forms) == 2


@pytest.mark.parametrize(
    ("line", "place", "order"),
    [(3, "1", "CAB"), (1, "3", "BCA"), (1, "2", "BAC"), (2, "9", "ACB"), (2, "x", "ABC")],
)
def test_a_line_moves_by_its_place_without_script(proposal, staff, line, place, order):
    one, two, three = (KEY.format(n) for n in (1, 2, 3))
    rows = {
        "activities-key": [one, two, three],
        f"activities-{one}-title": "A",
        f"activities-{two}-title": "B",
        f"activities-{three}-title": "C",
        f"activities-{KEY.format(line)}-position": place,
    }
    save(proposal, "activities", rows, staff)
    assert "".join(row.title for row in Activity.objects.all()) == order


def test_a_section_that_is_not_needed_takes_a_reason(client, proposal, staff, sign_in):
    fill(proposal, staff)
    save(proposal, "budget", {}, staff)
    assert Planning.of(proposal).missing() != []
    sign_in(client, staff).post(url("edit", proposal, "budget"), {"waiver": "The society pays everything."})
    assert Planning.of(proposal).missing() == []


def test_the_purpose_can_never_be_left_out(client, proposal, staff, sign_in):
    sign_in(client, staff).post(url("edit", proposal, "purpose"), {"waiver": "No time."})
    assert "Say what the relationship is for." in Planning.of(proposal).missing()


# -- sending to the CAO: the five questions -------------------------------------------------------


def test_sending_hands_the_ball_to_the_cao_and_makes_one_receipt(client, proposal, staff, cao, sign_in):
    fill(proposal, staff)
    sign_in(client, staff).post(url("send", proposal))
    proposal.refresh_from_db()
    assert (proposal.turn, proposal.phase) == (Turn.CAO, Phase.PLANNING)
    assert Document.objects.get().template == "receipt"
    assert cao.notices.count() == 1


def test_sending_twice_is_sending_once(client, proposal, staff, sign_in):
    fill(proposal, staff)
    client = sign_in(client, staff)
    client.post(url("send", proposal))
    assert client.post(url("send", proposal)).status_code == 403
    assert Document.objects.count() == 1


def test_a_stale_sender_is_told_that_somebody_was_first(proposal, staff):
    fill(proposal, staff)
    stale = Proposal.objects.get(pk=proposal.pk)
    actions.send_to_cao(proposal, by=staff)
    with pytest.raises(MoveRefused, match="Somebody else has moved this file"):
        actions.send_to_cao(stale, by=staff)


def test_an_incomplete_proposal_is_refused_with_its_gaps(client, proposal, staff, sign_in):
    response = sign_in(client, staff).post(url("send", proposal), follow=True)
    assert "Say what the relationship is for." in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.turn == Turn.STAFF
    assert Document.objects.count() == 0


@pytest.mark.parametrize("step", ["send", "recommend", "send_back"])
def test_steps_refuse_get(client, proposal, staff, sign_in, step):
    assert sign_in(client, staff).get(url(step, proposal)).status_code == 405


@pytest.mark.parametrize(
    "step, who",
    [
        ("send", "cao"),
        ("send", "clerk"),
        ("recommend", "staff"),
        ("recommend", "clerk"),
        ("send_back", "staff"),
        ("send", "mayor"),
    ],
)
def test_steps_refuse_the_wrong_role_and_change_nothing(request, client, proposal, staff, sign_in, step, who):
    fill(proposal, staff)
    if step != "send":
        actions.send_to_cao(proposal, by=staff)
    before, events = Proposal.objects.filter(pk=proposal.pk).values().get(), Event.objects.count()
    response = sign_in(client, request.getfixturevalue(who)).post(url(step, proposal), {"why": "x"})
    assert response.status_code in (403, 404)
    assert Proposal.objects.filter(pk=proposal.pk).values().get() == before
    assert Event.objects.count() == events


@pytest.mark.parametrize("step", ["page", "check", "send", "recommend", "send_back"])
def test_a_missing_file_is_not_found(client, lacombe, staff, sign_in, step):
    client = sign_in(client, staff)
    address = reverse(f"planning:{step}", args=[999])
    assert (client.post if step in {"send", "recommend", "send_back"} else client.get)(
        address
    ).status_code == 404


def test_a_draft_is_hidden_from_council(client, proposal, mayor, sign_in):
    assert sign_in(client, mayor).get(url("page", proposal)).status_code == 404


def test_the_cao_recommends(client, proposal, staff, cao, sign_in):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    sign_in(client, cao).post(url("recommend", proposal), {"why": ""})
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.turn) == (Phase.RESEARCH, Turn.STAFF)


def test_the_cao_returns_it_with_a_reason_and_never_without(client, proposal, staff, cao, sign_in):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    client = sign_in(client, cao)
    client.post(url("send_back", proposal), {"why": " "})
    proposal.refresh_from_db()
    assert proposal.turn == Turn.CAO
    client.post(url("send_back", proposal), {"why": "Please add targets."})
    proposal.refresh_from_db()
    assert proposal.turn == Turn.STAFF
    assert Event.objects.latest("seq").remark.text == "Please add targets."


def test_the_cao_declines_and_reopens_with_reasons(client, proposal, staff, cao, sign_in):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    client = sign_in(client, cao)
    client.post(
        reverse("proposal:stop", args=[proposal.pk, "decline"]), {"why": "Grande Prairie is their partner."}
    )
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.standing, proposal.turn) == (Phase.CLOSED, Standing.REFUSED, Turn.NOBODY)
    client.post(reverse("proposal:stop", args=[proposal.pk, "reopen"]), {"why": "Council asked again."})
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.standing) == (Phase.PLANNING, Standing.PROSPECT)


def test_while_the_cao_reads_it_cannot_be_changed(client, proposal, staff, sign_in):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    response = sign_in(client, staff).post(
        url("edit", proposal, "purpose"), {"version": "1", "purpose": "Other"}
    )
    assert response.status_code == 403
    assert "This file is with the CAO" in response.content.decode()
    assert Planning.of(proposal).purpose == "Trade and tourism."


def test_what_lacks_something_is_not_offered_to_be_sent(client, proposal, staff, sign_in):
    page = sign_in(client, staff).get(url("check", proposal)).content.decode()
    assert "Send to the CAO" not in page
    assert "It can be sent once nothing is missing." in page


def test_the_check_page_shows_every_answer(client, proposal, staff, sign_in):
    fill(proposal, staff)
    page = sign_in(client, staff).get(url("check", proposal)).content.decode()
    for words in ("Comité de Ciudades Hermanas", "12 students", "Yearly to council.", "Send to the CAO"):
        assert words in page


def test_words_typed_while_the_proposal_is_being_sent_do_not_change_what_was_sent(proposal, staff):
    fill(proposal, staff)
    seen = Planning.of(Proposal.objects.get(pk=proposal.pk))
    actions.send_to_cao(proposal, by=staff)
    before = SectionState.objects.of(proposal, Phase.PLANNING)["purpose"].version
    data = QueryDict(f"version={before}&purpose=Something+else.&city_objectives=Others.")
    with pytest.raises(MoveRefused):
        sections.save(seen, sections.find(SECTIONS, "purpose"), data, by=staff)
    with pytest.raises(MoveRefused):
        sections.waive(seen, sections.find(SECTIONS, "budget"), by=staff, why="Not needed.")
    assert Planning.objects.get().purpose == "Trade and tourism."
    states = SectionState.objects.of(proposal, Phase.PLANNING)
    assert (states["purpose"].version, states["budget"].waiver) == (before, "")


def test_a_community_keeps_its_country(client, sign_in, staff, lacombe):
    file = file_about(mazatlan(), by=staff)
    answers = {"version": "0", "name": "Mazatlán", "country": "", "kind": "sister", "origin": "mayor"}
    answer = sign_in(client, staff).post(f"/proposals/{file.pk}/planning/sections/communities/", answers)
    assert (answer.status_code, Community.objects.get().country) == (422, "MX")
    assert "The country is missing. Choose it from the list." in answer.content.decode()


def test_a_search_may_leave_the_country_open(client, sign_in, staff, lacombe):
    search = file_about(Community(name="A partner by the sea", is_search=True), by=staff)
    answers = {
        "version": "0",
        "name": "A partner by a lake",
        "country": "",
        "kind": "sister",
        "origin": "mayor",
    }
    answer = sign_in(client, staff).post(f"/proposals/{search.pk}/planning/sections/communities/", answers)
    assert (answer.status_code, Community.objects.get().name) == (302, "A partner by a lake")
