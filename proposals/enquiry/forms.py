"""The forms of the two doors, of the checklist and of the outcomes; one per action."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.enquiry.models import Answer, Channel, Enquiry, Screening
from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import DayField, PastDayField, long_text, speak_plainly
from proposals.proposal.models import Kind, Origin
from twinning import clock
from twinning.municipality.policy import Criterion
from twinning.municipality.versions import VersionedForm
from twinning.municipality.zones import LongSelect
from twinning.places.forms import PlaceField
from twinning.places.models import Place
from twinning.records.uploads import UploadField

FILES = ("file_1", "file_2", "file_3")
"""Names of the places for files; more are added to the enquiry afterwards."""

NAME_MISSING = gettext_lazy("The name of the community is missing. Write it as people there do.")
COUNTRY_MISSING = gettext_lazy("The country is missing. Choose it from the list.")
EMAIL_WRONG = gettext_lazy("This is no e-mail address. Write it like name@example.ca.")


def any_script(rows: int = 1) -> forms.Widget:
    """A box in which a text runs in the direction of its own script."""
    if rows == 1:
        return forms.TextInput(attrs={"dir": "auto"})
    return forms.Textarea(attrs={"dir": "auto", "rows": rows})


def wish_box(rows: int, most: int) -> forms.Textarea:
    box = long_text(rows, most)
    box.attrs["dir"] = "auto"
    return box


class WithFiles(forms.Form):
    """Up to three files, each in a place of its own, so that it works without a script."""

    file_1 = UploadField(label=gettext_lazy("File"), required=False)
    file_2 = UploadField(label=gettext_lazy("Second file"), required=False, help_text="")
    file_3 = UploadField(label=gettext_lazy("Third file"), required=False, help_text="")

    @property
    def given_files(self) -> list[Any]:
        """What may be kept, in the order it was chosen."""
        return [self.cleaned_data[name] for name in FILES if self.cleaned_data.get(name)]

    @property
    def files_to_choose_again(self) -> bool:
        """Whether files came that a browser forgets when the form is shown once more."""
        return self.is_bound and any(self.files.get(name) for name in FILES)


BY_HAND = ("community_name", "region", "country")
"""How a community is entered that the table of places does not have."""

ASKED = (
    "direction",
    "channel",
    "via",
    "received_on",
    "asker_name",
    "asker_office",
    "organisation",
    "email",
    "postal_address",
    "language",
    "place",
    *BY_HAND,
    "wish",
)


class CorrectForm(VersionedForm):
    """What was asked, as staff write it down."""

    received_on = PastDayField(label=gettext_lazy("received on"))
    place = PlaceField(
        label=gettext_lazy("The community, from the list"),
        required=False,
        help_text=gettext_lazy(
            "Type its name in any language. Leave it empty for a district, county or nation that the list does not have."
        ),
    )

    class Meta:
        model = Enquiry
        fields = ASKED
        widgets = {
            "direction": forms.RadioSelect,
            "via": any_script(),
            "asker_name": any_script(),
            "asker_office": any_script(),
            "organisation": any_script(),
            "postal_address": any_script(3),
            "language": LongSelect,
            "community_name": any_script(),
            "region": any_script(),
            "country": LongSelect,
            "wish": wish_box(7, 10_000),
        }
        error_messages = {
            "asker_name": {
                "required": gettext_lazy("The name of whoever asks is missing. Write who it came from.")
            },
            "community_name": {"required": NAME_MISSING},
            "country": {"required": COUNTRY_MISSING},
            "email": {"invalid": EMAIL_WRONG},
            "wish": {"required": gettext_lazy("What they wish is missing. Say it in a sentence or two.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BY_HAND:
            self.fields[name].required = False
        if self.instance.channel != Channel.FORM:
            self.fields["channel"].choices = [  # type: ignore[attr-defined]
                choice for choice in Channel.choices if choice[0] != Channel.FORM
            ]
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        """A place brings its name, region and country; what was written by hand as well stays as it was written.

        What another place had brought goes with it.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        place = cleaned.get("place")
        if place is not None:
            before = _brought_by(self.instance.place)
            for name, value in _brought_by(place).items():
                if not cleaned.get(name) or cleaned[name] == before.get(name):
                    cleaned[name] = value
            if cleaned["country"] != place.country:
                self.add_error(
                    "country",
                    _("%(place)s lies in another country. Choose its country, or leave this empty.")
                    % {"place": place.name},
                )
        elif "place" not in self.errors:
            for name, words in (("community_name", NAME_MISSING), ("country", COUNTRY_MISSING)):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, str(words))
        return cleaned

    @property
    def by_hand(self) -> bool:
        """Whether the fields for writing it by hand are to be seen: something stands there, or is wrong."""
        return bool(self.errors) or any(self[name].value() for name in BY_HAND)

    @property
    def changed(self) -> list[str]:
        """With what a newly chosen place brought along."""
        found = super().changed
        return [*found, *(name for name in BY_HAND if "place" in found and name not in found)]


def _brought_by(place: Place | None) -> dict[str, str]:
    return dict(zip(BY_HAND, (place.name, place.region, place.country), strict=True)) if place else {}


class EnterForm(WithFiles, CorrectForm):
    """A new enquiry, with what came along."""


# -- the public form -------------------------------------------------------------------------------

YOUNGEST, OLDEST = dt.timedelta(seconds=3), dt.timedelta(days=1)
"""Nobody fills in the form faster; a page older than this is shown once more, with everything in it."""

SALT = "proposals.enquiry.ask"


def new_token() -> str:
    """When a page with the form was handed out, signed, so that no robot can make one up."""
    return signing.dumps(clock.now().timestamp(), salt=SALT)


class AskForm(WithFiles, forms.ModelForm):
    """The short form for everybody. It keeps robots out by what they do, not by what people cannot."""

    mark_optional = True
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that this is kept"),
        error_messages={
            "required": gettext_lazy(
                "We may not keep your enquiry without your consent. Tick the box, or write to us by post."
            )
        },
    )

    class Meta:
        model = Enquiry
        fields = (
            "asker_name",
            "organisation",
            "email",
            "language",
            "community_name",
            "region",
            "country",
            "wish",
        )
        labels = {
            "asker_name": gettext_lazy("Your name"),
            "organisation": gettext_lazy("Your city hall, association or group"),
            "email": gettext_lazy("Your e-mail address"),
            "language": gettext_lazy("The language you would like our answer in"),
            "community_name": gettext_lazy("The community it is about"),
            "wish": gettext_lazy("What you wish, and why"),
        }
        help_texts = {
            "organisation": "",
            "email": gettext_lazy("We confirm there that your enquiry has arrived, and answer it."),
            "language": gettext_lazy("We do what we can; at least in English."),
            "community_name": gettext_lazy("Yours, if you write for it, or the one that you suggest to us."),
            "wish": gettext_lazy("What should the two communities do together? Who would take part?"),
        }
        widgets = {
            "asker_name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
            "organisation": forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "language": LongSelect,
            "community_name": any_script(),
            "region": any_script(),
            "country": LongSelect,
            "wish": wish_box(8, 5_000),
        }
        error_messages = {
            "asker_name": {
                "required": gettext_lazy("Your name is missing. Write it as you wish to be addressed.")
            },
            "community_name": {"required": NAME_MISSING},
            "country": {"required": COUNTRY_MISSING},
            "email": {
                "required": gettext_lazy("Your e-mail address is missing. Write it, so that we can answer."),
                "invalid": EMAIL_WRONG,
            },
            "wish": {"required": gettext_lazy("Your wish is missing. Say it in a few sentences.")},
        }

    field_order = (
        "asker_name", "organisation", "email", "language", "community_name", "region", "country", "wish", *FILES,
        "consent", "website", "token",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["wish"].max_length = 5_000  # type: ignore[attr-defined]
        self.initial.setdefault("token", new_token())
        self.initial.setdefault("language", "en")
        speak_plainly(self)

    def clean_wish(self) -> str:
        wish: str = self.cleaned_data["wish"]
        if len(wish) > 5_000:
            raise ValidationError(
                _("The text has %(n)d characters, and 5000 are taken. Shorten it, or add it as a file."),
                params={"n": len(wish)},
            )
        return wish

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(
                _(
                    "The box that should stay empty was filled in, as robots do. Empty it, then send the form again."
                )
            )
        return ""

    def clean_token(self) -> str:
        """Refuse what no page of ours can have sent, and what nobody can have written so fast."""
        token: str = self.cleaned_data["token"]
        try:
            age = clock.now().timestamp() - float(signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError, ValueError):
            self._hand_out_anew()
            raise ValidationError(
                _(
                    "We cannot see that this came from our page. What you wrote is still here: send it once more."
                )
            ) from None
        if age < YOUNGEST.total_seconds():
            raise ValidationError(
                _("This came faster than anybody can write. Wait a few seconds, then send it once more.")
            )
        if age > OLDEST.total_seconds():
            self._hand_out_anew()
            raise ValidationError(
                _(
                    "The page had been open for more than a day. What you wrote is still here: send it once more."
                )
            )
        return token

    def _hand_out_anew(self) -> None:
        renewed: Any = self.data.copy()  # type: ignore[attr-defined]
        renewed["token"] = new_token()
        self.data = renewed

    def save(self, commit: bool = True) -> Enquiry:
        """The enquiry, for the action to receive."""
        enquiry: Enquiry = super().save(commit=False)
        enquiry.channel = Channel.FORM
        return enquiry


# -- screening and outcomes ---------------------------------------------------------------------


class ScreeningForm(VersionedForm):
    """The checklist of one version of the policy: an answer and a note to each question, and an impression."""

    mark_optional = False  # each question asks for an answer before the end, and for none before

    class Meta:
        model = Screening
        fields = ("impression",)
        widgets = {"impression": long_text(4, 5_000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(self.instance.policy.criteria.all())
        given = {answer.criterion_id: answer for answer in self.instance.answers.all()}
        for criterion in self.criteria:
            answer = given.get(criterion.pk)
            self.fields[f"answer_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.question,
                help_text=criterion.help,
                choices=Answer.choices,
                required=False,
                initial=answer.answer if answer else "",
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=gettext_lazy("Note"),
                required=False,
                max_length=1_000,
                initial=answer.note if answer else "",
            )

    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Question and note, in the order of the policy."""
        return [(self[f"answer_{one.pk}"], self[f"note_{one.pk}"]) for one in self.criteria]

    def answers(self) -> Mapping[Criterion, tuple[str, str]]:
        """What was answered; a question without an answer is left out, and its note waits for one."""
        cleaned = self.cleaned_data
        return {
            one: (cleaned[f"answer_{one.pk}"], cleaned[f"note_{one.pk}"])
            for one in self.criteria
            if cleaned.get(f"answer_{one.pk}")
        }

    def clean(self) -> dict[str, Any] | None:
        for one in self.criteria:
            if self.cleaned_data.get(f"note_{one.pk}") and not self.cleaned_data.get(f"answer_{one.pk}"):
                self.add_error(
                    f"answer_{one.pk}",
                    _("The note has no answer. Choose one; “not known” is an answer, too."),
                )
        return super().clean()


REASON = {"widget": long_text(4, 5_000), "max_length": 5_000, "error_messages": {"required": REASON_MISSING}}


class DeclineForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "It is proposed for the letter and found again when the same community asks later."
        ),
        **REASON,  # type: ignore[arg-type]
    )


class HoldForm(forms.Form):
    until = DayField(
        label=gettext_lazy("On hold until"),
        help_text=gettext_lazy("From that day on it waits for staff again."),
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is proposed for the letter."),
        **REASON,  # type: ignore[arg-type]
    )

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until <= clock.today():
            raise ValidationError(_("This day is over or is today. Give a later one."))
        return until


class ReceiveForm(forms.Form):
    mark_optional = True
    why = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5_000, widget=long_text(3, 5_000)
    )


class OpenForm(forms.Form):
    """With what a file begins; the rest carries over."""

    kind = forms.ChoiceField(label=gettext_lazy("What is sought"), choices=Kind, initial=Kind.SISTER)
    origin = forms.ChoiceField(label=gettext_lazy("How it came up"), choices=Origin)
    why = forms.CharField(
        label=gettext_lazy("Why it is taken further, if there is more to say than the screening does"),
        required=False,
        max_length=5_000,
        widget=long_text(3, 5_000),
    )
    cap_reason = forms.CharField(
        label=gettext_lazy("Why the City goes beyond the limit"),
        help_text=gettext_lazy(
            "Only where a limit of the policy is reached; such as the decision of Council that allows it."
        ),
        required=False,
        max_length=5_000,
        widget=long_text(3, 5_000),
    )


class AcknowledgeForm(forms.Form):
    on = PastDayField(label=gettext_lazy("Acknowledged on"))


class FileForm(forms.Form):
    file = UploadField(label=gettext_lazy("File"))
