"""Minor edits after council’s vote, where the resolution lets an officer make them (handbook G7)."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.agreement.council.models import Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.text.actions import freeze, missing_in
from agreements.agreement.text.approved import approved_version
from agreements.agreement.text.models import ClauseText, TextVersion, content, content_hash
from agreements.agreement.text.words import tidy, tidy_line
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile


def delegating(proposal: Proposal) -> Resolution:
    """The resolution that lets an officer make minor edits. Raises ``MoveRefused`` where none does."""
    found = approved_version(proposal)
    if found is None:
        raise MoveRefused(
            _("Council has not approved a text yet, so there is nothing to edit after its vote.")
        )
    resolution, _version = found
    if not resolution.delegates_minor_edits:
        raise MoveRefused(
            _(
                "%(resolution)s lets nobody change the text. A changed text goes back to council: have the CAO take the file back to the agreement first."
            )
            % {"resolution": resolution}
        )
    return resolution


def is_delegated(proposal: Proposal) -> bool:
    """Whether council let somebody make minor edits; nothing is offered that could only be refused."""
    try:
        delegating(proposal)
    except MoveRefused:
        return False
    return True


@transaction.atomic
def edit(
    proposal: Proposal,
    key: uuid.UUID,
    texts: Mapping[str, tuple[str, str]],
    *,
    who: str,
    why: str,
    seen: int,
    by: User,
) -> TextVersion:
    """Change one clause in every language, and freeze the new version under council’s resolution.

    The partner accepts it anew. Raises ``ChangedMeanwhile`` if somebody was
    faster, and ``MoveRefused`` without a delegation, a name, a reason, a
    language, or a change.
    """
    lock(proposal)
    resolution = delegating(proposal)
    require_reason(why)
    if not who.strip():
        raise MoveRefused(_("Nobody is named. Give the name and office of who makes the edit."))
    record: Agreement = Agreement.of(proposal)
    clause = record.clauses.select_for_update().filter(key=key, left_out=False).first()
    if clause is None:
        raise MoveRefused(_("This clause is not part of the text. Choose another one."))
    if clause.version != seen:
        raise ChangedMeanwhile(clause)
    before = record.text_hash
    languages = [text.language for text in record.texts.all()]
    source = languages[0]
    made_from = ClauseText(heading=tidy_line(texts[source][0]), words=tidy(texts[source][1])).fingerprint
    for language in languages:
        heading, words = tidy_line(texts[language][0]), tidy(texts[language][1])
        stood = ClauseText.objects.filter(clause=clause, language=language).first()
        text = stood or ClauseText(clause=clause, language=language)
        if (text.heading, text.words) != (heading, words):
            text.heading, text.words, text.by, text.at = heading, words, by, clock.now()
        text.made_from = "" if language == source else made_from
        text.save()
    clause.save_if_unchanged(seen=seen, fields=[])
    now = content(record)
    if missing := missing_in(now):
        raise MoveRefused(missing)
    if content_hash(now) == before:
        raise MoveRefused(_("Nothing is changed. Change a word, or leave the text as it is."))
    return freeze(
        proposal, by=by, why=f"{tidy_line(why)} ({tidy_line(who)})", resolution=resolution, minor=True
    )
