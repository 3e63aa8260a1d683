"""The mirror check: every role and its counterpart, committees confirmed or accepted, taken back, and the gate."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from committees.models import Committee, Membership
from proposals.correspondence.contacts import actions as contacts
from proposals.correspondence.mirror import actions
from proposals.correspondence.mirror.models import NO_EVIDENCE
from proposals.correspondence.mirror.reading import mirror_of
from proposals.correspondence.models import Confirmation, Contact, Correspondence, FileCommittee
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.facts import gather
from proposals.proposal.models import Proposal, SectionState
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records import history
from twinning.records.models import Event, Upload
from twinning.records.uploads import Checked
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
MARCH = dt.date(2026, 3, 2)
OURS, THEIRS, JOINT = Committee.Side
Place, Way = Contact.Place, Confirmation.Way
MINUTES = Checked("acta.txt", "txt", b"Acta de cabildo")
ASKED = "Have their committee confirmed by them, or accept it on their behalf with evidence."


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    return file_in(Phase.CORRESPONDENCE, by=staff)


@pytest.fixture
def planned(file):
    """Our committee as the planning named it."""
    file.committee = committee("Twinning Committee", kind="twinning")
    file.save()
    return file.committee


@pytest.fixture
def theirs(file, staff, planned):
    """Their committee on the file, the counterpart of ours; nobody has confirmed it."""
    return actions.put_on_file(
        file, committee("Comité de Hermanamiento", THEIRS), by=staff, counterpart_of=planned
    )


def committee(name, side=OURS, **more) -> Committee:
    facts = {"kind": "twinning", "formed_on": dt.date(2026, 1, 5), "city": "" if side == OURS else "Mazatlán"}
    return Committee.objects.create(name=name, side=side, **(facts | more))


def serve(body, name, role="chair", side="") -> Membership:
    return Membership.objects.create(
        committee=body, name=name, role=role, side=side or body.side, starts=dt.date(2026, 1, 5)
    )


def confirmed(named, by, way=Way.CONFIRMED, **more) -> Confirmation:
    facts = {"on": MARCH, "channel": "email", "words": "Letter of their secretary", "evidence": None}
    return actions.confirm(named, way=way, by=by, **(facts | more))


def page(file, *rest) -> str:
    return f"/proposals/{file.pk}/correspondence/mirror/" + "".join(f"{part}/" for part in rest)


def rows_of(file) -> dict[str, tuple[list[str], list[str]]]:
    """Role -> names here and there, or the gap in words."""
    mirror = mirror_of(file, Correspondence.of(file))
    return {
        row.role: tuple([one.name for one in cell.named] or [cell.gap] for cell in (row.ours, row.theirs))
        for row in mirror.rows
    }


def everything() -> list:
    return [
        list(Committee.objects.order_by("pk").values()),
        list(FileCommittee.objects.order_by("pk").values()),
        list(Confirmation.objects.order_by("pk").values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
        Upload.objects.count(),
    ]


def gate(file) -> list[str]:
    return Correspondence.of(file).gaps()["counterpart"]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def words_of(answer) -> str:
    return " ".join(" ".join(answer.content.decode().split()).split("<main")[1:])


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# -- every role and its counterpart ---------------------------------------------------------


def test_at_first_every_gap_is_said_and_every_link_leads_somewhere(client, sign_in, staff, file):
    assert rows_of(file) == {
        "Mayor": (["A. Beaulieu"], ["Their mayor or highest official is not named."]),
        "Staff contact": (["Nobody in the mayor’s office is named."],) * 2,
        "Volunteer contact": (["No volunteer is named."],) * 2,
        "Committee": (["No committee of ours is on the file."], ["Their committee is not named."]),
        "Chair": (["No chair is appointed here."], ["Their chair is not known."]),
        "Signatory": (
            ["A. Beaulieu"],
            ["Nobody is marked as signing for them. Correct a contact, or add one."],
        ),
    }
    mirror = sign_in(client, staff).get(page(file)).context["mirror"]
    assert mirror.gaps == 6
    for cell in (cell for row in mirror.rows for cell in (row.ours, row.theirs) if not cell.named):
        assert client.get(cell.url).status_code == 200


def test_whoever_is_known_stands_beside_their_counterpart(client, sign_in, staff, file, planned, theirs):
    for side, place, more in (
        ("there", Place.HEAD, {"honorific": "C.", "native_name": "Елена Руис", "signs": True}),
        ("there", Place.MAYOR, {}),
        ("there", Place.VOLUNTEER, {}),
        ("here", Place.MAYOR, {}),
        ("here", Place.VOLUNTEER, {}),
    ):
        contacts.add(file, Contact(side=side, place=place, name=f"{side} {place}", **more), by=staff)
    serve(planned, "L. Petrova")
    serve(theirs.committee, "S. Lizárraga")
    assert rows_of(file) == {
        "Mayor": (["A. Beaulieu"], ["C. there head"]),
        "Staff contact": (["here mayor"], ["there mayor"]),
        "Volunteer contact": (["here volunteer"], ["there volunteer"]),
        "Committee": (["Twinning Committee"], ["Comité de Hermanamiento"]),
        "Chair of Twinning Committee": (["L. Petrova"], ["S. Lizárraga"]),
        "Signatory": (["A. Beaulieu"], ["C. there head"]),
    }
    words = words_of(sign_in(client, staff).get(page(file)))
    assert "Every role has its counterpart." in words and "Елена Руис" in words


def test_who_has_left_leaves_a_gap(file, staff):
    contact = Contact(side="there", place=Place.HEAD, name="E. Ruiz")
    contacts.add(file, contact, by=staff)
    assert rows_of(file)["Mayor"][1] == ["E. Ruiz"]
    contacts.leave(contact, on=TODAY, by=staff)
    assert rows_of(file)["Mayor"][1] == ["Their mayor or highest official is not named."]


def test_a_term_that_is_over_leaves_a_gap_until_it_is_confirmed_or_somebody_follows(
    client, sign_in, staff, file
):
    over = Contact(side="there", place=Place.HEAD, name="E. Ruiz", signs=True, in_office_to=MARCH)
    contacts.add(file, over, by=staff)
    words = ["The term of E. Ruiz is over. Confirm that it goes on, or replace them."]
    assert (rows_of(file)["Mayor"][1], rows_of(file)["Signatory"][1]) == (words, words)
    row = mirror_of(file, Correspondence.of(file)).rows[0]
    assert not row.is_whole and sign_in(client, staff).get(row.theirs.url).status_code == 200
    contacts.add(file, Contact(side="there", place=Place.HEAD, name="S. Lizárraga"), by=staff)
    assert rows_of(file)["Mayor"][1] == ["S. Lizárraga"]


def test_our_signatory_whose_term_is_over_is_a_gap_too(file, staff):
    over = Contact(side="here", place=Place.OTHER, name="L. Petrova", signs=True, in_office_to=MARCH)
    contacts.add(file, over, by=staff)
    assert rows_of(file)["Signatory"][0][0].startswith("The term of L. Petrova is over.")


def test_once_it_is_confirmed_nothing_presses_to_confirm_it(client, sign_in, staff, file, theirs):
    strong = f'class="btn btn-secondary btn-small" href="{page(file, theirs.pk, "confirm")}"'
    signed_in = sign_in(client, staff)
    assert strong in signed_in.get(page(file)).content.decode()
    confirmed(theirs, staff)
    words = signed_in.get(page(file)).content.decode()
    assert strong not in words and page(file, theirs.pk, "confirm") in words


def test_where_the_register_has_none_there_is_the_way_to_it_and_no_form(client, sign_in, staff, file):
    answer = sign_in(client, staff).get(page(file, "add") + "?side=joint")
    words = words_of(answer)
    assert "The register has none that can be put on this file." in words and 'href="/committees/"' in words
    assert "Put it on the file</button>" not in words
    committee("Joint body", JOINT)
    assert "Put it on the file</button>" in words_of(client.get(page(file, "add") + "?side=joint"))


def test_the_page_says_by_name_which_city_is_waited_for(client, sign_in, staff, file):
    Proposal.objects.filter(pk=file.pk).update(turn="partner")
    assert "Waiting for Mazatlán since 12 March 2026" in words_of(sign_in(client, staff).get(page(file)))


def test_whoever_holds_the_office_today_is_our_mayor(file):
    OfficeHolder.objects.filter(office="mayor").update(ends=dt.date(2026, 3, 1))
    assert rows_of(file)["Mayor"][0] == ["No mayor is in office here."]
    assert rows_of(file)["Signatory"][0] == ["Nobody signs for us."]


def test_a_chair_who_is_a_contact_counts_while_there_is_one_pair(file, staff, planned, theirs):
    contacts.add(file, Contact(side="there", place=Place.CHAIR, name="S. Lizárraga"), by=staff)
    assert rows_of(file)["Chair of Twinning Committee"][1] == ["S. Lizárraga"]
    actions.link(file, committee("Port Committee"), by=staff)
    assert rows_of(file)["Chair of Twinning Committee"][1] == ["Their chair is not known."]


def test_one_of_theirs_that_mirrors_none_of_ours_is_a_gap_here(client, sign_in, staff, file, theirs):
    alone = actions.link(file, committee("Patronato", THEIRS), by=staff)
    rows = mirror_of(file, Correspondence.of(file)).rows
    row = next(row for row in rows if row.theirs.named and row.theirs.named[0].name == "Patronato")
    assert (row.ours.gap, row.ours.url) == (
        "It is not said whose counterpart it is.",
        page(file, alone.pk, "pair"),
    )


def test_a_joint_body_shows_the_members_of_both(client, sign_in, staff, file):
    body = committee("Joint Implementation Committee", JOINT, kind="implementation")
    serve(body, "K. Dube", side="ours")
    serve(body, "S. Lizárraga", role="secretary", side="theirs")
    actions.link(file, body, by=staff)
    (joint,) = sign_in(client, staff).get(page(file)).context["mirror"].joint
    assert [[one.name for one in joint.ours], [one.name for one in joint.theirs]] == [
        ["K. Dube"],
        ["S. Lizárraga"],
    ]
    assert gate(file) == ["Name the committee of the other community."]


# -- which committees ------------------------------------------------------------------------


def test_the_committee_of_the_planning_is_offered_and_comes_with_the_first_one(
    client, sign_in, staff, file, planned
):
    signed_in = sign_in(client, staff)
    assert signed_in.get(page(file)).context["mirror"].offered == planned
    assert not FileCommittee.objects.exists()
    answer = signed_in.post(
        page(file, "add") + f"?side=theirs&mirrors={planned.pk}",
        {"name": "Comité de Hermanamiento", "kind": "twinning", "formed_on": "", "mirrors": str(planned.pk)},
    )
    assert (answer.status_code, answer.url) == (302, page(file) + "#committees")
    theirs = FileCommittee.objects.there().get()
    assert (theirs.mirrors.committee, theirs.committee.city, theirs.committee.side) == (
        planned,
        "Mazatlán",
        THEIRS,
    )
    assert theirs.committee.formed_on is None
    assert "since" not in words_of(client.get(theirs.committee.get_absolute_url()))
    told = [history.sentence(event) for event in Event.objects.about(file)[:3]]
    assert told == [
        "Named a committee of the other community as the counterpart of ours",
        "Put a committee on the file (In the other city)",
        "Put a committee on the file (Ours)",
    ]


def test_the_form_begins_with_the_one_of_ours_that_is_meant(client, sign_in, staff, file, planned):
    signed_in = sign_in(client, staff)

    def begins(query: str = "") -> int | None:
        return signed_in.get(page(file, "add") + f"?side=theirs{query}").context["form"].initial["mirrors"]

    assert begins() == begins("&mirrors=none") == planned.pk
    port = actions.link(file, committee("Port Committee"), by=staff).committee
    assert begins() is None
    assert begins(f"&mirrors={port.pk}") == port.pk


def test_their_committee_is_chosen_from_the_register(client, sign_in, staff, file):
    known = committee("Comité de Hermanamiento", THEIRS)
    committee("Sub-committee Water", JOINT, first_party="Beitbridge", second_party="Musina")
    form = sign_in(client, staff).get(page(file, "add") + "?side=theirs").context["form"]
    assert list(form.fields["committee"].queryset) == [known]
    assert client.post(page(file, "add") + "?side=theirs", {"committee": known.pk}).status_code == 302
    form = client.get(page(file, "add") + "?side=theirs").context["form"]
    assert list(form.fields["committee"].queryset) == []


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({}, "committee", "No committee is chosen. Choose one from the register, or write its name."),
        ({"committee": "known", "name": "Patronato"}, "name", "Both are given. Choose one from the register, or write a name."),
        ({"name": "COMITE de hermanamiento"}, "name", "“Comité de Hermanamiento” is in the register already. Choose it there."),
        ({"name": "Patronato", "formed_on": "2026-03-13"}, "formed_on", "This day is still to come. Give the day on which it happened."),
        ({"name": "P" * 201}, "name", "This has 201 characters, and at most 200 fit. Shorten it; nothing of it was lost."),
    ],
)  # fmt: skip
def test_what_cannot_be_put_on_the_file_is_refused_and_kept_as_typed(
    client, sign_in, staff, file, sent, field, words
):
    known = committee("Comité de Hermanamiento", THEIRS)
    if "committee" in sent:
        sent = sent | {"committee": str(known.pk)}
    before = everything()
    answer = sign_in(client, staff).post(page(file, "add") + "?side=theirs", {"kind": "twinning", **sent})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [words]
    assert answer.context["form"]["name"].value() == sent.get("name")
    assert everything() == before


def test_one_of_ours_or_a_joint_one_is_not_opened_here(client, sign_in, staff, file):
    for side in ("ours", "joint"):
        answer = sign_in(client, staff).post(page(file, "add") + f"?side={side}", {"name": "New one"})
        assert answer.status_code == 422
    assert not Committee.objects.exists()


def test_the_cao_chooses_but_opens_none_in_the_register(client, sign_in, cao, file):
    known = committee("Comité de Hermanamiento", THEIRS)
    signed_in = sign_in(client, cao)
    assert signed_in.post(page(file, "add") + "?side=theirs", {"name": "Patronato"}).status_code == 422
    assert signed_in.post(page(file, "add") + "?side=theirs", {"committee": known.pk}).status_code == 302


def test_a_body_of_others_carries_no_relationship_of_ours(file, staff):
    example = committee("Coordination Council", JOINT, first_party="Beitbridge", second_party="Musina")
    with pytest.raises(MoveRefused, match="kept as an example"):
        actions.link(file, example, by=staff)


def test_a_committee_of_another_city_is_neither_offered_nor_accepted(client, sign_in, staff, file):
    near = [committee("Comité", THEIRS, city="MAZATLAN"), committee("Patronato", THEIRS, city="")]
    far = committee("Sister City Association", THEIRS, city="Takasaki")
    signed_in = sign_in(client, staff)
    form = signed_in.get(page(file, "add") + "?side=theirs").context["form"]
    assert set(form.fields["committee"].queryset) == set(near)
    answer = signed_in.post(page(file, "add") + "?side=theirs", {"committee": far.pk})
    assert answer.status_code == 422 and not FileCommittee.objects.exists()
    for body in (far, committee("Joint body", JOINT, city="Takasaki")):
        with pytest.raises(MoveRefused, match="is a committee of Takasaki, and this file is about Mazatlán"):
            actions.link(file, body, by=staff)


def test_the_former_name_of_their_city_is_its_name_too(file, staff):
    file.community.former_names.create(name="Port of Mazatlán", native_name="", until=MARCH)
    actions.link(file, committee("Comité", THEIRS, city="Port of Mazatlan"), by=staff)


def test_a_committee_of_another_file_is_not_taken_twice(client, sign_in, staff, file, planned):
    elsewhere = file_in(Phase.CORRESPONDENCE, by=staff, name="Takasaki")
    taken = actions.link(elsewhere, committee("Committee without a city", THEIRS, city=""), by=staff)
    form = sign_in(client, staff).get(page(file, "add") + "?side=theirs").context["form"]
    assert not form.fields["committee"].queryset.exists()
    with pytest.raises(MoveRefused, match="is on the file of another community already"):
        actions.link(file, taken.committee, by=staff)
    actions.link(elsewhere, planned, by=staff)
    actions.link(file, planned, by=staff)  # ours may carry many relationships


def test_whose_city_was_corrected_afterwards_holds_no_gate_open(file, staff, theirs):
    confirmed(theirs, staff)
    Committee.objects.filter(pk=theirs.committee.pk).update(city="Takasaki")
    assert gate(file) == ["Name the committee of the other community."]
    named = FileCommittee.objects.get(pk=theirs.pk)
    with pytest.raises(MoveRefused, match="is a committee of Takasaki"):
        confirmed(named, staff)


def test_the_gate_asks_for_the_counterpart_of_ours(file, staff, theirs):
    alone = actions.link(file, committee("Patronato", THEIRS), by=staff)
    confirmed(alone, staff)
    (words,) = gate(file)
    assert words.startswith("The committee that is confirmed is the counterpart of none of ours.")
    actions.pair(alone, theirs.mirrors, by=staff)
    assert gate(file) == []


def test_without_a_committee_of_ours_theirs_is_enough(file, staff):
    confirmed(actions.link(file, committee("Patronato", THEIRS), by=staff), staff)
    assert gate(file) == []


def test_a_committee_that_the_planning_named_later_asks_for_its_counterpart(file, staff):
    confirmed(actions.link(file, committee("Patronato", THEIRS), by=staff), staff)
    file.committee = committee("Twinning Committee")
    file.save()
    assert len(gate(Proposal.objects.get(pk=file.pk))) == 1


@pytest.mark.parametrize(("on", "held"), [(dt.date(2021, 3, 11), False), (dt.date(2021, 3, 12), True), (dt.date(1202, 3, 2), False)])  # fmt: skip
def test_a_day_long_before_the_file_is_no_day_of_a_confirmation(file, staff, theirs, on, held):
    if held:
        confirmed(theirs, staff, on=on)
        return
    with pytest.raises(MoveRefused, match="more than five years before the file was opened on 12 March 2026"):
        confirmed(theirs, staff, on=on)


def test_linking_twice_is_linking_once(file, staff, planned):
    first = actions.link(file, planned, by=staff)
    before = everything()
    assert actions.link(file, planned, by=staff) == first
    assert everything() == before


def test_they_are_paired_anew(client, sign_in, staff, file, theirs):
    port = actions.link(file, committee("Port Committee"), by=staff)
    signed_in = sign_in(client, staff)
    form = signed_in.get(page(file, theirs.pk, "pair")).context["form"]
    assert form.initial["mirrors"] == theirs.mirrors.committee.pk
    signed_in.post(page(file, theirs.pk, "pair"), {"mirrors": str(port.committee.pk)})
    theirs.refresh_from_db()
    assert theirs.mirrors == port
    signed_in.post(page(file, theirs.pk, "pair"), {"mirrors": ""})
    theirs.refresh_from_db()
    assert theirs.mirrors is None
    assert last_words() == "Said that a committee is no counterpart of ours"


def test_only_theirs_beside_ours_is_a_pair(client, sign_in, staff, file, theirs):
    ours, other = theirs.mirrors, actions.link(file, committee("Patronato", THEIRS), by=staff)
    elsewhere = file_in(Phase.CORRESPONDENCE, by=staff, name="Takasaki")
    far = actions.link(elsewhere, committee("Their Takasaki", THEIRS, city="Takasaki"), by=staff)
    for left, right in ((ours, theirs), (other, theirs), (far, ours)):
        with pytest.raises(MoveRefused, match="A counterpart is a committee of the other community"):
            actions.pair(left, right, by=staff)
    answer = sign_in(client, staff).get(page(file, ours.pk, "pair"), follow=True)
    assert said(answer) == ["Only a committee of the other community is a counterpart. Choose one of those."]


# -- off the file ----------------------------------------------------------------------------


def test_a_committee_is_taken_off_with_a_reason_and_comes_back(client, sign_in, staff, file, planned, theirs):
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, theirs.pk, "remove"), {"why": "It was dissolved."})
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Took a committee off the file (In the other city)",
        "It was dissolved.",
    )
    assert gate(file) == ["Name the committee of the other community."]
    assert signed_in.get(page(file, theirs.pk, "confirm")).status_code == 404
    again = actions.link(file, theirs.committee, by=staff)
    assert (again.pk, again.mirrors) == (theirs.pk, None)
    assert gate(file) == [ASKED]


def test_without_a_reason_it_stays(client, sign_in, staff, file, theirs):
    before = everything()
    answer = sign_in(client, staff).post(page(file, theirs.pk, "remove"), {"why": " "}, follow=True)
    assert said(answer) == ["A reason is missing. Say in a sentence why, so that it can be read later."]
    assert everything() == before


def test_what_is_confirmed_or_mirrored_is_not_taken_off(file, staff, theirs):
    with pytest.raises(MoveRefused, match="is its counterpart"):
        actions.remove(theirs.mirrors, by=staff, why="A mistake.")
    said = confirmed(theirs, staff)
    with pytest.raises(MoveRefused, match="stands on record"):
        actions.remove(theirs, by=staff, why="A mistake.")
    actions.withdraw(said, by=staff, why="A mistake.")
    actions.remove(theirs, by=staff, why="A mistake.")
    with pytest.raises(MoveRefused, match="already"):
        actions.remove(theirs, by=staff, why="A mistake.")
    actions.remove(theirs.mirrors, by=staff, why="A mistake.")


def test_what_somebody_took_off_is_not_offered_again(file, staff, planned):
    actions.remove(actions.link(file, planned, by=staff), by=staff, why="Another one carries it.")
    assert actions.link_ours(file, staff) is None
    assert mirror_of(file, Correspondence.of(file)).offered is None


# -- confirmed, or accepted on their behalf ----------------------------------------------------

SAID = {"on": "2026-03-02", "channel": "email", "words": "Letter of their secretary, with the members"}


def test_their_confirmation_opens_the_gate_and_is_dated(client, sign_in, staff, file, theirs):
    assert gate(file) == [ASKED]
    answer = sign_in(client, staff).post(page(file, theirs.pk, "confirm"), SAID)
    assert (answer.status_code, answer.url) == (302, page(file) + f"#committee-{theirs.pk}")
    said = Confirmation.objects.get()
    assert (said.way, said.on, said.channel, said.words, said.evidence, said.by) == (
        "confirmed",
        MARCH,
        "email",
        SAID["words"],
        None,
        staff,
    )
    assert last_words() == "The other community confirmed its committee on 2 March 2026"
    assert gate(file) == []
    assert gather(file)["counterpart"] == "Comité de Hermanamiento"
    assert gather(file)["counterpart_confirmed_on"] == MARCH


def test_on_their_behalf_it_is_accepted_only_with_evidence(client, sign_in, staff, file, theirs):
    signed_in, before = sign_in(client, staff), everything()
    answer = signed_in.post(page(file, theirs.pk, "accept"), SAID)
    assert answer.status_code == 422
    assert answer.context["form"].errors["evidence"] == [str(NO_EVIDENCE)]
    assert answer.context["form"]["words"].value() == SAID["words"]
    assert everything() == before
    evidence = SimpleUploadedFile("acta.txt", b"Acta de cabildo", "text/plain")
    answer = signed_in.post(page(file, theirs.pk, "accept"), SAID | {"evidence": evidence})
    assert answer.status_code == 302
    said = Confirmation.objects.get()
    assert (said.way, said.evidence.name) == ("accepted", "acta.txt")
    assert last_words() == (
        "Accepted a committee on behalf of the other community, with evidence of 2 March 2026"
    )
    assert gate(file) == []
    answer = signed_in.get(page(file, "confirmations", said.pk, "evidence"))
    assert b"".join(answer.streaming_content) == b"Acta de cabildo"


def test_the_rule_of_evidence_holds_in_the_action_and_in_the_database(file, staff, theirs):
    with pytest.raises(MoveRefused, match="needs evidence"):
        confirmed(theirs, staff, way=Way.ACCEPTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(committee=theirs, way=Way.ACCEPTED, on=MARCH, words="…", by=staff)
    confirmed(theirs, staff, way=Way.ACCEPTED, evidence=MINUTES)


def test_a_file_that_is_refused_leaves_nothing(client, sign_in, staff, file, theirs):
    before = everything()
    bad = SimpleUploadedFile("acta.pdf", b"<html>no pdf</html>", "application/pdf")
    answer = sign_in(client, staff).post(page(file, theirs.pk, "accept"), SAID | {"evidence": bad})
    assert answer.status_code == 422
    assert "The file is not what its name says." in words_of(answer)
    assert everything() == before
    with pytest.raises(ValidationError):
        confirmed(theirs, staff, evidence=bad)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"on": ""}, "on", "The day is missing. Give the day on which they said so."),
        ({"on": "2026-03-13"}, "on", "This day is still to come. Give the day on which it happened."),
        ({"channel": "pigeon"}, "channel", None),
        ({"words": ""}, "words", "It is not said who said what. Write it in a sentence, with the name."),
    ],
)
def test_what_they_said_needs_its_day_its_way_and_its_words(
    client, sign_in, staff, file, theirs, more, field, words
):
    answer = sign_in(client, staff).post(page(file, theirs.pk, "confirm"), SAID | more)
    assert answer.status_code == 422
    assert words is None or answer.context["form"].errors[field] == [words]
    assert field in answer.context["form"].errors
    assert gate(file) == [ASKED]


def test_only_theirs_is_confirmed_by_them(file, staff, theirs):
    joint = actions.link(file, committee("Joint body", JOINT), by=staff)
    for named in (theirs.mirrors, joint):
        with pytest.raises(MoveRefused, match="Only a committee of the other community"):
            confirmed(named, staff)
    with pytest.raises(MoveRefused, match="still to come"):
        confirmed(theirs, staff, on=TODAY + dt.timedelta(days=1))


def test_a_second_click_is_on_record_once(client, sign_in, staff, file, theirs):
    signed_in = sign_in(client, staff)
    for _click in range(2):
        signed_in.post(page(file, theirs.pk, "confirm"), SAID)
    assert Confirmation.objects.count() == 1


def test_taking_it_back_closes_the_gate_again_and_stays_readable(client, sign_in, staff, file, theirs):
    said = confirmed(theirs, staff)
    signed_in = sign_in(client, staff)
    signed_in.post(page(file, "confirmations", said.pk, "withdraw"), {"why": "It was another committee."})
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Took back a confirmation of 2 March 2026",
        "It was another committee.",
    )
    assert gate(file) == [ASKED]
    assert "taken back on 12 March 2026" in words_of(signed_in.get(page(file)))


def test_it_is_taken_back_only_with_a_reason_and_once(client, sign_in, staff, file, theirs):
    first = confirmed(theirs, staff)
    signed_in, before = sign_in(client, staff), everything()
    answer = signed_in.post(page(file, "confirmations", first.pk, "withdraw"), {"why": ""}, follow=True)
    assert "A reason is missing." in said(answer)[0]
    assert everything() == before
    actions.withdraw(first, by=staff, why="A mistake.")
    with pytest.raises(MoveRefused, match="already"):
        actions.withdraw(first, by=staff, why="A mistake.")


def test_a_second_confirmation_holds_the_gate_open(file, staff, theirs):
    first, second = confirmed(theirs, staff), confirmed(theirs, staff, way=Way.ACCEPTED, evidence=MINUTES)
    actions.withdraw(first, by=staff, why="A mistake.")
    assert gate(file) == []
    actions.withdraw(second, by=staff, why="A mistake.")
    assert gate(file) == [ASKED]


# -- who may ---------------------------------------------------------------------------------


@pytest.fixture
def reader(planned):
    user = person("committee", name="L. Petrova")
    Membership.objects.create(
        committee=planned, name=user.name, user=user, side="ours", starts=dt.date(2026, 1, 5)
    )
    return user


@pytest.mark.parametrize("role", ["reader", "councillor", "mayor"])
def test_others_read_and_do_not_write(client, sign_in, request, staff, file, theirs, role):
    first = confirmed(theirs, staff)
    user = request.getfixturevalue(role)
    signed_in = sign_in(client, user)
    answer = signed_in.get(page(file))
    assert answer.status_code == 200
    words = words_of(answer)
    assert "Comité de Hermanamiento" in words
    assert "They confirmed it" not in words and "Close the gap" not in words
    before = everything()
    for step in (
        ("add",),
        (theirs.pk, "pair"),
        (theirs.pk, "confirm"),
        (theirs.pk, "accept"),
        (theirs.pk, "remove"),
        ("confirmations", first.pk, "withdraw"),
    ):
        assert signed_in.post(page(file, *step), SAID | {"why": "Because."}).status_code == 403
    assert everything() == before


def test_a_member_is_not_led_to_pages_they_may_not_open(client, sign_in, reader, councillor, file, theirs):
    link = theirs.committee.get_absolute_url()
    assert link not in words_of(sign_in(client, reader).get(page(file)))
    assert link in words_of(sign_in(client, councillor).get(page(file)))


def test_what_belongs_to_another_file_is_not_found(client, sign_in, staff, file, theirs):
    first = confirmed(theirs, staff, way=Way.ACCEPTED, evidence=MINUTES)
    other = file_in(Phase.CORRESPONDENCE, by=staff, name="Takasaki")
    signed_in = sign_in(client, staff)
    assert signed_in.get(page(other, theirs.pk, "confirm")).status_code == 404
    assert signed_in.get(page(other, "confirmations", first.pk, "evidence")).status_code == 404
    answer = signed_in.post(page(other, "confirmations", first.pk, "withdraw"), {"why": "Because."})
    assert answer.status_code == 404


def test_counterparts_are_kept_in_later_phases_and_not_in_a_closed_file(client, sign_in, staff, file, theirs):
    Proposal.objects.filter(pk=file.pk).update(phase="evaluation")
    assert sign_in(client, staff).post(page(file, theirs.pk, "confirm"), SAID).status_code == 302
    Proposal.objects.filter(pk=file.pk).update(phase="closed", turn="nobody")
    assert client.post(page(file, theirs.pk, "confirm"), SAID).status_code == 403


def test_the_section_is_waived_on_its_page(client, sign_in, staff, file):
    signed_in = sign_in(client, staff)
    waive = f"/proposals/{file.pk}/correspondence/sections/counterpart/"
    assert waive in words_of(signed_in.get(page(file)))
    signed_in.post(waive, {"waiver": "Their mayor carries it alone."})
    assert gate(file) == []
    assert "Their mayor carries it alone." in words_of(signed_in.get(page(file)))


def test_the_page_asks_as_often_for_many_as_for_few(client, sign_in, staff, file, planned):
    signed_in = sign_in(client, staff)

    def enter(numbers: range) -> None:
        for number in numbers:
            ours = committee(f"Committee {number}")
            theirs = committee(f"Comité {number}", THEIRS)
            for body in (ours, theirs):
                serve(body, f"Chair {number}")
                serve(body, f"Member {number}", role="member")
            actions.link(file, ours, by=staff)
            named = actions.put_on_file(file, theirs, by=staff, counterpart_of=ours)
            confirmed(named, staff, way=Way.ACCEPTED, evidence=MINUTES)
            actions.link(file, committee(f"Joint {number}", JOINT), by=staff)

    enter(range(3))
    few = queries(signed_in, page(file))
    enter(range(3, 45))
    assert queries(signed_in, page(file)) == few
