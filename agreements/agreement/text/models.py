"""The agreement's text: clauses in every language side by side, frozen versions, and who accepted which (handbook A6, B3)."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.models import Row
from twinning import clock
from twinning.municipality.versions import AppendOnly, Versioned
from twinning.records.models import Upload

if TYPE_CHECKING:
    from agreements.agreement.models import Agreement

LANGUAGES = [
    ("en", gettext_lazy("English")), ("fr", gettext_lazy("French")), ("es", gettext_lazy("Spanish")), ("pt", gettext_lazy("Portuguese")),
    ("de", gettext_lazy("German")), ("it", gettext_lazy("Italian")), ("pl", gettext_lazy("Polish")), ("uk", gettext_lazy("Ukrainian")),
    ("ru", gettext_lazy("Russian")), ("el", gettext_lazy("Greek")), ("ar", gettext_lazy("Arabic")), ("he", gettext_lazy("Hebrew")),
    ("ja", gettext_lazy("Japanese")), ("ko", gettext_lazy("Korean")), ("zh-hans", gettext_lazy("Chinese (simplified)")),
    ("zh-hant", gettext_lazy("Chinese (traditional)")), ("nl", gettext_lazy("Dutch")), ("sv", gettext_lazy("Swedish")),
    ("fi", gettext_lazy("Finnish")), ("tl", gettext_lazy("Filipino")), ("vi", gettext_lazy("Vietnamese")),
]  # fmt: skip
LONGEST_CLAUSE = 60_000


class Side(models.TextChoices):
    OURS = "ours", gettext_lazy("Our side")
    THEIRS = "theirs", gettext_lazy("Their side")


class AgreementText(Row):
    """A language that the agreement is signed in, with the title of the paper in it. The first one is the source of the others."""

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="texts"
    )
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES, default="en")
    title = models.CharField(gettext_lazy("title"), max_length=300)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "language"],
                name="agreement_once_per_language",
                violation_error_message=gettext_lazy("The agreement has this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Party(Row):
    """One side of the agreement, as it is called in one of its languages, and who represents it."""

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="parties"
    )
    side = models.CharField(gettext_lazy("side"), max_length=6, choices=Side)
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES, default="en")
    name = models.CharField(
        gettext_lazy("official name"),
        max_length=300,
        help_text=gettext_lazy("With the name of the country as both sides agreed to write it."),
    )
    represented_by = models.CharField(gettext_lazy("represented by"), max_length=200, blank=True)
    office = models.CharField(gettext_lazy("office"), max_length=200, blank=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "side", "language"],
                name="party_once_per_side_and_language",
                violation_error_message=gettext_lazy(
                    "This side is named in this language already. Correct that line instead."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClauseKind(models.TextChoices):
    """What a clause is about; every one can be left out (handbook B3, B11)."""

    RECITAL = "recital", gettext_lazy("Recital")
    PURPOSE = "purpose", gettext_lazy("Purpose")
    PRINCIPLES = "principles", gettext_lazy("Principles")
    FIELDS = "fields", gettext_lazy("Fields of cooperation")
    MEANS = "means", gettext_lazy("Means and contacts")
    COMMITTEE = "committee", gettext_lazy("Joint committee and meetings")
    WORK_PLAN = "work_plan", gettext_lazy("Work plan")
    COSTS = "costs", gettext_lazy("Costs")
    POLICY = "policy", gettext_lazy("Policies of the parties")
    PUBLICITY = "publicity", gettext_lazy("Publicity, names and crests")
    PRIVACY = "privacy", gettext_lazy("Information and privacy")
    NATURE = "nature", gettext_lazy("Nature of this paper")
    REVIEW = "review", gettext_lazy("Review and reports")
    TERM = "term", gettext_lazy("Term")
    RENEWAL = "renewal", gettext_lazy("Renewal")
    AMENDMENT = "amendment", gettext_lazy("Amendment")
    SUSPENSION = "suspension", gettext_lazy("Suspension")
    TERMINATION = "termination", gettext_lazy("Ending")
    LANGUAGES = "languages", gettext_lazy("Languages and copies")
    ENTRY = "entry", gettext_lazy("Entry into force")
    OATH = "oath", gettext_lazy("Oath or pledge")
    OTHER = "other", gettext_lazy("Other")


class Style(models.TextChoices):
    """How much a text says: from the ceremonial to the precise (the guide)."""

    CEREMONIAL = "ceremonial", gettext_lazy("Ceremonial")
    PLAIN = "plain", gettext_lazy("Plain")
    PRECISE = "precise", gettext_lazy("Precise")


class ClauseWording(models.Model):
    """A clause of the library in one language: one version. What a clause was taken from is never changed."""

    kind = models.CharField(gettext_lazy("clause"), max_length=12, choices=ClauseKind)
    style = models.CharField(gettext_lazy("style"), max_length=10, choices=Style, default=Style.PLAIN)
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES, default="en")
    number = models.PositiveSmallIntegerField(gettext_lazy("version"))
    heading = models.CharField(gettext_lazy("heading"), max_length=200, blank=True)
    words = models.TextField(gettext_lazy("text"), max_length=10_000)
    checked_by = models.CharField(
        gettext_lazy("checked by a speaker of the language"), max_length=200, blank=True
    )
    note = models.CharField(gettext_lazy("what was changed, and why"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["kind", "style", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "style", "language", "number"], name="one_clause_wording_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_style_display()}, {self.language}, {self.number}"

    @property
    def needs_a_check(self) -> bool:
        """Whether it is in a language that is not the City's, and no speaker of it has read it."""
        return not self.checked_by and self.language != settings.LANGUAGE_CODE.split("-")[0]


class Clause(Row, Versioned):
    """One clause of the agreement, in its order."""

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="clauses"
    )
    kind = models.CharField(
        gettext_lazy("clause"), max_length=12, choices=ClauseKind, default=ClauseKind.OTHER
    )
    numbered = models.BooleanField(gettext_lazy("is numbered"), default=True)
    left_out = models.BooleanField(gettext_lazy("leave out"), default=False)
    wording = models.ForeignKey(ClauseWording, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("clause")
        verbose_name_plural = gettext_lazy("clauses")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ClauseText(Versioned):
    """A clause in one language."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="texts")
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=LANGUAGES)
    heading = models.CharField(gettext_lazy("heading"), max_length=200, blank=True)
    words = models.TextField(gettext_lazy("text"), max_length=LONGEST_CLAUSE, blank=True)
    # ``fingerprint`` of the source clause that these words were written from; empty for the source itself.
    made_from = models.CharField(max_length=64, blank=True, editable=False)
    checked_by = models.CharField(gettext_lazy("checked by"), max_length=200, blank=True)
    checked_on = models.DateField(gettext_lazy("checked on"), null=True, blank=True)
    # ``fingerprint`` of these words and of the source as they stood when somebody checked them.
    checked_text = models.CharField(max_length=64, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["clause", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "language"], name="clause_once_per_language")
        ]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of heading and words, by which a translation knows whether its source has changed."""
        return hashlib.sha256(f"{self.heading}\0{self.words}".encode()).hexdigest()


TERMS = (
    "term_rule", "term_years", "term_event", "renewal", "ending", "notice_months", "running_projects", "amendment", "entry",
    "entry_on", "costs", "costs_words", "binding", "prevails", "originals", "annex_plan",
)  # fmt: skip


def content(record: "Agreement") -> dict[str, Any]:
    """The whole agreement as it stands, to be kept, compared, printed and hashed; a clause that is left out is not in it.

    Days are ISO 8601 and numbers strings: what is read back from the database is equal.
    """
    texts = list(record.texts.all())
    languages = [text.language for text in texts]
    parties = sorted(
        record.parties.all(),
        key=lambda party: (
            party.side,
            languages.index(party.language) if party.language in languages else 99,
        ),
    )
    return {
        "languages": [{"language": text.language, "title": text.title} for text in texts],
        "parties": [
            {name: getattr(party, name) for name in ("side", "language", "name", "represented_by", "office")}
            for party in parties
            if party.language in languages
        ],
        "terms": {name: _plain(getattr(record, name)) for name in TERMS},
        "clauses": [
            _clause(clause, languages)
            for clause in record.clauses.prefetch_related("texts")
            if not clause.left_out
        ],
    }


def _clause(clause: Clause, languages: list[str]) -> dict[str, Any]:
    written = {text.language: text for text in clause.texts.all()}
    return {
        "key": str(clause.key),
        "kind": clause.kind,
        "numbered": clause.numbered,
        "texts": {
            language: {
                "heading": written[language].heading if language in written else "",
                "words": written[language].words.replace("\r\n", "\n").strip() if language in written else "",
            }
            for language in languages
        },
    }


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def content_hash(kept: dict[str, Any]) -> str:
    """SHA-256 over the whole text in all its languages; the keys of the clauses are no part of what is agreed to."""
    bare = kept | {
        "clauses": [{name: clause[name] for name in clause if name != "key"} for clause in kept["clauses"]]
    }
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class TextVersion(AppendOnly):
    """The agreement as it stood at one moment, frozen: what is accepted, decided and signed."""

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="versions", editable=False
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("version"))
    # As ``content`` writes it.
    content = models.JSONField()
    hash = models.CharField(max_length=64)
    why = models.CharField(gettext_lazy("what was changed, and why"), max_length=500, blank=True)
    # The resolution by which council changed the text at the table, or that lets an officer make minor edits.
    resolution = models.ForeignKey("agreements.Resolution", models.PROTECT, null=True, related_name="+")
    minor = models.BooleanField(gettext_lazy("minor edit"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("version of the agreement")
        verbose_name_plural = gettext_lazy("versions of the agreement")
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_agreement_text_per_number"),
            models.CheckConstraint(
                name="minor_edit_by_a_resolution", condition=Q(minor=False) | Q(resolution__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(n)d") % {"n": self.number}

    @property
    def languages(self) -> list[str]:
        return [one["language"] for one in self.content["languages"]]

    def accepted_by(self, side: str) -> "Acceptance | None":
        """How a side accepted this version, if it did and it still stands."""
        return next(
            (one for one in self.acceptances.all() if one.side == side and not one.withdrawn_at), None
        )


class Acceptance(models.Model):
    """One side’s yes to one version of the text. While one stands, the text is locked."""

    class Way(models.TextChoices):
        CONFIRMED = "confirmed", gettext_lazy("Accepted by themselves")
        BEHALF = "behalf", gettext_lazy("Accepted on their behalf")

    text = models.ForeignKey(TextVersion, models.PROTECT, related_name="acceptances")
    side = models.CharField(gettext_lazy("side"), max_length=6, choices=Side)
    way = models.CharField(gettext_lazy("how"), max_length=10, choices=Way, default=Way.CONFIRMED)
    on = models.DateField(gettext_lazy("accepted on"))
    person = models.CharField(
        gettext_lazy("who accepted it"), max_length=200, help_text=gettext_lazy("Name and office.")
    )
    words = models.TextField(gettext_lazy("how we know"), max_length=2000, blank=True)
    evidence = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "side"],
                condition=Q(withdrawn_at=None),
                name="text_accepted_once_per_side",
                violation_error_message=gettext_lazy("This side has accepted this version already."),
            ),
            models.CheckConstraint(
                name="accepted_on_behalf_has_evidence",
                condition=~Q(way="behalf") | Q(evidence__isnull=False),
                violation_error_message=gettext_lazy(
                    "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."
                ),
            ),
            models.CheckConstraint(
                name="only_the_partner_is_accepted_for", condition=Q(side="theirs") | Q(way="confirmed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.get_side_display()}"


class ClauseComment(models.Model):
    """What somebody says of a clause, or of the text as a whole. Internal unless its writer says otherwise; never widened."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", gettext_lazy("Among ourselves")
        PARTNER = "partner", gettext_lazy("May be told to the other side")

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="comments"
    )
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="comments")
    language = models.CharField(max_length=10, choices=LANGUAGES, blank=True)
    words = models.TextField(gettext_lazy("comment"), max_length=5000)
    audience = models.CharField(
        gettext_lazy("who may know"), max_length=8, choices=Audience, default=Audience.INTERNAL
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:60]


class FlagAnswer(AppendOnly):
    """Why a clause that raised a hand stands as it does. Holds for exactly the words that were looked at."""

    record: "models.ForeignKey[Agreement, Agreement]" = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, related_name="flag_answers"
    )
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="flag_answers")
    flag = models.CharField(max_length=20)
    # ``fingerprint`` of the clause’s words, all languages, as they were looked at.
    seen = models.CharField(max_length=64)
    words = models.TextField(gettext_lazy("why it stands"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.flag}: {self.words[:60]}"
