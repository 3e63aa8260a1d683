"""The agreement phase: its record, its gate, and an index of the models of its rooms."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.agreement.copies.models import CertifiedCopy
from agreements.agreement.council.models import (
    ENDED,
    OPENING,
    Amendment,
    Ballot,
    Meeting,
    Obligation,
    OperativeClause,
    PartnerStep,
    Recital,
    Resolution,
)
from agreements.agreement.package.models import CouncilPackage, RequestForDecision, RequestOption
from agreements.agreement.proclamations.models import Proclamation, ProclamationRecital
from agreements.agreement.text.models import (
    LANGUAGES,
    Acceptance,
    AgreementText,
    Clause,
    ClauseComment,
    ClauseText,
    ClauseWording,
    FlagAnswer,
    Party,
    Side,
    TextVersion,
    content,
    content_hash,
)
from proposals.lifecycle import Phase
from proposals.proposal.models import PhaseRecord, unless

__all__ = [
    "Acceptance",
    "Agreement",
    "AgreementText",
    "Amendment",
    "Ballot",
    "CertifiedCopy",
    "Clause",
    "ClauseComment",
    "ClauseText",
    "ClauseWording",
    "CouncilPackage",
    "FlagAnswer",
    "Meeting",
    "Obligation",
    "OperativeClause",
    "PartnerStep",
    "Party",
    "Proclamation",
    "ProclamationRecital",
    "Recital",
    "RequestForDecision",
    "RequestOption",
    "Resolution",
    "TextVersion",
]


class TermRule(models.TextChoices):
    """How long it holds. Friendship agreements carry a term, sister agreements usually none (handbook, finding 6)."""

    OPEN = "open", gettext_lazy("No end is set")
    YEARS = "years", gettext_lazy("A number of years")
    EVENT = "event", gettext_lazy("Until something happens")


class Renewal(models.TextChoices):
    AUTOMATIC = "automatic", gettext_lazy("By itself, unless one side objects")
    LETTERS = "letters", gettext_lazy("By exchange of letters")
    RESOLUTION = "resolution", gettext_lazy("By new resolutions of both councils")


class Ending(models.TextChoices):
    NOTICE = "notice", gettext_lazy("By either side, with notice")
    MUTUAL = "mutual", gettext_lazy("By both sides together")
    COUNCIL = "council", gettext_lazy("By either council’s decision, at once")


class Amending(models.TextChoices):
    WRITING = "writing", gettext_lazy("In writing, by both sides")
    RESOLUTION = "resolution", gettext_lazy("By new resolutions of both councils")


class Entry(models.TextChoices):
    """When it takes effect: four real variants (handbook, finding 4)."""

    SIGNATURE = "signature", gettext_lazy("With the last signature")
    RATIFICATION = "ratification", gettext_lazy("When both councils have ratified it")
    APPROVAL = "approval", gettext_lazy("When our council has approved it")
    DATE = "date", gettext_lazy("On a certain day")


class Costs(models.TextChoices):
    OWN = "own", gettext_lazy("Each side bears its own")
    TRAVEL = "travel", gettext_lazy("The guest pays the journey, the host the stay")
    OTHER = "other", gettext_lazy("As agreed below")


class Binding(models.TextChoices):
    NO = "no", gettext_lazy("A statement of intent: it binds nobody in law")
    YES = "yes", gettext_lazy("Binding")


class Agreement(PhaseRecord):
    """What must be ready before council can decide (handbook B3, C2 G6)."""

    phase = Phase.AGREEMENT
    binds = True

    term_rule = models.CharField(
        gettext_lazy("how long it holds"), max_length=6, choices=TermRule, blank=True
    )
    term_years = models.PositiveSmallIntegerField(
        gettext_lazy("years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    term_event = models.CharField(gettext_lazy("until"), max_length=300, blank=True)
    renewal = models.CharField(gettext_lazy("how it is renewed"), max_length=10, choices=Renewal, blank=True)
    ending = models.CharField(gettext_lazy("how it is ended"), max_length=8, choices=Ending, blank=True)
    notice_months = models.PositiveSmallIntegerField(
        gettext_lazy("notice, in months"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    running_projects = models.BooleanField(
        gettext_lazy("exchanges under way are finished all the same"), default=False
    )
    amendment = models.CharField(
        gettext_lazy("how it is amended"), max_length=10, choices=Amending, blank=True
    )
    entry = models.CharField(gettext_lazy("when it takes effect"), max_length=12, choices=Entry, blank=True)
    entry_on = models.DateField(gettext_lazy("day"), null=True, blank=True)
    costs = models.CharField(gettext_lazy("who bears the costs"), max_length=6, choices=Costs, blank=True)
    costs_words = models.CharField(gettext_lazy("about the costs"), max_length=1000, blank=True)
    binding = models.CharField(gettext_lazy("is it binding"), max_length=3, choices=Binding, blank=True)
    prevails = models.CharField(
        gettext_lazy("which text prevails"),
        max_length=10,
        choices=LANGUAGES,
        blank=True,
        help_text=gettext_lazy("Leave empty where all texts are equally valid."),
    )
    originals = models.PositiveSmallIntegerField(
        gettext_lazy("number of originals"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=gettext_lazy("Often two in each language, one for each side."),
    )
    annex_plan = models.BooleanField(gettext_lazy("the work plan is annexed"), default=True)

    legal_reviewer = models.CharField(
        gettext_lazy("reviewed by"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Who looked at the text as a lawyer."),
    )
    legal_reviewed_on = models.DateField(gettext_lazy("reviewed on"), null=True, blank=True)
    # ``text_hash`` of the text that the lawyer read, so that a later change shows.
    legal_reviewed_text = models.CharField(max_length=64, blank=True, editable=False)
    budget_source = models.TextField(
        gettext_lazy("where the money comes from"),
        max_length=5000,
        blank=True,
        help_text=gettext_lazy("The budget line or reserve, or that no money is asked for."),
    )
    signed_off_text = models.CharField(max_length=64, blank=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("agreement")
        verbose_name_plural = gettext_lazy("agreements")

    def lacks(self) -> dict[str, list[str]]:
        return {
            "terms": self._lacks_terms(),
            "text": self._lacks_text(),
            "agreed": self._lacks_acceptance(),
            "review": self._lacks_review(),
            "money": unless(self.budget_source, _("Say where the money comes from.")),
            "partner": unless(self.pk and self.partner_steps.exists(), _("Say who must approve over there.")),
            "request": self._lacks_request(),
            "resolution": self._lacks_resolution(),
        }

    def _lacks_terms(self) -> list[str]:
        sides = {party.side for party in self.parties.all()} if self.pk else set()
        return (
            unless(
                Side.OURS in sides and Side.THEIRS in sides, _("Name both parties and who represents them.")
            )
            + unless(self.term_rule, _("Say how long the agreement holds."))
            + unless(self.entry, _("Say when it takes effect."))
            + unless(
                not self.prevails or (self.pk and self.texts.filter(language=self.prevails).exists()),
                _(
                    "The text that prevails is in a language that the agreement is not in. Choose another one."
                ),
            )
        )

    def _lacks_text(self) -> list[str]:
        texts = list(self.texts.all()) if self.pk else []
        if not texts:
            return [_("Write the text of the agreement, in every language it is to be signed in.")]
        clauses = [one for one in self.clauses.prefetch_related("texts") if not one.left_out]
        if not clauses:
            return [_("The agreement has no clause yet. Take some from the library, or write your own.")]
        found = []
        for text in texts:
            missing = sum(
                not any(one.language == text.language and one.words.strip() for one in clause.texts.all())
                for clause in clauses
            )
            if missing == len(clauses):
                found.append(
                    _("The agreement’s text in %(language)s is empty.")
                    % {"language": text.get_language_display()}
                )
            elif missing:
                found.append(
                    _("%(n)d of %(all)d clauses are missing in %(language)s.")
                    % {"n": missing, "all": len(clauses), "language": text.get_language_display()}
                )
            blank = sum(
                "[[" in f"{one.heading}{one.words}"
                for clause in clauses
                for one in clause.texts.all()
                if one.language == text.language
            )
            if blank:
                found.append(
                    ngettext(
                        "%(n)d clause in %(language)s has a blank that is not filled in yet.",
                        "%(n)d clauses in %(language)s have blanks that are not filled in yet.",
                        blank,
                    )
                    % {"n": blank, "language": text.get_language_display()}
                )
            if behind := self._behind(clauses, texts[0].language, text.language):
                found.append(
                    ngettext(
                        "%(n)d clause was changed after it was translated into %(language)s. Change the translation too, or say that you checked it.",
                        "%(n)d clauses were changed after they were translated into %(language)s. Change the translations too, or say that you checked them.",
                        behind,
                    )
                    % {"n": behind, "language": text.get_language_display()}
                )
        return found

    @staticmethod
    def _behind(clauses: list[Clause], source: str, language: str) -> int:
        """How many clauses say something in a language that was made of other words than the source has now."""
        written = [{one.language: one for one in clause.texts.all()} for clause in clauses]
        return sum(
            language != source
            and source in texts
            and language in texts
            and bool(texts[language].words.strip())
            and texts[language].made_from != texts[source].fingerprint
            for texts in written
        )

    def _lacks_review(self) -> list[str]:
        if not (self.legal_reviewer and self.legal_reviewed_on):
            return [_("Have the text reviewed by a lawyer, and give the name and date.")]
        return unless(
            self.review_holds,
            _(
                "The text was changed after the lawyer read it. Have it read again, or say why that is not needed."
            ),
        )

    def _lacks_acceptance(self) -> list[str]:
        version = self.current_version()
        accepted = {side: version.accepted_by(side) for side in Side} if version else dict.fromkeys(Side)
        return unless(accepted[Side.OURS], _("Our side has not accepted this text yet.")) + unless(
            accepted[Side.THEIRS], _("The other side has not accepted this text yet.")
        )

    def _lacks_request(self) -> list[str]:
        request = RequestForDecision.objects.filter(record=self).first() if self.pk else None
        return (request or RequestForDecision(record=self)).lacks()

    def _lacks_resolution(self) -> list[str]:
        if self.proposal.resolutions.filter(kind__in=OPENING).exclude(state__in=ENDED).exists():
            return []
        return [_("Draft the resolution that establishes the relationship or authorises the signature.")]

    @property
    def text_hash(self) -> str:
        """SHA-256 over the whole text in all its languages; what council decides on is this very text."""
        return content_hash(content(self)) if self.pk else ""

    def current_version(self) -> TextVersion | None:
        """The latest version, if the text still stands as it was frozen there."""
        version = self.versions.prefetch_related("acceptances").first() if self.pk else None
        return version if version and version.hash == self.text_hash else None

    def acceptances(self) -> list[Acceptance]:
        """Who accepted the text as it stands; while anybody has, it is locked."""
        version = self.current_version()
        return [one for one in version.acceptances.all() if not one.withdrawn_at] if version else []

    @property
    def why_locked(self) -> str:
        """Why the text and its terms cannot be changed now; empty if they can."""
        sides = {one.side for one in self.acceptances()}
        if not sides:
            return ""
        if sides == set(Side):
            return _("Both sides have accepted this text, so it is locked. Unlock it first, with a reason.")
        if Side.OURS in sides:
            return _("Our side has accepted this text, so it is locked. Unlock it first, with a reason.")
        return _("The other side has accepted this text, so it is locked. Unlock it first, with a reason.")

    @property
    def review_holds(self) -> bool:
        """Whether the lawyer read the text as it stands; an older review that kept no text is taken at its word."""
        return bool(self.legal_reviewed_on) and self.legal_reviewed_text in ("", self.text_hash)
