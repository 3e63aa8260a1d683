"""The pages of the text: a first draft, clauses side by side, two people at one clause, and who may what."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.agreement.models import Agreement
from agreements.agreement.text import actions, clauses, library
from agreements.agreement.text.models import Clause, ClauseComment, ClauseText, TextVersion
from proposals.lifecycle import Turn, pass_turn
from twinning import clock
from twinning.records.models import Event
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _on_a_day(lacombe):
    with clock.at(dt.datetime(2026, 3, 9, 18, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def here(client, sign_in, staff):
    return sign_in(client, staff)


def at(name, proposal, *more):
    return reverse(f"agreement:{name}", args=[proposal.pk, *more])


def typed(clause, **more):
    """What the form of a clause sends."""
    clause.refresh_from_db()
    sent = {"version": clause.version, "kind": clause.kind, "numbered": "on"}
    for text in clause.texts.all():
        sent |= {f"heading_{text.language}": text.heading, f"words_{text.language}": text.words}
    return sent | more


def first(record) -> Clause:
    return record.clauses.first()


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# -- a first draft -------------------------------------------------------------------------------


def test_a_first_draft_in_both_languages(here, proposal):
    assert "Propose a first draft" in words_of(here.get(at("text", proposal)))
    here.post(at("first_draft", proposal), {"style": "plain", "languages": ["en", "es"]})
    record = Agreement.of(proposal)
    assert [text.title for text in record.texts.all()] == [
        "Sister City Agreement",
        "Acuerdo de Hermanamiento",
    ]
    kinds = [clause.kind for clause in record.clauses.all()]
    assert kinds == [
        "recital",
        "purpose",
        "fields",
        "means",
        "committee",
        "costs",
        "nature",
        "term",
        "languages",
    ]
    purpose = {text.language: text.words for text in record.clauses.get(kind="purpose").texts.all()}
    assert purpose["en"].startswith("The parties establish a sister city relationship.")
    assert purpose["es"].startswith("Las partes establecen una relación de ciudades hermanas.")
    assert [(party.side, party.name) for party in record.parties.all()] == [
        ("ours", "City of Lacombe"), ("theirs", "Mazatlán"),
    ]  # fmt: skip
    assert "Fill in" in words_of(here.get(at("text", proposal)))


def test_the_terms_are_sentences_of_the_draft(here, proposal, staff):
    record = Agreement.of(proposal)
    record.term_rule, record.term_years, record.renewal, record.entry = "years", 5, "letters", "signature"
    record.ending, record.notice_months, record.running_projects = "notice", 6, True
    record.save()
    clauses.propose(proposal, style="plain", languages=["en", "es"], by=staff)
    term = {text.language: text.words for text in record.clauses.get(kind="term").texts.all()}
    assert term["en"] == (
        "This agreement takes effect on the day of the last signature. This agreement holds for 5 years from the day on which it takes effect. "
        "This agreement may be renewed by an exchange of letters before it ends.\n\n"
        "Either party may end this agreement by notice in writing, 6 months ahead. Exchanges that are under way at its end are completed all the same."
    )
    assert "vigencia de 5 años" in term["es"]


def test_a_draft_is_never_put_over_a_text(here, written):
    answer = here.post(at("first_draft", written.proposal), {"style": "ceremonial"}, follow=True)
    assert "There is a text already. Leave out its clauses first, or add to it clause by clause." in words_of(
        answer
    )
    assert written.clauses.count() == 2


def test_where_the_library_has_no_words_the_clause_is_missing(here, proposal, staff):
    clauses.propose(proposal, style="ceremonial", languages=["en", "ja", "fr"], by=staff)
    page = words_of(here.get(at("text", proposal)))
    assert page.count("Missing") == 3
    assert "3 clauses are missing in a language." in page


# -- one clause -----------------------------------------------------------------------------------


def test_lights_tell_how_a_translation_stands(here, written, client, sign_in, cao):
    proposal, clause = written.proposal, first(written)
    page = words_of(here.get(at("text", proposal)))
    assert page.count("The source of the others") == 2
    assert page.count("Not checked") == 2
    here.post(at("check_clause", proposal, clause.pk, "es", clause.version))
    assert "Checked by K. Dube on 9 March 2026" in words_of(here.get(at("text", proposal)))
    here.post(
        at("save_clause", proposal, clause.pk), typed(clause, words_en="The two cities become sister cities.")
    )
    assert "Changed since it was translated" in words_of(here.get(at("text", proposal)))


def test_a_translation_left_behind_is_the_next_thing_to_do(here, written):
    """Council decides on one text: where its languages differ it is not complete, until somebody looked."""
    clause = written.clauses.get(kind="costs")
    clause.texts.filter(language="en").update(words="A gift may cost $5,000.")
    behind = (
        "1 clause was changed after it was translated into Spanish. "
        "Change the translation too, or say that you checked it."
    )
    assert written.lacks()["text"] == [behind]
    page = here.get(reverse("agreement:text", args=[written.proposal.pk])).content.decode()
    assert "Look at “Costs”" in page and "“<bdi>$5,000</bdi>”" in page
    spanish = clause.texts.get(language="es")
    spanish.made_from = clause.texts.get(language="en").fingerprint
    spanish.save()
    assert written.lacks()["text"] == []


def test_whoever_wrote_it_is_only_warned(here, written, staff):
    answer = here.post(at("check_clause", written.proposal, first(written).pk, "es", 1), follow=True)
    assert (
        "It is noted, but you wrote these words yourself. Better have somebody else read them too."
        in words_of(answer)
    )


def test_a_changed_clause_is_not_checked_unseen(here, written):
    clause = first(written)
    here.post(at("save_clause", written.proposal, clause.pk), typed(clause, words_es="Se hermanan."))
    answer = here.post(at("check_clause", written.proposal, clause.pk, "es", 1), follow=True)
    assert (
        "The clause was changed after you looked at it. Read it again before you say that it is right."
        in words_of(answer)
    )


def test_saving_while_typing_is_one_line_of_history(here, written):
    clause = first(written)
    ClauseText.objects.update(by=None)
    for words in ("One", "One two", "One two three"):
        sent = typed(clause, words_en=words)
        answer = here.post(at("save_clause", written.proposal, clause.pk), sent, headers={"X-Autosave": "1"})
        assert answer.json()["version"] == clause.version + 1
    assert clause.texts.get(language="en").words == "One two three"
    assert Event.objects.about(written.proposal).filter(verb="text.clause_written").count() == 1


def test_two_people_at_one_clause(here, written):
    clause = first(written)
    mine = typed(clause, words_en="Mine")
    here.post(at("save_clause", written.proposal, clause.pk), typed(clause, words_en="Theirs"))
    quiet = here.post(at("save_clause", written.proposal, clause.pk), mine, headers={"X-Autosave": "1"})
    assert quiet.status_code == 409
    answer = here.post(at("save_clause", written.proposal, clause.pk), mine)
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Somebody else has saved this clause since you opened it." in page
    assert "<p>Theirs</p>" in page and "> Mine</textarea>" in page
    again = mine | {"version": answer.context["form"]["version"].value()}
    assert here.post(at("save_clause", written.proposal, clause.pk), again).status_code == 302
    assert clause.texts.get(language="en").words == "Mine"


def test_a_clause_removed_meanwhile_loses_no_words(here, written):
    clause = first(written)
    sent = typed(clause, words_es="Palabras que no se pierden")
    here.post(at("clause_remove", written.proposal, clause.pk))
    answer = here.post(at("save_clause", written.proposal, clause.pk), sent)
    assert answer.status_code == 409
    assert "Palabras que no se pierden" in words_of(answer)


def test_five_thousand_words_with_marks_and_pasted_signs(here, written):
    clause = first(written)
    long = "hən̓q̓əmin̓əm̓\r\n\u202efriends\t" + "word " * 5_000
    here.post(at("save_clause", written.proposal, clause.pk), typed(clause, words_en=long))
    kept = clause.texts.get(language="en").words
    assert kept.startswith("hən̓q̓əmin̓əm̓\nfriends word")
    assert len(kept.split()) == 5_002
    assert here.get(at("text", written.proposal)).status_code == 200
    too_long = here.post(at("save_clause", written.proposal, clause.pk), typed(clause, words_en="x" * 60_001))
    assert too_long.status_code == 422
    assert (
        "This has 60001 characters, and at most 60000 fit. Shorten it; nothing of it was lost."
        in words_of(too_long)
    )


def test_up_down_out_and_in(here, written):
    one, two = written.clauses.all()
    here.post(at("clause_down", written.proposal, one.pk))
    assert [clause.pk for clause in written.clauses.all()] == [two.pk, one.pk]
    here.post(at("clause_out", written.proposal, two.pk))
    assert [
        clause["kind"] for clause in TextVersion(content=actions.content(written)).content["clauses"]
    ] == ["purpose"]
    here.post(at("clause_in", written.proposal, two.pk))
    assert Agreement.of(written.proposal).lacks()["text"] == []


def test_what_was_frozen_is_only_left_out(here, written, staff):
    actions.freeze(written.proposal, by=staff)
    answer = here.post(at("clause_remove", written.proposal, first(written).pk), follow=True)
    assert (
        "This clause stands in a frozen version, so it cannot be removed. Leave it out instead."
        in words_of(answer)
    )
    assert written.clauses.count() == 2


def test_a_clause_of_the_library_is_looked_at_then_added(here, written):
    page = here.get(at("add_clause", written.proposal), {"kind": "publicity", "style": "plain"})
    assert "Cada parte puede hablar en público de esta relación." in words_of(page)
    assert written.clauses.count() == 2
    here.post(at("add_clause", written.proposal), {"kind": "publicity", "style": "plain"})
    added = written.clauses.last()
    assert {text.language for text in added.texts.all()} == {"en", "es"}
    assert added.wording == library.newest("publicity", "plain", "en")


# -- locked --------------------------------------------------------------------------------------


@pytest.fixture
def locked(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    actions.accept(version, side="ours", on=TODAY, person="A. Beaulieu, Mayor", by=staff)
    return written


LOCKED = "Our side has accepted this text, so it is locked. Unlock it first, with a reason."


def test_a_locked_clause_keeps_what_was_typed(here, locked):
    clause = first(locked)
    answer = here.post(at("save_clause", locked.proposal, clause.pk), typed(clause, words_en="Another word"))
    assert answer.status_code == 422
    assert LOCKED in words_of(answer) and "> Another word</textarea>" in words_of(answer)
    quiet = here.post(
        at("save_clause", locked.proposal, clause.pk),
        typed(clause, words_en="x"),
        headers={"X-Autosave": "1"},
    )
    assert (quiet.status_code, quiet.json()["words"]) == (409, LOCKED)


def test_locked_terms_keep_what_was_typed(here, locked):
    url = at("edit", locked.proposal, "terms")
    sent = {"version": "1", "term_event": "the end of the world", "term_rule": "event"}
    answer = here.post(url, sent)
    assert answer.status_code == 422
    assert LOCKED in words_of(answer) and "the end of the world" in words_of(answer)
    quiet = here.post(url, sent, headers={"X-Autosave": "1"})
    assert (quiet.status_code, quiet.json()["words"]) == (409, LOCKED)
    assert Agreement.of(locked.proposal).term_rule == "open"


def test_unlocking_on_the_page(here, locked):
    here.post(at("unlock", locked.proposal), {"why": "A wrong name"})
    page = words_of(here.get(at("versions", locked.proposal)))
    assert (
        "What was accepted on 9 March 2026 was cleared on 9 March 2026; the reason is in the history." in page
    )
    assert LOCKED not in page


# -- versions --------------------------------------------------------------------------------------


def test_freeze_accept_and_compare(here, written):
    proposal = written.proposal
    here.post(at("freeze", proposal), {"why": "Sent to Mazatlán"})
    clause = first(written)
    here.post(
        at("save_clause", proposal, clause.pk), typed(clause, words_en="The two cities become friends.")
    )
    page = words_of(here.get(at("versions", proposal)))
    assert "Changed since version 1" in page and "Sent to Mazatlán" in page
    here.post(at("freeze", proposal), {"why": ""})
    compared = here.get(at("versions", proposal), {"from": "1", "to": "2"})
    pieces = compared.context["compare"]["changes"][0].passages[0].pieces
    assert [(piece.kind, piece.words.strip()) for piece in pieces if piece.kind != "same"] == [
        ("out", "sisters."), ("in", "friends."),
    ]  # fmt: skip
    assert here.get(at("version", proposal, 1)).status_code == 200


def test_on_their_behalf_only_with_evidence(here, written, staff):
    version = actions.freeze(written.proposal, by=staff)
    url = at("accept", written.proposal, version.number, "theirs")
    sent = {"way": "behalf", "on": "2026-03-09", "person": "E. Robles", "words": "By mail"}
    refused = here.post(url, sent)
    assert refused.status_code == 422
    assert (
        "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."
        in words_of(refused)
    )
    tomorrow = here.post(url, sent | {"on": "2026-03-10"})
    assert "This day is still to come. Give the day on which they accepted it." in words_of(tomorrow)
    letter = SimpleUploadedFile("carta.txt", b"Aceptamos el texto de la version 1.", "text/plain")
    assert here.post(url, sent | {"file": letter}).status_code == 302
    assert version.acceptances.get().evidence.name == "carta.txt"


def test_the_cao_accepts_for_us_and_a_stale_page_is_refused(client, sign_in, cao, written, staff):
    actions.freeze(written.proposal, by=staff)
    ClauseText.objects.filter(language="es", heading="Costos").update(words="Otra cosa")
    sign_in(client, cao)
    sent = {"on": "2026-03-09", "person": "A. Beaulieu", "words": ""}
    answer = client.post(at("accept", written.proposal, 1, "ours"), sent, follow=True)
    assert (
        "The text was changed after version 1 was frozen. Freeze it again, and have that version accepted."
        in words_of(answer)
    )
    actions.freeze(written.proposal, by=staff)
    client.post(at("accept", written.proposal, 2, "ours"), sent)
    assert Agreement.of(written.proposal).current_version().accepted_by("ours").person == "A. Beaulieu"


# -- flags, comments, review -------------------------------------------------------------------------


def test_a_flag_is_answered_for_exactly_these_words(here, written):
    clause = first(written)
    here.post(
        at("save_clause", written.proposal, clause.pk),
        typed(clause, words_es="Se respeta la soberanía de una sola China."),
    )
    page = here.get(at("clause", written.proposal, clause.pk))
    assert "Prague ended its agreement with Beijing" in words_of(page)
    url = at("answer_flag", written.proposal, clause.pk, "foreign_policy")
    here.post(url, {"seen": page.context["seen"], "words": "Their ministry asks for it."})
    assert "K. Dube answered on 9 March 2026:" in words_of(
        here.get(at("clause", written.proposal, clause.pk))
    )
    here.post(
        at("save_clause", written.proposal, clause.pk), typed(clause, words_es="Se respeta la soberanía.")
    )
    line = here.get(at("text", written.proposal)).context["standing"][0]
    assert [one.answer for one in line.flags] == [None]
    stale = here.post(url, {"seen": page.context["seen"], "words": "As before"}, follow=True)
    assert "The clause was changed after you looked at it. Read it again, then answer for it." in words_of(
        stale
    )


def test_comments_are_among_ourselves(here, written, client, sign_in, mayor):
    url = at("comment_clause", written.proposal, first(written).pk)
    here.post(url, {"words": "They will not like this.", "audience": "internal"})
    here.post(url, {"words": "We ask for a shorter one.", "audience": "partner"})
    comment = ClauseComment.objects.first()
    here.post(at("settle_comment", written.proposal, comment.pk))
    comment.refresh_from_db()
    assert comment.settled_by is not None
    _sent(written.proposal)
    sign_in(client, mayor)
    page = words_of(client.get(at("clause", written.proposal, first(written).pk)))
    assert "They will not like this." not in page
    assert "We ask for a shorter one." in page


def test_a_review_of_an_earlier_text_says_so(here, written):
    url = at("edit", written.proposal, "review")
    here.post(
        url,
        {
            "version": "0",
            "legal_reviewer": "B. Stone",
            "legal_reviewed_on": "2026-03-02",
            "review_holds": "on",
        },
    )
    record = Agreement.of(written.proposal)
    assert record.legal_reviewed_text == record.text_hash
    assert record.lacks()["review"] == []
    clause = first(written)
    here.post(at("save_clause", written.proposal, clause.pk), typed(clause, words_en="Changed"))
    assert Agreement.of(written.proposal).lacks()["review"] == [
        "The text was changed after the lawyer read it. Have it read again, or say why that is not needed."
    ]
    words = "B. Stone read an earlier text as a lawyer. What was changed since, no lawyer has read."
    assert words in words_of(here.get(at("text", written.proposal)))


# -- who may, and how fast ------------------------------------------------------------------------------


def test_while_the_cao_reads_nobody_writes(here, written, staff):
    clause = first(written)
    sent = typed(clause, words_en="Late")
    pass_turn(written.proposal, Turn.CAO, "agreement.sent", by=staff)
    assert here.post(at("save_clause", written.proposal, clause.pk), sent).status_code == 403
    assert here.get(at("text", written.proposal)).status_code == 200


def test_a_councillor_reads_and_changes_nothing(client, sign_in, councillor, written):
    _sent(written.proposal)
    sign_in(client, councillor)
    clause = first(written)
    for name, more in (("text", ()), ("read", ()), ("versions", ()), ("clause", (clause.pk,))):
        assert client.get(at(name, written.proposal, *more)).status_code == 200
    for name, given in (
        ("first_draft", ()), ("save_clause", (clause.pk,)), ("clause_up", (clause.pk,)), ("freeze", ()), ("unlock", ()),
        ("comment", ()), ("check_clause", (clause.pk, "es", 1)), ("draft_paper", ()),
    ):  # fmt: skip
        assert client.post(at(name, written.proposal, *given)).status_code == 403


def _sent(proposal):
    """Council sees what was sent to the CAO once."""
    proposal.submitted_at = clock.now()
    proposal.save(update_fields=["submitted_at"])


def many(proposal, staff, clauses_in_all):
    texts = {
        language: (
            f"Agreement {language}",
            [("other", f"Heading {n}", "Some words here.") for n in range(clauses_in_all)],
        )
        for language in ("en", "es", "ja", "ar")
    }
    actions.write(proposal, texts, by=staff)


@pytest.mark.parametrize("page", ["text", "versions", "read"])
def test_forty_clauses_in_four_languages_take_no_more_queries(here, proposal, staff, page):
    many(proposal, staff, 3)
    actions.freeze(proposal, by=staff)
    few = queries(here, at(page, proposal))
    many(proposal, staff, 40)
    actions.freeze(proposal, by=staff)
    assert queries(here, at(page, proposal)) == few


def test_the_draft_as_a_paper(here, written):
    here.post(at("draft_paper", written.proposal))
    paper = written.proposal.papers.get()
    assert (paper.document.template, paper.document.facts["standing"]) == ("memorandum", "draft")
    here.post(at("draft_paper", written.proposal))
    assert written.proposal.papers.count() == 1
