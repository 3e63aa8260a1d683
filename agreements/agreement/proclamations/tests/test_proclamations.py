"""From a drafted proclamation to the framed one: what it may say, who signs it, and that it creates nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from agreements.agreement.council.models import Meeting, Recital, Resolution
from agreements.agreement.models import Agreement, AgreementText, Party
from agreements.agreement.proclamations import actions
from agreements.agreement.proclamations.formulae import FORMULAE, date_written_out, person
from agreements.agreement.proclamations.models import Proclamation, ProclamationRecital
from agreements.agreement.proclamations.papers import BLANK, facts
from agreements.agreement.proclamations.sections import of_proclamation
from agreements.agreement.text.models import LANGUAGES
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from proposals.proposal.sections import Sheet
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records import documents
from twinning.records.models import Document, Event, Issue
from twinning.testing.factories import file_in
from twinning.testing.files import queries
from twinning.testing.pdf import elements, pages, tags, verapdf

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC)
DECIDED, PROCLAIMED = dt.date(2026, 3, 9), dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.SIGNING, by=staff)


@pytest.fixture
def carried(proposal, staff):
    """A resolution that council carried on 9 March 2026."""
    found = Resolution.objects.create(
        proposal=proposal,
        kind="establish",
        title="Establishing a relationship with Mazatlán",
        short_title="Twinning with Mazatlán",
        state="carried",
        number="26-014",
        meeting=Meeting.objects.create(held_on=DECIDED),
        mover=OfficeHolder.objects.get(name="J. Okafor"),
        drafted_by=staff,
    )
    Recital.objects.create(record=found, text="the two cities are friends;")
    return found


@pytest.fixture
def ready(proposal, carried, staff):
    """A proclamation of the relationship, in English alone, that lacks nothing."""
    made = actions.draft(proposal, kind="relationship", form="solo", by=staff)
    made.proclaimed_on = PROCLAIMED
    made.save()
    return made


@pytest.fixture
def day_of(proposal, staff):
    """A proclamation of a day that lacks nothing."""
    made = actions.draft(proposal, kind="day", form="solo", by=staff)
    made.proclaimed_on, made.starts = PROCLAIMED, dt.date(2026, 5, 5)
    made.save()
    return made


def speak_spanish(made: Proclamation) -> None:
    made.language_2, made.title_2, made.words_2 = "es", "Hermanamiento", "el hermanamiento de las ciudades."
    made.office_2, made.place_2 = "Alcaldesa", "Lacombe"
    made.save()
    for recital in made.recitals.all():
        ProclamationRecital.objects.filter(pk=recital.pk).delete()
        recital.text_2 = "las dos ciudades son amigas;"
        recital.save(force_insert=True)


def shown(proposal: Proposal) -> tuple[str, str]:
    current = Proposal.objects.get(pk=proposal.pk)
    return current.phase, current.standing


# -- drafting ---------------------------------------------------------------------------------------


def test_the_draft_proposes_words_reasons_and_signatories_from_the_file(proposal, carried, staff):
    record = Agreement.objects.create(proposal=proposal)
    for order, (language, title, name, office) in enumerate(
        [
            ("en", "Agreement", "Mazatlán", "Municipal President"),
            ("es", "Convenio", "Mazatlán", "Presidenta Municipal"),
        ]
    ):
        AgreementText.objects.create(record=record, language=language, title=title, order=order)
        Party.objects.create(
            record=record,
            side="theirs",
            language=language,
            name=name,
            represented_by="E. Ruiz",
            office=office,
        )
    made = actions.draft(proposal, kind="relationship", form="joint", by=staff)
    assert (made.title, made.language, made.language_2) == (
        "Sister City Relationship of Lacombe and Mazatlán",
        "en",
        "es",
    )
    assert made.resolution == carried
    assert str(made.officer) == "Mayor A. Beaulieu"
    assert (made.their_name, made.their_office, made.their_native_office) == (
        "E. Ruiz",
        "Municipal President",
        "Presidenta Municipal",
    )
    assert [one.text for one in made.recitals.all()] == ["the two cities are friends;"]
    assert Event.objects.about(proposal)[0].verb == "proclamation.drafted"


def test_every_proposed_answer_can_be_saved_as_it_is(ready):
    """Whoever opens the draft and presses Save sees no error about words we wrote."""
    sheet = Sheet(of_proclamation(ready), ready)
    posted = {f"{form.add_prefix(name)}": form[name].value() for form in sheet.forms for name in form.fields}
    again = [type(form)(posted, instance=form.instance) for form in sheet.forms]
    assert [form.errors for form in again] == [{}, {}, {}, {}]


# -- what it says -----------------------------------------------------------------------------------


def test_a_relationship_is_proclaimed_by_the_number_of_its_resolution(ready):
    text = facts(ready)["texts"][0]
    assert text["therefore"] + text["formula"] == (
        "Now therefore I, A. Beaulieu, Mayor of the City of Lacombe, by Resolution No. 26-014 of Council, do hereby proclaim"
    )
    assert text["witness"] + text["witness_words"] == (
        "In witness whereof I have hereunto set my hand and caused the seal to be affixed at Lacombe, Alberta, "
        "this twelfth day of March in the year two thousand and twenty-six."
    )


def test_a_joint_one_stands_in_both_languages_reason_beside_reason(ready):
    ready.form, ready.their_name, ready.their_office = "joint", "E. Ruiz", "Municipal President"
    ready.their_native_office = "Presidenta Municipal"
    speak_spanish(ready)
    said = facts(ready)
    assert [[cell["opening"], cell["text"]] for cell in said["reasons"][0]] == [
        ["Whereas", "the two cities are friends;"],
        ["Considerando que", "las dos ciudades son amigas;"],
    ]
    assert said["texts"][1]["therefore"] + said["texts"][1]["formula"] == (
        "Por tanto nosotros, A. Beaulieu, Alcaldesa de Lacombe, y E. Ruiz, Presidenta Municipal de Mazatlán, "
        "en virtud de la Resolución n.º 26-014 del Concejo, por la presente proclamamos"
    )
    assert [one["name"] for one in said["signatures"]] == ["A. Beaulieu", "E. Ruiz"]
    assert [one["text"] for one in said["signatures"][1]["offices"]] == [
        "Municipal President",
        "Presidenta Municipal",
    ]


def test_a_day_needs_no_resolution_and_names_the_day(day_of):
    assert actions.lacks(day_of) == []
    assert facts(day_of)["texts"][0]["formula"] == (
        " I, A. Beaulieu, Mayor of the City of Lacombe, do hereby proclaim 5 May 2026 as"
    )
    day_of.kind, day_of.ends = "week", dt.date(2026, 5, 11)
    assert facts(day_of)["texts"][0]["formula"] == (
        " I, A. Beaulieu, Mayor of the City of Lacombe, do hereby proclaim the time from 5 May 2026 to 11 May 2026 as"
    )


@pytest.mark.parametrize("language", FORMULAE)
def test_the_formulae_of_every_language_can_be_filled(ready, language):
    ready.form, ready.their_name, ready.their_office = "joint", "E. Ruiz", "President"
    for ready.kind in ("relationship", "day", "week"):
        ready.language = language
        text = facts(ready)["texts"][0]
        said = text["therefore"] + text["formula"] + text["witness_words"]
        assert "{" not in said
        assert ("26-014" in said) == (ready.kind == "relationship")


def test_in_a_language_we_have_no_formulae_for_the_clerk_writes_them(ready):
    speak_spanish(ready)
    ready.language_2 = "vi"
    assert actions.lacks(ready) == [
        "We know no official formulae in Vietnamese. Write “Whereas”, “Now therefore …” and “In witness whereof …” in it."
    ]
    ready.opening_2, ready.formula_2, ready.witness_2 = (
        "Xét rằng",
        "theo Nghị quyết {number}",
        "{place}, {date}",
    )
    ready.place_2 = "Lacombe"
    assert actions.lacks(ready) == []
    text = facts(ready)["texts"][1]
    assert (text["formula"], text["witness_words"]) == (
        "theo Nghị quyết 26-014",
        "Lacombe, 12 tháng 3, 2026",
    )
    ready.formula_2 = "theo Nghị quyết 26-041"
    assert actions.lacks(ready) == [
        "“Now therefore …” in Vietnamese does not name the resolution. Write {number} where its number belongs."
    ]


def test_every_language_of_an_agreement_can_be_the_second_one(ready):
    for code, _label in LANGUAGES:
        ready.language_2 = code
        assert facts(ready)["texts"][1]["title"] == BLANK


def test_a_number_with_a_stroke_is_held_together_where_the_line_runs_to_the_left(ready):
    speak_spanish(ready)
    ready.language_2 = "ar"
    assert "\u200e26-014\u200e" in facts(ready)["texts"][1]["formula"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 3, 1), "first day of March in the year two thousand and twenty-six"),
        (dt.date(2030, 12, 30), "thirtieth day of December in the year two thousand and thirty"),
        (dt.date(2100, 1, 21), "twenty-first day of January in the year twenty-one hundred"),
        (dt.date(1970, 5, 20), "twentieth day of May in the year nineteen hundred and seventy"),
        (dt.date(2000, 2, 29), "twenty-ninth day of February in the year two thousand"),
    ],
)
def test_dates_are_written_out(day, words):
    assert date_written_out("en", day) == words


@pytest.mark.parametrize(
    ("language", "city", "office", "words"),
    [
        ("en", "Town of Olds", "Mayor", "A, Mayor of the Town of Olds"),
        ("en", "Mazatlán", "Mayor", "A, Mayor of Mazatlán"),
        ("es", "Municipio de Mazatlán", "Alcaldesa", "A, Alcaldesa del Municipio de Mazatlán"),
        ("fr", "Airdrie", "mairesse", "A, mairesse d’Airdrie"),
        ("ja", "ラコーム市", "市長", "ラコーム市長 A"),
        ("ar", "مدينة لاكوم", "عمدة", "A، عمدة مدينة لاكوم"),
    ],
)
def test_a_name_an_office_and_a_city_are_joined_as_the_language_does(language, city, office, words):
    assert person(language, name="A", office=office, city=city) == words


# -- what it lacks ----------------------------------------------------------------------------------


def _without_resolution(made):
    made.resolution = None


def _not_carried(made):
    made.resolution.state, made.resolution.number = "agenda", None
    made.resolution.save()


def _of_another_kind(made):
    made.resolution.kind = "explore"
    made.resolution.save()


def _too_early(made):
    made.proclaimed_on = dt.date(2026, 3, 8)


def _too_late(made):
    made.proclaimed_on = dt.date(2028, 3, 8)


def _undated(made):
    made.proclaimed_on = None


def _not_in_office(made):
    made.officer.ends = dt.date(2026, 3, 11)
    made.officer.save()


def _by_a_councillor(made):
    made.officer = OfficeHolder.objects.get(name="J. Okafor")


def _by_nobody(made):
    made.officer = None


def _joint_alone(made):
    made.form = "joint"


def _half_translated(made):
    made.language_2, made.title_2, made.words_2 = "es", "Hermanamiento", "el hermanamiento."


def _the_same_twice(made):
    made.language_2, made.title_2, made.words_2 = "en", "Title", "words."


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            _without_resolution,
            "A relationship is proclaimed by a resolution of council, for it is council that creates it. Name the resolution.",
        ),
        (
            _not_carried,
            "Council has not carried “Establishing a relationship with Mazatlán” yet. The relationship can be proclaimed when the resolution has its number.",
        ),
        (
            _of_another_kind,
            "“Establishing a relationship with Mazatlán” does not establish the relationship. Name the resolution that does.",
        ),
        (
            _too_early,
            "It is dated 8 March 2026, and council decided on 9 March 2026. Date it on that day or after: a proclamation creates nothing.",
        ),
        (_too_late, "It is dated more than a year ahead. Correct the date."),
        (_undated, "The date is missing. Give the day on which it is proclaimed."),
        (
            _not_in_office,
            "Mayor A. Beaulieu does not hold that office on 12 March 2026. Choose who does, or correct the terms of office in “Our city”.",
        ),
        (
            _by_a_councillor,
            "Councillor J. Okafor is not the Mayor. Say in which capacity they sign, such as “Acting Mayor”.",
        ),
        (_by_nobody, "Nobody signs for us yet. Choose who does."),
        (
            _joint_alone,
            "A joint proclamation needs who signs for the other city. Give the name and the office.",
        ),
        (_half_translated, "1 of 1 reasons are missing in Spanish."),
        (_the_same_twice, "Both languages are the same. Choose another second language, or none."),
    ],
)
def test_it_is_refused_in_words_and_nothing_is_issued(ready, proposal, clerk, spoil, words):
    spoil(ready)
    ready.save()
    with pytest.raises(MoveRefused) as refused:
        actions.issue(ready, by=clerk)
    assert refused.value.reasons == [words]
    assert (Proclamation.objects.get().state, Issue.objects.count(), Document.objects.count()) == (
        "draft",
        0,
        0,
    )


def test_a_deputy_signs_in_the_capacity_said(ready, clerk):
    ready.officer, ready.capacity = OfficeHolder.objects.get(name="J. Okafor"), "Acting Mayor"
    ready.save()
    actions.issue(ready, by=clerk)
    assert facts(ready)["texts"][0]["formula"].startswith(
        " I, J. Okafor, Acting Mayor of the City of Lacombe, by Resolution"
    )


# -- issuing, withdrawing, proclaiming again --------------------------------------------------------


def test_issued_it_is_numbered_and_leaves_the_relationship_as_it_was(ready, proposal, clerk):
    before = shown(proposal)
    issued = actions.issue(ready, by=clerk)
    issue = issued.paper.document.issue
    assert (issued.state, issue.status, issue.key) == ("issued", "in_force", f"proclamation:{ready.pk}")
    assert issue.public_title == "Proclamation Sister City Relationship of Lacombe and Mazatlán"
    assert issued.paper.document.facts["standing"] == "issued"
    assert issued.paper.document.facts["verification"]["number"] == issue.number
    assert shown(proposal) == before
    with pytest.raises(MoveRefused):
        actions.issue(ready, by=clerk)
    assert Issue.objects.count() == 1


def test_withdrawn_its_public_page_says_so(ready, clerk):
    issued = actions.issue(ready, by=clerk)
    actions.withdraw(issued, by=clerk, why="A wrong name", words="Withdrawn because of a wrong name.")
    found = Proclamation.objects.get()
    assert (found.state, found.standing) == ("withdrawn", ("withdrawn", "Withdrawn"))
    assert found.paper.document.issue.status_words == "Withdrawn because of a wrong name."
    with pytest.raises(MoveRefused):
        actions.withdraw(issued, by=clerk, why="Again", words="Again.")


def test_a_day_is_proclaimed_again_by_whoever_is_mayor_then(day_of, clerk, staff):
    actions.issue(day_of, by=clerk)
    mayor = OfficeHolder.objects.get(office="mayor")
    mayor.ends = dt.date(2026, 12, 31)
    mayor.save()
    successor = OfficeHolder.objects.create(name="W. Ferris", office="mayor", starts=dt.date(2027, 1, 1))
    with clock.at(dt.datetime(2027, 4, 1, 18, tzinfo=dt.UTC)):
        made = actions.again(Proclamation.objects.get(), starts=dt.date(2027, 5, 5), by=staff)
    assert (made.state, made.paper, made.proclaimed_on, made.starts, made.officer) == (
        "draft",
        None,
        None,
        dt.date(2027, 5, 5),
        successor,
    )
    assert [one.text for one in made.recitals.all()] == [
        one.text for one in Proclamation.objects.exclude(pk=made.pk).get().recitals.all()
    ]


def test_a_draft_can_be_thrown_away_and_an_issued_one_cannot(ready, day_of, clerk, staff, proposal):
    actions.drop(day_of, by=staff)
    assert list(Proclamation.objects.all()) == [ready]
    issued = actions.issue(ready, by=clerk)
    with pytest.raises(MoveRefused):
        actions.drop(issued, by=staff)
    assert ProclamationRecital.objects.filter(record=ready).count() == 1


def test_in_english_and_arabic_it_stands_level_on_one_page_fit_for_archive_and_screen_reader(ready, clerk):
    speak_spanish(ready)
    ready.form, ready.their_name, ready.their_native_name = "joint", "Sami al-Khatib", "سامي الخطيب"
    ready.their_office, ready.their_native_office = "Mayor", "رئيس البلدية"
    ready.language_2, ready.title_2, ready.words_2 = (
        "ar",
        "توأمة لاكوم والعقبة",
        "توأمة مدينة لاكوم مع مدينة العقبة.",
    )
    ready.office_2, ready.place_2 = "العمدة", "لاكوم"
    ready.save()
    recital = ready.recitals.get()
    ProclamationRecital.objects.filter(pk=recital.pk).delete()
    recital.text_2 = "بين سكان المدينتين صداقة؛"
    recital.save(force_insert=True)
    document = actions.issue(ready, by=clerk).paper.document
    documents.make(document.pk)
    document.refresh_from_db()
    assert document.reason == ""
    made = documents.path_of(document.sha256)
    assert len(pages(made)) == 1
    spoken = tags(made)
    assert (spoken.count("H1"), spoken.count("TH"), spoken.count("TD")) == (1, 2, 6)
    assert {one["language"] for one in elements(made, "TD")} == {"en", "ar"}
    checked = verapdf([made])[made]
    assert {flavour: found["failed"] for flavour, found in checked.items()} == {"3a": [], "ua1": []}


# -- pages ------------------------------------------------------------------------------------------


def url(name: str, proclamation: Proclamation) -> str:
    return reverse(f"agreement:{name}", args=[proclamation.proposal_id, proclamation.pk])


POSTS = [
    "preview_proclamation",
    "issue_proclamation",
    "withdraw_proclamation",
    "proclaim_again",
    "drop_proclamation",
]


@pytest.mark.parametrize("name", POSTS)
def test_steps_refuse_get_the_wrong_role_and_a_strangers_file(
    client, sign_in, name, ready, councillor, clerk
):
    assert sign_in(client, clerk).get(url(name, ready)).status_code == 405
    missing = reverse(f"agreement:{name}", args=[ready.proposal_id, 9999])
    assert client.post(missing).status_code == 404
    assert sign_in(Client(), councillor).post(url(name, ready)).status_code == 403
    assert Proclamation.objects.get().state == "draft"


def test_staff_drafts_and_the_clerk_issues(client, sign_in, proposal, carried, staff, clerk):
    sign_in(client, staff)
    page = client.post(
        reverse("agreement:proclamations", args=[proposal.pk]), {"kind": "day", "form": "solo"}
    )
    made = Proclamation.objects.get()
    assert page["Location"] == url("edit_proclamation", made)
    assert client.get(page["Location"]).status_code == 200
    assert client.post(url("issue_proclamation", made)).status_code == 403
    sign_in(client, clerk)
    answer = client.post(url("issue_proclamation", made), follow=True)
    assert [str(said) for said in answer.context["messages"]] == [
        "The day is missing. Give the day that is proclaimed, or the first one.",
        "The date is missing. Give the day on which it is proclaimed.",
    ]
    made.starts = made.proclaimed_on = PROCLAIMED
    made.save()
    assert client.post(url("issue_proclamation", made))["Location"] == url("proclamation", made)
    assert client.get(url("proclamation", made)).context["state"] == "issued"
    assert client.get(url("edit_proclamation", made)).status_code == 302
    assert client.post(url("withdraw_proclamation", made), {"why": "", "words": ""}).status_code == 422
    client.post(url("withdraw_proclamation", made), {"why": "Wrong", "words": "Withdrawn."})
    assert Proclamation.objects.get().state == "withdrawn"
    assert client.post(url("proclaim_again", made), {"starts": "2027-03-12"}).status_code == 302
    assert Proclamation.objects.count() == 2


def test_a_day_can_be_proclaimed_in_planning_already(client, sign_in, lacombe, staff):
    proposal = file_in(Phase.PLANNING, by=staff)
    page = sign_in(client, staff).post(
        reverse("agreement:proclamations", args=[proposal.pk]), {"kind": "day", "form": "solo"}
    )
    assert (page.status_code, Proclamation.objects.count()) == (302, 1)


def test_the_draft_saves_itself_and_keeps_what_was_typed(client, sign_in, ready, staff):
    sign_in(client, staff)
    recital = ready.recitals.get()
    data = {
        "version": "0", "kind": "relationship", "form": "solo", "resolution": ready.resolution_id, "language": "en",
        "title": "A title\u202e turned around", "words": "the friendship.", "proclaimed_on": "2026-03-32", "officer": ready.officer_id,
        "recitals-key": str(recital.key), f"recitals-{recital.key}-text": "they are friends;",
    }  # fmt: skip
    answer = client.post(url("edit_proclamation", ready), data, headers={"X-Autosave": "1"})
    assert (answer.json()["errors"], ready.recitals.get().text) == (1, "the two cities are friends;")
    assert (
        "Something typed in the draft is not saved yet, because an answer needs correcting."
        in actions.lacks(Proclamation.objects.get())
    )
    answer = client.post(
        url("edit_proclamation", ready), data | {"version": "1", "proclaimed_on": "2026-03-12"}
    )
    assert (answer.status_code, ready.recitals.get().text) == (302, "they are friends;")
    assert facts(Proclamation.objects.get())["texts"][0]["title"] == "A title turned around"


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client, sign_in, proposal, carried, staff, clerk
):
    address = reverse("agreement:proclamations", args=[proposal.pk])
    sign_in(client, clerk)
    actions.draft(proposal, kind="relationship", form="solo", by=staff)
    one = queries(client, address)
    for _each in range(2):
        actions.draft(proposal, kind="relationship", form="solo", by=staff)
    assert queries(client, address) == one
