"""Who signs, who has, by what authority, what shows it; and signing on screen."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import ClauseText, PartnerStep
from agreements.signing.models import Progress, Side, Signature, Signing
from agreements.signing.originals import actions, reading
from agreements.signing.originals.tests.conftest import (
    IN_LACOMBE,
    IN_MAZATLAN,
    both_sign,
    named,
    photograph,
    sign,
    signature,
)
from proposals.lifecycle import MoveRefused
from proposals.proposal.facts import ask
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records.models import Event
from twinning.testing.factories import person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

NOT_APPROVED = "Council’s approval of this very text is not on file. Send the agreement back, so that council can decide."
CHANGED = "The text was changed after council approved version 1. Send the agreement back, so that council can decide on the changed text."


def url(name, proposal, *more):
    return reverse(f"signing:{name}", args=[proposal.pk, *more])


def verbs(proposal):
    return [event.verb for event in Event.objects.about(proposal) if event.verb.startswith("signature")]


def given(**changed):
    form = {
        "version": "1", "signed_on": "2026-03-20", "signed_at": "14:00", "zone": "America/Edmonton", "place": "Lacombe",
        "authority": "Resolution 26-001", "evidence_words": "", "reason": "",
    }  # fmt: skip
    return form | changed


# -- who signs ---------------------------------------------------------------------------------


def test_the_names_are_taken_from_the_approved_text(client, proposal, clerk, sign_in):
    page = sign_in(client, clerk).post(url("take_names", proposal), follow=True)
    assert page.status_code == 200
    ours, theirs = signature(proposal, Side.OURS), signature(proposal, Side.THEIRS)
    assert (ours.name, ours.office, ours.authority) == (
        "A. Beaulieu", "Mayor", "Resolution 26-001 of 12 January 2026",
    )  # fmt: skip
    assert (theirs.name, theirs.native_name, theirs.authority) == ("L. Ibarra", "", "")
    with pytest.raises(MoveRefused, match="Somebody is on the list already"):
        actions.name_those_of_the_text(proposal, by=clerk)


@pytest.mark.parametrize(
    "name", ["L. Ibarra", "김민준", "سامي الخطيب", "Їжакевич Ґедеон", "hən̓q̓əmin̓əm̓ siʔém̓"]
)
def test_a_name_in_any_script_is_kept_as_written(client, proposal, staff, sign_in, name):
    data = {"side": "theirs", "capacity": "head", "name": "L. Ibarra", "native_name": name, "office": "Mayor"}
    assert sign_in(client, staff).post(url("new_signatory", proposal), data).status_code == 302
    assert signature(proposal, Side.THEIRS).native_name == name
    assert f"<bdi>{name}</bdi>" in client.get(url("signatures", proposal)).content.decode()
    assert verbs(proposal) == ["signature.named"]


def test_wrong_answers_keep_what_was_typed(client, proposal, staff, sign_in):
    page = sign_in(client, staff).post(url("new_signatory", proposal), {"name": "", "office": "Mayor"})
    assert page.status_code == 422
    assert page.context["form"].errors["name"] == ["This is missing. Fill it in."]
    assert 'value="Mayor"' in page.content.decode()
    assert not Signature.objects.exists()


def test_two_people_at_the_same_entry_the_second_is_told(client, proposal, clerk, sign_in):
    ours, _theirs = named(proposal, clerk)
    data = {
        "version": "1",
        "side": "ours",
        "capacity": "head",
        "name": "A. Beaulieu",
        "office": "Mayor of Lacombe",
    }
    sign_in(client, clerk)
    assert client.post(url("change_signatory", proposal, ours.pk), data).status_code == 302
    page = client.post(url("change_signatory", proposal, ours.pk), data | {"office": "The Mayor"})
    assert page.status_code == 422
    assert "Office, in English now reads: Mayor of Lacombe" in page.context["form"].non_field_errors()
    assert signature(proposal, Side.OURS).office == "Mayor of Lacombe"


def test_who_has_not_signed_can_be_taken_off_and_who_has_cannot(client, proposal, clerk, sign_in):
    ours, theirs = named(proposal, clerk)
    sign(ours, IN_LACOMBE, "Lacombe", clerk)
    sign_in(client, clerk)
    client.post(url("remove_signatory", proposal, theirs.pk))
    client.post(url("remove_signatory", proposal, ours.pk))
    assert [one.side for one in Signature.objects.all()] == ["ours"]


# -- signatures --------------------------------------------------------------------------------


def test_a_signature_is_recorded_with_its_time_zone_and_authority(client, proposal, clerk, sign_in):
    ours, _theirs = named(proposal, clerk)
    assert sign_in(client, clerk).post(url("record_signature", proposal, ours.pk), given()).status_code == 302
    found = signature(proposal, Side.OURS)
    assert (found.signed_on, found.signed_at, found.zone, found.how, found.recorded_by) == (
        IN_LACOMBE, dt.time(14), "America/Edmonton", "ink", clerk,
    )  # fmt: skip
    page = client.get(url("signatures", proposal)).content.decode()
    assert "20 March 2026, 14:00 (Mountain Daylight Time)" in page


def test_nobody_signs_before_the_resolution_or_tomorrow(client, proposal, clerk, sign_in):
    ours, _theirs = named(proposal, clerk)
    sign_in(client, clerk)
    early = client.post(url("record_signature", proposal, ours.pk), given(signed_on="2026-01-11"))
    assert early.context["form"].errors["signed_on"] == [
        "A. Beaulieu cannot have signed on 11 January 2026: council approved the agreement on 12 January 2026 (Resolution 26-001). Check both dates on the papers themselves; reports in the press are sometimes wrong by a year."
    ]
    late = client.post(url("record_signature", proposal, ours.pk), given(signed_on="2026-04-10"))
    assert late.context["form"].errors["signed_on"] == [
        "This day is still to come. Give the day on which it happened."
    ]
    assert not signature(proposal, Side.OURS).is_signed


def test_without_councils_approval_nothing_is_recorded(proposal, clerk):
    ours, _theirs = named(proposal, clerk)
    Proposal.objects.filter(pk=proposal.pk).update(approved_on=None)
    ours.record.proposal.approved_on = None
    with pytest.raises(MoveRefused, match="approval of this very text is not on file"):
        sign(ours, IN_LACOMBE, "Lacombe", clerk)


def test_what_the_other_side_signed_needs_what_shows_it(client, proposal, clerk, sign_in):
    _ours, theirs = named(proposal, clerk)
    where = url("record_signature", proposal, theirs.pk)
    form = given(signed_on="2026-04-05", zone="America/Mazatlan", place="Mazatlán")
    page = sign_in(client, clerk).post(where, form)
    assert page.status_code == 422
    assert page.context["form"].errors["evidence_words"] == [
        "What the other side signed is recorded with what shows it. Say how we know, such as: before our clerk’s eyes."
    ]
    page = client.post(
        where, form | {"evidence_words": "Their letter of 6 April", "file": photograph("letter.jpg")}
    )
    assert page.status_code == 302
    assert client.get(url("signature_evidence", proposal, theirs.pk))["Content-Type"] == "image/jpeg"


def test_a_signature_before_their_own_approval_needs_a_reason(client, proposal, clerk, sign_in):
    _ours, theirs = named(proposal, clerk)
    PartnerStep.objects.update(done_on=dt.date(2026, 4, 6))
    where = url("record_signature", proposal, theirs.pk)
    form = given(signed_on="2026-04-05", place="Mazatlán", evidence_words="Seen")
    page = sign_in(client, clerk).post(where, form)
    assert page.context["form"].errors["reason"] == [
        "On this day their side had not yet what it needs to sign: Cabildo de Mazatlán, “Approves the text”: only on 6 April 2026. Correct the day or their steps, or say why the signature counts all the same."
    ]
    assert client.post(where, form | {"reason": "The Cabildo ratified it the next day."}).status_code == 302
    PartnerStep.objects.update(done_on=None)
    assert reading.ahead_of(proposal, IN_MAZATLAN) == [
        "Cabildo de Mazatlán, “Approves the text”: not on file yet."
    ]


def test_between_two_ceremonies_it_says_who_is_missing(client, proposal, clerk, sign_in):
    ours, _theirs = named(proposal, clerk)
    assert reading.who_is_missing(Signing.of(proposal).all_signatures()) == ""
    sign(ours, IN_LACOMBE, "Lacombe", clerk)
    record = Signing.of(proposal)
    assert record.progress() == Progress.PARTLY
    page = sign_in(client, clerk).get(url("signatures", proposal))
    assert page.context["missing_words"] == "Signed by A. Beaulieu. Awaited: L. Ibarra."


def test_a_wrong_record_is_taken_back_with_a_reason(client, proposal, clerk, sign_in):
    ours, _theirs = named(proposal, clerk)
    sign(ours, IN_LACOMBE, "Lacombe", clerk)
    where = url("take_back_signature", proposal, ours.pk)
    sign_in(client, clerk).post(where, {"why": ""})
    assert signature(proposal, Side.OURS).is_signed
    client.post(where, {"why": "It was the deputy."})
    assert not signature(proposal, Side.OURS).is_signed
    assert str(Event.objects.about(proposal).first().remark) == "It was the deputy."


def test_the_list_takes_the_same_queries_however_long_it_is(client, proposal, clerk, sign_in):
    named(proposal, clerk)
    few = queries(sign_in(client, clerk), url("signatures", proposal))
    record = Signing.of(proposal)
    for number in range(43):
        Signature.objects.create(
            record=record, side="ours", name=f"Witness {number}", capacity="witness", order=number
        )
    assert queries(client, url("signatures", proposal)) == few


# -- on screen ---------------------------------------------------------------------------------


@pytest.fixture
def signer(lacombe):
    return person("mayor", name="A. Beaulieu", email="mayor@lacombe.example", password="a long pass phrase")


def on_screen(proposal, **changed):
    form = {"version": "1", "text_hash": ask("approved_text", proposal)["hash"], "place": "Lacombe", "password": "a long pass phrase"}  # fmt: skip
    return form | changed


def test_the_mayor_reads_the_text_confirms_the_password_and_signs(client, proposal, clerk, signer, sign_in):
    ours, _theirs = named(proposal, clerk)
    where = url("sign", proposal, ours.pk)
    page = sign_in(client, signer).get(where).content.decode()
    assert "The two cities wish to be friends." in page
    assert "Las dos ciudades desean ser amigas." in page
    assert client.post(where, on_screen(proposal)).status_code == 302
    found = signature(proposal, Side.OURS)
    assert (found.how, found.user, found.moment, found.signed_on, found.signed_at) == (
        "screen", signer, clock.now(), dt.date(2026, 4, 9), dt.time(11, 30),
    )  # fmt: skip
    assert (found.text_hash, found.authority) == (
        ask("approved_text", proposal)["hash"],
        "Resolution 26-001 of 12 January 2026",
    )
    assert verbs(proposal)[0] == "signature.on_screen"


def test_a_wrong_password_signs_nothing_and_cannot_be_guessed(
    client, proposal, clerk, signer, sign_in, settings
):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/300s/key"}
    ours, _theirs = named(proposal, clerk)
    where = url("sign", proposal, ours.pk)
    sign_in(client, signer)
    page = client.post(where, on_screen(proposal, password="guess"))
    assert page.context["form"].errors["password"] == [
        "This is not your password. Type the one you sign in with."
    ]
    client.post(where, on_screen(proposal, password="guess again"))
    page = client.post(where, on_screen(proposal))
    assert page.status_code == 422
    assert not signature(proposal, Side.OURS).is_signed


@pytest.mark.parametrize("demonstration", [True, False])
def test_only_the_invented_people_of_the_demonstration_sign_without_a_password(
    client, proposal, clerk, signer, sign_in, settings, demonstration
):
    named(proposal, clerk)
    signer.set_unusable_password()
    signer.save()
    settings.DEMONSTRATION = demonstration
    where = url("sign", proposal, signature(proposal, Side.OURS).pk)
    page = sign_in(client, signer).get(where).content.decode()
    assert ("The people of the demonstration have no password: type any word." in page) == demonstration
    client.post(where, on_screen(proposal, password="ribbon"))
    assert signature(proposal, Side.OURS).is_signed == demonstration


def test_on_screen_nobody_signs_for_somebody_else_or_out_of_office(client, proposal, clerk, signer, sign_in):
    ours, theirs = named(proposal, clerk)
    other = person("councillor", name="J. Okafor")
    assert actions.why_not_on_screen(ours, other) == (
        "You are signed in as J. Okafor, and this signature is A. Beaulieu’s. Nobody signs for somebody else."
    )
    assert actions.why_not_on_screen(theirs, signer) == (
        "The other side does not sign on our screen. The clerk records its signature, with what shows it."
    )
    OfficeHolder.objects.filter(name="A. Beaulieu").update(ends=dt.date(2026, 4, 8))
    assert actions.why_not_on_screen(ours, signer) == (
        "You hold no office of the City today in which you could sign. Ask the administrator to look at the terms of office."
    )
    sign_in(client, signer).post(url("sign", proposal, ours.pk), on_screen(proposal))
    assert not signature(proposal, Side.OURS).is_signed


def test_a_text_that_was_changed_or_never_approved_is_not_signed(
    client, unapproved, proposal, clerk, signer, sign_in
):
    ours, _theirs = named(proposal, clerk)
    with pytest.raises(ValidationError, match="The text was changed after you opened it"):
        actions.sign_on_screen(ours, seen=1, text_hash="0" * 64, place="Lacombe", by=signer)
    ClauseText.objects.filter(language="en", heading="Costs").update(words="We pay.")
    with pytest.raises(MoveRefused) as refused:
        actions.sign_on_screen(ours, seen=1, text_hash="0" * 64, place="Lacombe", by=signer)
    assert refused.value.reasons == [CHANGED]
    page = sign_in(client, clerk).get(url("signatures", proposal))
    assert page.context["hindrance"] == CHANGED


def test_the_database_lets_nobody_sign_on_screen_for_them_or_as_nobody(proposal, clerk):
    _ours, theirs = named(proposal, clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=theirs.pk).update(how="screen")
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(side="ours").update(how="screen", signed_on=IN_LACOMBE)


# -- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["new_signatory", "take_names"])
def test_who_has_no_part_in_the_signing_writes_nothing(client, proposal, councillor, sign_in, name):
    assert sign_in(client, councillor).post(url(name, proposal), {"name": "X"}).status_code == 403
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "name", ["change_signatory", "remove_signatory", "record_signature", "take_back_signature"]
)
def test_nor_at_an_entry_and_another_files_entry_is_not_found(client, proposal, clerk, cao, sign_in, name):
    ours, _theirs = named(proposal, clerk)
    assert sign_in(client, cao).post(url(name, proposal, ours.pk), given()).status_code == 403
    sign_in(client, clerk)
    for key in ("00000000-0000-4000-8000-000000000009", "nonsense"):
        assert client.post(url(name, proposal, key), given()).status_code == 404
    assert signature(proposal, Side.OURS).version == 1


@pytest.mark.parametrize("name", ["remove_signatory", "take_back_signature"])
def test_steps_refuse_get(client, proposal, clerk, sign_in, name):
    ours, _theirs = named(proposal, clerk)
    assert sign_in(client, clerk).get(url(name, proposal, ours.pk)).status_code == 405


def test_staff_does_not_sign_on_screen(client, proposal, clerk, staff, sign_in):
    ours, _theirs = named(proposal, clerk)
    assert sign_in(client, staff).post(url("sign", proposal, ours.pk), on_screen(proposal)).status_code == 403


def test_all_pages_open_for_whoever_reads(client, proposal, clerk, councillor, sign_in):
    both_sign(proposal, clerk)
    sign_in(client, councillor)
    for name in ("signatures", "originals", "memorandum"):
        assert client.get(url(name, proposal)).status_code == 200
    assert NOT_APPROVED not in client.get(url("signatures", proposal)).content.decode()
