"""Letters of a file: proposed from wordings and facts, edited by two, made, sent, and kept with their words."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from proposals.correspondence.letters import actions, filling, first_wordings, wordings
from proposals.correspondence.letters.models import FileLetter, Kind, Wording
from proposals.correspondence.letters.tests.conftest import SPRING, person
from proposals.correspondence.models import Correspondence, Message
from proposals.lifecycle import MoveRefused, Standing, Turn, close
from proposals.planning.models import Planning
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.policy import Policy
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import documents, outbox
from twinning.records.models import Event, Outgoing
from twinning.testing import pdf

pytestmark = pytest.mark.django_db


def introduction(proposal, by, **more) -> FileLetter:
    given = {"kind": "introduction", "language": "en"}
    return actions.compose(proposal, by=by, **(given | more))


def finished(letter, by) -> Outgoing:
    """Every blank filled in, and the paper made."""
    for block in (blocks := list(letter.blocks.all())):
        block.text, block.text_2 = (outbox.BLANK.sub("Words.", text) for text in (block.text, block.text_2))
    for name in Outgoing.WORDS:
        if isinstance(value := getattr(letter.outgoing, name), str):
            setattr(letter.outgoing, name, outbox.BLANK.sub("Words", value))
    document = actions.write(letter, blocks, seen=letter.outgoing.version, by=by)
    documents.make(document.pk)
    return Outgoing.objects.get(pk=letter.outgoing_id)


def sent(letter, by, **more) -> Outgoing:
    outgoing = finished(letter, by)
    outbox.sent_by_post(outgoing, clock.today(), seen=outgoing.version, by=by, **more)
    return outgoing


# -- what is proposed -------------------------------------------------------------------------------


def test_an_introduction_says_what_the_guide_asks_for(proposal, ruiz, ours, staff):
    letter = introduction(proposal, staff, contact=ruiz)
    outgoing = letter.outgoing
    assert [block.name for block in letter.blocks.all()] == [
        "Salutation", "Who we are", "Why this community", "What we could do together", "What we ask",
        "Whom to turn to", "Enclosures", "Courtesy", "Closing",
    ]  # fmt: skip
    for words in (
        "City of Lacombe",
        "about 14,258 people",
        "What drew our attention to your community: [[in words for them: why this community]]",
        "we think of these: a pen pal exchange and visits of choirs. They",
        "Kay Dube, Office of the Mayor, dube@example.org",
        "Lena Petrova, Twinning Society, petrova@example.org",
    ):
        assert words in outgoing.body
    assert (outgoing.to_name, outgoing.to_office) == (
        "Lic. Elena Ruiz",
        "Mayor of Mazatlán\nPresidenta Municipal de Mazatlán",
    )
    assert (outgoing.email, outgoing.to_address.splitlines()[0]) == ("ruiz@example.org", "Ángel Flores s/n")
    assert (outgoing.signer, outgoing.signer_office) == ("A. Beaulieu", "Mayor")
    assert outgoing.reference == proposal.reference


def test_what_is_not_known_is_a_blank_and_nothing_is_final(proposal, staff):
    letter = introduction(proposal, staff)
    missing = " · ".join(outbox.blanks(letter.outgoing))
    assert "To: name of whom the letter goes to" in missing
    assert "Whom to turn to: our contact in the Mayor’s office" in missing
    assert "Why this community: in words for them: why this community" in missing
    again = outbox.blanks(Outgoing.objects.get())
    assert again == outbox.blanks(letter.outgoing)
    with pytest.raises(ValidationError, match="our volunteer contact"):
        actions.write(letter, list(letter.blocks.all()), seen=1, by=staff)
    assert Outgoing.objects.get().document is None


def test_an_optional_block_that_lacks_a_fact_is_left_out(proposal, staff):
    assert [b.left_out for b in introduction(proposal, staff).blocks.filter(name="Enclosures")] == [True]
    letter = introduction(proposal, staff, enclosures="A map\nA book")
    assert "We enclose A map and A book." in letter.outgoing.body


def test_our_own_words_wait_for_their_translation(proposal, ruiz, ours, staff):
    letter = introduction(proposal, staff, contact=ruiz, language_2="es")
    outgoing = letter.outgoing
    assert outgoing.body_2.startswith("Estimada Presidenta Ruiz:\n\nEn nombre de")
    assert "[[in Spanish: a pen pal exchange and visits of choirs]]" in outgoing.body_2
    assert "En Lacombe, Alberta, Canadá viven unas 14,258 personas" in outgoing.body_2
    assert (outgoing.signer_office, outgoing.signer_office_2) == ("Mayor", "Alcaldía")
    assert "Dear Lic. Elena Ruiz," in outgoing.body
    assert len(outgoing.body.split("\n\n")) == len(outgoing.body_2.split("\n\n"))


@pytest.mark.parametrize("kind", ["introduction", "invitation", "intent"])
def test_what_the_file_says_for_us_is_never_copied_to_the_other_city(proposal, ruiz, ours, staff, kind):
    Planning.objects.filter(proposal=proposal).update(purpose="To develop winter trade.")
    letter = introduction(proposal, staff, kind=kind, contact=ruiz, language_2="es")
    for body in (letter.outgoing.body, letter.outgoing.body_2):
        assert "Many residents winter there" not in body and "winter trade" not in body
        assert "[[in words for them: " in body


@pytest.mark.parametrize(
    ("country", "language", "number"),
    [("MX", "es", "14,258"), ("ES", "es", "14.258"), ("UA", "uk", "14\xa0258"), ("FR", "fr", "14\u202f258")],
)
def test_numbers_are_grouped_as_where_the_letter_is_read(proposal, country, language, number):
    proposal.community.country = country
    assert filling.values(filling.Matter(proposal), language)["our_population"] == number


@pytest.mark.parametrize(
    ("language", "place", "kay"),
    [
        ("en", "Lacombe, Alberta, Canada", "Kay Dube, Office of the Mayor, dube@example.org"),
        ("zh", "加拿大，Alberta，Lacombe", "Kay Dube，Office of the Mayor，dube@example.org"),
        ("ja", "カナダ、Alberta、Lacombe", "Kay Dube、Office of the Mayor、dube@example.org"),
        (
            "ar",
            "Lacombe\u200f، Alberta\u200f، كندا",
            "Kay Dube\u200f، Office of the Mayor\u200f، dube@example.org",
        ),
    ],
)
def test_places_and_addresses_have_the_commas_and_the_order_of_the_language(
    proposal, ours, language, place, kay
):
    known = filling.values(filling.Matter(proposal), language)
    assert (known["our_place"], known["contact_office"]) == (place, kay)


def test_a_contact_without_consent_is_named_and_not_reached(proposal, record, staff):
    quiet = person(record, "there", "head", "E. Ruiz", basis="", postal_address="Calle 1")
    person(record, "here", "mayor", "Kay Dube", basis="", email="dube@example.org")
    letter = introduction(proposal, staff, contact=quiet)
    assert (letter.outgoing.email, letter.outgoing.to_address) == ("", "")
    assert "Kay Dube" in letter.outgoing.body and "dube@example.org" not in letter.outgoing.body


@pytest.mark.parametrize(
    "typed", ["{our_city} {{ x }} {% now %}", "%(city)s {}", "[oder] “unpaired", "]] {salutation}"]
)
def test_only_wordings_are_filled_in(proposal, record, ours, staff, typed):
    person(record, "there", "head", "E. Ruiz", salutation=f"Dear {typed},", language="en")
    contact = record.contacts.there().get()
    body = introduction(proposal, staff, contact=contact).outgoing.body
    assert body.startswith(f"Dear {typed},\n\n")


def test_a_kind_without_a_wording_in_a_language_is_refused(proposal, staff):
    with pytest.raises(MoveRefused, match="no wording of this letter in Ukrainian: Condolence"):
        introduction(proposal, staff, kind="condolence", language="uk")
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_can_be_written_in_two_languages_and_made(proposal, ruiz, ours, staff, kind):
    letter = introduction(
        proposal,
        staff,
        kind=kind,
        contact=ruiz,
        language_2="es",
        resolution="26-031",
        resolved_on=dt.date(2026, 3, 9),
    )
    outgoing = finished(letter, staff)
    assert (outgoing.document.state, outgoing.document.reason) == ("ready", "")
    assert outbox.blanks(outgoing) == []
    # Level: each paragraph has its counterpart.
    assert len(outgoing.body.split("\n\n")) == len(outgoing.body_2.split("\n\n"))


@pytest.mark.parametrize("language", ["zh", "uk", "ar", "fr", "es"])
def test_an_introduction_is_drawn_in_any_language_beside_english(proposal, ruiz, ours, staff, language):
    outgoing = finished(introduction(proposal, staff, contact=ruiz, language_2=language), staff)
    assert (outgoing.document.state, outgoing.document.reason) == ("ready", "")
    assert language in pdf.languages(documents.path_of(outgoing.document.sha256))


# -- the wordings -----------------------------------------------------------------------------------


def named(block) -> list[str]:
    """What a block is filled in with; the official name of the City stands in English texts only."""
    names = filling.PLACEHOLDER.findall(block["text"])
    return sorted("our_short" if name == "our_city" else name for name in names)


def test_the_first_wordings_are_whole():
    there = {(one["kind"], one["language"]) for one in first_wordings.all_of_them()}
    assert {(kind, language) for kind in Kind.values for language in ("en", "es")} <= there
    assert {(kind, "fr") for kind in ("introduction", "thanks", "reminder")} <= there
    first = ("introduction", "thanks", "reminder")
    assert {(kind, language) for kind in first for language in ("zh", "uk", "ar")} <= there
    english = {one["kind"]: one for one in first_wordings.all_of_them() if one["language"] == "en"}
    for one in first_wordings.all_of_them():
        pairs = list(zip(one["blocks"], english[one["kind"]]["blocks"], strict=True))
        assert all((a["name"], a["optional"]) == (b["name"], b["optional"]) for a, b in pairs)
        for a, b in pairs:
            assert filling.unknown_placeholders(a["text"]) == []
            assert named(a) == named(b)


def test_a_changed_wording_is_a_new_version_and_letters_keep_theirs(proposal, staff):
    letter = introduction(proposal, staff)
    old = letter.wording
    blocks = [{"name": "All", "text": "Hello {their_city}.", "optional": False}]
    new = Wording(kind="introduction", language="en", subject="New", blocks=blocks)
    wordings.write(new, seen=1, by=staff)
    assert (new.number, wordings.newest("introduction", "en")) == (2, new)
    kept = FileLetter.objects.get(pk=letter.pk)
    assert (kept.wording_id, kept.wording.blocks) == (old.pk, old.blocks)
    assert introduction(proposal, staff).outgoing.body == "Hello Mazatlán."


@pytest.mark.parametrize(
    ("blocks", "seen", "words"),
    [
        ([], 1, "no text"),
        ([{"name": "A", "text": "x {nobody} {their_city}", "optional": False}], 1, "{nobody}"),
        ([{"name": "A", "text": "x", "optional": False}] * 2, 1, "same name: A"),
        ([{"name": "A", "text": "x", "optional": False}], 0, "Somebody else"),
    ],
)
def test_a_wording_that_would_not_work_is_refused(proposal, staff, blocks, seen, words):
    wordings.first_wordings()
    with pytest.raises(ValidationError, match=words):
        wordings.write(Wording(kind="thanks", language="en", subject="S", blocks=blocks), seen=seen, by=staff)
    assert wordings.newest("thanks", "en").number == 1


def test_the_first_wordings_come_once(db):
    wordings.first_wordings()
    before = Wording.objects.count()
    wordings.first_wordings()
    assert Wording.objects.count() == before == len(list(first_wordings.all_of_them()))


# -- two people at one letter -------------------------------------------------------------------------


def test_of_two_who_edit_one_letter_the_second_is_told(proposal, staff):
    letter = introduction(proposal, staff)
    one, two = (FileLetter.objects.select_related("outgoing").get(pk=letter.pk) for _n in range(2))
    first, second = (list(found.blocks.all()) for found in (one, two))
    first[1].text, second[1].text = "First.", "Second."
    actions.keep(one, first, seen=1, by=staff)
    with pytest.raises(ChangedMeanwhile):
        actions.keep(two, second, seen=1, by=staff)
    assert letter.blocks.get(order=1).text == "First."
    assert "First." in Outgoing.objects.get().body and "Second." not in Outgoing.objects.get().body


def test_a_letter_too_long_for_a_letter_is_refused(proposal, staff):
    letter = introduction(proposal, staff)
    blocks = list(letter.blocks.all())
    for block in blocks[:3]:
        block.text = "x" * 4_000
    with pytest.raises(ValidationError, match="at most 10,000 fit"):
        actions.keep(letter, blocks, seen=1, by=staff)


# -- sending ----------------------------------------------------------------------------------------


def test_the_introduction_that_went_tells_the_file_and_hands_over_the_word(proposal, ruiz, ours, staff):
    sent(introduction(proposal, staff, contact=ruiz), staff, ask_again_on=dt.date(2026, 4, 20))
    record = Correspondence.objects.get()
    assert (record.letter_from, record.letter_to, record.letter_sent_on, record.letter_how) == (
        "A. Beaulieu, Mayor",
        "Lic. Elena Ruiz, Mayor of Mazatlán, Presidenta Municipal de Mazatlán",
        dt.date(2026, 3, 12),
        "post",
    )
    assert Proposal.objects.get().turn == Turn.PARTNER
    message = Message.objects.get()
    assert (message.direction, message.outgoing.of_file.contact, message.follow_up_on) == (
        "out",
        ruiz,
        dt.date(2026, 4, 20),
    )


def test_what_somebody_wrote_about_the_letter_stays(proposal, record, ruiz, ours, staff):
    letter = introduction(proposal, staff, contact=ruiz)
    Correspondence.objects.update(
        letter_from="The Mayor", letter_sent_on=dt.date(2026, 3, 1), letter_to="Them"
    )
    sent(letter, staff)
    record.refresh_from_db()
    assert (record.letter_from, record.letter_sent_on) == ("The Mayor", dt.date(2026, 3, 1))


def test_thanks_hand_over_nothing_and_stand_in_the_log_once(proposal, ruiz, ours, staff):
    outgoing = sent(introduction(proposal, staff, kind="thanks", contact=ruiz), staff)
    assert Proposal.objects.get().turn == Turn.STAFF
    assert list(Message.objects.values_list("outgoing", flat=True)) == [outgoing.pk]


def test_a_sent_letter_keeps_words_and_wording_for_ever(proposal, ruiz, ours, staff):
    letter = introduction(proposal, staff, contact=ruiz)
    body, wording = sent(letter, staff).body, letter.wording
    again = FileLetter.objects.select_related("outgoing").get(pk=letter.pk)
    blocks = list(again.blocks.all())
    blocks[1].text = "Other words."
    for step in (actions.keep, actions.write):
        with pytest.raises(outbox.Refused, match="no longer in the outbox"):
            step(again, blocks, seen=again.outgoing.version, by=staff)
    assert (Outgoing.objects.get().body, FileLetter.objects.get().wording) == (body, wording)
    assert letter.blocks.get(order=1).text != "Other words."


def test_a_letter_thrown_away_says_why_and_stays_readable(proposal, staff):
    letter = introduction(proposal, staff)
    outbox.discard(letter.outgoing, seen=1, by=staff, why="We meet them first.")
    assert FileLetter.objects.get().outgoing.state == "discarded"
    assert Event.objects.about(letter.outgoing)[0].remark.text == "We meet them first."
    assert not Message.objects.exists()


def test_no_letter_goes_from_a_closed_file(proposal, ruiz, ours, staff, cao):
    outgoing = finished(introduction(proposal, staff, contact=ruiz), staff)
    close(Proposal.objects.get(), Standing.REFUSED, by=cao, why="They said no.")
    with pytest.raises(outbox.Refused, match="file is closed"):
        outbox.sent_by_post(outgoing, clock.today(), seen=outgoing.version, by=staff)
    assert outbox.about([outgoing])[outgoing.pk].outdated


def test_answers_come_to_the_file(proposal, ruiz, ours, staff, settings):
    settings.MAIL_IN_ADDRESS = "twinning@lacombe.example"
    outgoing = finished(introduction(proposal, staff, contact=ruiz), staff)
    outbox.send_by_mail(outgoing, seen=outgoing.version, by=staff)
    key = Correspondence.objects.get().mail_key
    assert Outgoing.objects.get().notice.reply_to == f"twinning+{key}@lacombe.example"


# -- a letter of intent ---------------------------------------------------------------------------------


@pytest.fixture
def strict_policy(lacombe):
    Policy.objects.update(intent_needs_resolution=True)


def intent(proposal, staff, contact, **more) -> FileLetter:
    return introduction(proposal, staff, kind="intent", contact=contact, **more)


def test_where_the_policy_says_so_a_letter_of_intent_needs_a_resolution(
    strict_policy, proposal, ruiz, ours, staff
):
    letter = intent(proposal, staff, ruiz)
    with pytest.raises(ValidationError, match="asks for a resolution of council"):
        finished(letter, staff)
    letter.refresh_from_db()
    letter.resolution, letter.resolved_on = "26-031", dt.date(2026, 3, 9)
    outgoing = finished(letter, staff)
    assert outgoing.is_final


def test_the_resolution_fills_the_blanks_that_asked_for_it(proposal, ruiz, ours, staff):
    letter = intent(proposal, staff, ruiz, language_2="es")
    authority = letter.blocks.get(name="Authority")
    assert authority.left_out
    letter.resolution, letter.resolved_on = "26-031", dt.date(2026, 3, 9)
    blocks = list(letter.blocks.all())
    blocks[1].left_out = False
    actions.keep(letter, blocks, seen=1, by=staff)
    outgoing = Outgoing.objects.get()
    assert "By resolution 26-031 of 9 March 2026" in outgoing.body
    assert "Por la resolución 26-031 del 9 de marzo de 2026" in outgoing.body_2


def test_a_letter_of_intent_is_not_dated_before_its_resolution(proposal, ruiz, ours, staff):
    letter = intent(proposal, staff, ruiz, resolution="26-031", resolved_on=dt.date(2026, 3, 12))
    letter.outgoing.dated = dt.date(2026, 3, 11)
    with pytest.raises(ValidationError, match="dated before the resolution"):
        finished(letter, staff)


def test_where_the_policy_asks_for_none_none_is_needed(proposal, ruiz, ours, staff):
    assert finished(intent(proposal, staff, ruiz), staff).is_final


# -- reminding ------------------------------------------------------------------------------------------


def test_a_reminder_is_drafted_with_date_and_days_and_sends_nothing(proposal, ruiz, ours, staff):
    sent(introduction(proposal, staff, contact=ruiz, language_2="es"), staff)
    proposal.refresh_from_db()
    with clock.at(SPRING + dt.timedelta(days=41)):
        letter = actions.draft_reminder(proposal, by=staff)
    assert (letter.kind, letter.contact, letter.about) == ("reminder", ruiz, Message.objects.get())
    assert "On 12 March 2026, 41 days ago, we wrote to you" in letter.outgoing.body
    assert "El 12 de marzo de 2026, hace 41 días" in letter.outgoing.body_2
    assert letter.outgoing.waits and Message.objects.count() == 1


def test_one_reminder_waits_at_a_time(proposal, ruiz, ours, staff):
    sent(introduction(proposal, staff, contact=ruiz), staff)
    proposal.refresh_from_db()
    first = actions.draft_reminder(proposal, by=staff)
    assert actions.draft_reminder(proposal, by=staff) == first
    outbox.discard(first.outgoing, seen=1, by=staff, why="They called.")
    assert actions.draft_reminder(proposal, by=staff) != first


def test_there_is_nothing_to_remind_of_before_the_first_letter(proposal, staff):
    with pytest.raises(MoveRefused, match="nothing to remind of"):
        actions.draft_reminder(proposal, by=staff)
