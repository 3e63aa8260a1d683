"""Who must approve over there: the path in its order, what shows that it was done, and who may write it down."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.agreement.council import gate, partner
from agreements.agreement.council.models import PartnerStep
from agreements.agreement.council.partner_paths import PATHS
from agreements.agreement.models import Agreement
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community
from twinning import clock
from twinning.records.history import sentence
from twinning.records.models import Event
from twinning.testing.factories import file_in
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.AGREEMENT, by=staff)


@pytest.fixture
def path(proposal, staff):
    """Cabildo first, then the ministry; a register at the end."""
    record = Agreement.objects.get_or_create(proposal=proposal)[0]
    for body, what, required in (
        ("Cabildo de Mazatlán", "approves", True),
        ("Secretaría de Relaciones Exteriores", "consents", False),
        ("Registro", "registers", True),
    ):
        partner.add(PartnerStep(record=record, body=body, what=what, required=required), by=staff)
    return record


def url(name, proposal, *more):
    return reverse(f"agreement:{name}", args=[proposal.pk, *more])


def bodies(record):
    return list(record.partner_steps.values_list("body", flat=True))


def sent(step, **more):
    facts = {"body": step.body, "what": step.what, "version": step.version}
    return facts | ({"required": "on"} if step.required else {}) | more


def minute(name="acta-17.txt"):
    return SimpleUploadedFile(name, b"El Cabildo aprueba el texto.", "text/plain")


# -- done, and what shows it ------------------------------------------------------------------------


def test_what_shows_that_it_was_done_lies_with_the_step(client, path, proposal, staff, councillor, sign_in):
    step = path.partner_steps.first()
    typed = sent(step, done_on="2026-03-12", reference="Acta 17", file=minute())
    answer = sign_in(client, staff).post(url("partner_step", proposal, step.pk), typed)
    assert (answer.status_code, answer.url) == (302, url("partner", proposal))
    step.refresh_from_db()
    assert (step.evidence.name, step.done_on) == ("acta-17.txt", dt.date(2026, 3, 12))
    assert sentence(Event.objects.get(verb="partner.done")) == (
        "A step of their approval was done on 12 March 2026: Cabildo de Mazatlán"
    )
    page = sign_in(client, councillor).get(url("partner", proposal)).text
    assert "Done on 12 March 2026, Acta 17" in page and "acta-17.txt" in page
    file = client.get(url("partner_step_file", proposal, step.pk))
    assert b"".join(file.streaming_content) == b"El Cabildo aprueba el texto."


def test_a_file_alone_is_kept_and_a_later_correction_leaves_it(client, path, proposal, staff, sign_in):
    client, step = sign_in(client, staff), path.partner_steps.first()
    client.post(url("partner_step", proposal, step.pk), sent(step, file=minute()))
    step.refresh_from_db()
    client.post(url("partner_step", proposal, step.pk), sent(step, words="By their letter."))
    step.refresh_from_db()
    assert (step.evidence.name, step.words, step.is_done) == ("acta-17.txt", "By their letter.", False)


def test_a_program_is_no_evidence_and_what_was_typed_stays(client, path, proposal, staff, sign_in):
    step, events = path.partner_steps.first(), Event.objects.count()
    program = SimpleUploadedFile("acta.pdf", b"MZ\x90\x00" + b"\x00" * 200, "application/pdf")
    typed = sent(step, done_on="2026-03-12", words="Por carta del síndico.", file=program)
    answer = sign_in(client, staff).post(url("partner_step", proposal, step.pk), typed)
    assert answer.status_code == 422 and "Por carta del síndico." in answer.text
    step.refresh_from_db()
    assert (step.done_on, step.evidence, Event.objects.count()) == (None, None, events)


def test_a_day_to_come_is_no_day_on_which_it_was_done(client, path, proposal, staff, sign_in):
    step = path.partner_steps.first()
    answer = sign_in(client, staff).post(
        url("partner_step", proposal, step.pk), sent(step, done_on="2026-03-21")
    )
    assert answer.status_code == 422
    assert not PartnerStep.objects.filter(done_on__isnull=False).exists()


def test_the_second_of_two_who_correct_a_step_is_told(client, path, proposal, staff, sign_in):
    client, step = sign_in(client, staff), path.partner_steps.first()
    client.post(url("partner_step", proposal, step.pk), sent(step, reference="Acta 17"))
    answer = client.post(url("partner_step", proposal, step.pk), sent(step, reference="Acta 71"))
    assert answer.status_code == 422 and "Acta 71" in answer.text
    assert PartnerStep.objects.get(pk=step.pk).reference == "Acta 17"


# -- order ----------------------------------------------------------------------------------------


def test_the_order_can_be_changed_up_to_its_ends(client, path, proposal, staff, sign_in):
    client = sign_in(client, staff)
    first, ministry, register = path.partner_steps.all()
    client.post(url("move_partner_step", proposal, ministry.pk), {"up": "1"})
    assert bodies(path) == [ministry.body, first.body, register.body]
    moves = Event.objects.filter(verb="partner.moved").count()
    client.post(url("move_partner_step", proposal, ministry.pk), {"up": "1"})
    client.post(url("move_partner_step", proposal, register.pk), {"down": "1"})
    assert bodies(path) == [ministry.body, first.body, register.body]
    assert Event.objects.filter(verb="partner.moved").count() == moves


def test_only_what_is_required_before_the_signing_is_waited_for_there(path, proposal, staff):
    assert [words for words in gate.sign_warnings(proposal) if "has not done" in words] == [
        "Cabildo de Mazatlán has not done this yet: approves the text."
    ]


# -- taken over, removed ------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["JP", "MX", "CN", "JO", "AU"])
def test_what_is_customary_is_taken_over_one_by_one(client, lacombe, staff, sign_in, country):
    proposal = file_in(Phase.AGREEMENT, by=staff)
    Community.objects.update(country=country)
    client, address = sign_in(client, staff), url("take_over_partner_step", proposal)
    keys = [one.key for one in PATHS.get(country, ())] or ["council"]
    for key in keys:
        assert client.post(address, {"key": key}).status_code == 302
    record = Agreement.objects.get()
    assert record.partner_steps.count() == len(keys)
    assert "%(" not in "".join(bodies(record))
    page = client.post(address, {"key": keys[0]}, follow=True).text
    assert "This stands in the list already." in page and "Customary there" not in page
    assert record.partner_steps.count() == len(keys)


def test_a_mistake_is_removed_with_a_reason_and_what_was_done_stays(path, proposal, staff):
    first, ministry, _register = path.partner_steps.all()
    with pytest.raises(MoveRefused):
        partner.remove(ministry, seen=ministry.version, by=staff, why=" ")
    with pytest.raises(MoveRefused, match="in the meantime"):
        partner.remove(ministry, seen=9, by=staff, why="Not asked.")
    partner.remove(ministry, seen=ministry.version, by=staff, why="Not asked.")
    assert Event.objects.get(verb="partner.removed").remark.text == "Not asked."
    first.done_on = dt.date(2026, 3, 12)
    partner.correct(first, seen=first.version, fields=["done_on"], by=staff)
    with pytest.raises(MoveRefused, match="so it stays"):
        partner.remove(first, seen=first.version, by=staff, why="Not asked.")


# -- who may ----------------------------------------------------------------------------------------

STEPS = [
    ("new_partner_step", False),
    ("take_over_partner_step", False),
    ("partner_step", True),
    ("move_partner_step", True),
    ("remove_partner_step", True),
]


@pytest.mark.parametrize("who", ["mayor", "councillor", "member"])
@pytest.mark.parametrize(("name", "of_a_step"), STEPS)
def test_others_read_the_path_and_write_nothing(
    request, client, path, proposal, sign_in, who, name, of_a_step
):
    more = [path.partner_steps.first().pk] if of_a_step else []
    client, events = sign_in(client, request.getfixturevalue(who)), Event.objects.count()
    answer = client.post(
        url(name, proposal, *more), {"why": "x", "key": "mx-cabildo", "up": "1", "body": "x"}
    )
    assert answer.status_code in (403, 404)
    assert Event.objects.count() == events and path.partner_steps.count() == 3


@pytest.mark.parametrize(
    "name", ["partner_step", "move_partner_step", "remove_partner_step", "partner_step_file"]
)
def test_a_step_of_another_file_is_not_found(client, path, staff, sign_in, name):
    other = open_file(Community(name="Nablus", country="PS"), by=staff, kind="sister", origin="letter")
    client, address = sign_in(client, staff), url(name, other, path.partner_steps.first().pk)
    answer = client.get(address) if name.endswith("file") else client.post(address, {"why": "x"})
    assert answer.status_code in (403, 404, 409)
    assert path.partner_steps.count() == 3


def test_a_second_click_writes_down_no_second_step(client, path, proposal, staff, sign_in):
    client, typed = sign_in(client, staff), {"body": "Congreso del Estado", "what": "approves"}
    for _click in range(2):
        assert client.post(url("new_partner_step", proposal), typed).status_code == 302
    assert bodies(path).count("Congreso del Estado") == 1


def test_the_path_asks_as_often_for_many_steps_as_for_few(client, path, proposal, staff, sign_in):
    client, address = sign_in(client, staff), url("partner", proposal)
    few = queries(client, address)
    for n in range(30):
        partner.add(PartnerStep(record=path, body=f"Office {n}"), by=staff)
    assert queries(client, address) == few


def test_every_country_with_a_path_is_a_country_and_every_key_is_used_once():
    keys = [one.key for steps in PATHS.values() for one in steps if one.key != "council"]
    assert len(keys) == len(set(keys))
    assert all(len(country) == 2 and country.isupper() for country in PATHS)
