"""One form per action at a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.meetings.models import AgendaItem, Attendance, Meeting
from committees.register.models import Committee, Membership, Party
from twinning.municipality.versions import VersionedForm, day_input
from twinning.municipality.zones import ZoneField
from twinning.records.templatetags.house import day
from twinning.records.uploads import UploadField


def day_field(label: Any, missing: Any, **more: Any) -> forms.DateField:
    """A day that happened or is planned, with words for one that is missing."""
    return forms.DateField(
        label=label,
        widget=day_input(),
        error_messages={
            "required": missing,
            "invalid": gettext_lazy(
                "This date cannot be read. Write it as year-month-day, such as 2026-03-12."
            ),
        },
        **more,
    )


class MeetingForm(VersionedForm):
    """When and where a committee meets; the reason for a short notice is asked for only where it is short."""

    held_on = day_field(
        gettext_lazy("day"), gettext_lazy("The day is missing. Choose the day of the meeting.")
    )
    held_at = forms.TimeField(
        label=gettext_lazy("time"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "width-8"}, format="%H:%M"),
        help_text=gettext_lazy("On the clocks of the place where it meets."),
        error_messages={
            "required": gettext_lazy("The time is missing. Write hours and minutes, such as 14:30."),
            "invalid": gettext_lazy("This time cannot be read. Write hours and minutes, such as 14:30."),
        },
    )
    zone = ZoneField()

    class Meta:
        model = Meeting
        fields = ["held_on", "held_at", "zone", "mode", "place", "host", "short_notice_why"]
        widgets = {
            "mode": forms.RadioSelect,
            "host": forms.RadioSelect,
            "short_notice_why": forms.Textarea(attrs={"rows": 2, "data-maxlength": 2_000}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committee: Committee = self.instance.committee
        if committee.is_joint or committee.secretariat == Committee.Secretariat.ROTATING:
            self.fields["host"].choices = [  # type: ignore[attr-defined]
                *((str(side), committee.party_name(side)) for side in Party),
                ("", _("Not settled yet")),
            ]
            self.fields["host"].help_text = (
                _("The secretariat rotates: whoever hosts the meeting keeps its papers.")
                if committee.secretariat == Committee.Secretariat.ROTATING
                else ""
            )
        else:
            del self.fields["host"]
        self.fields["short_notice_why"].help_text = _(
            "Only where there is less notice than the %(n)d days the committee asks for."
        ) % {"n": committee.notice_days}

    @property
    def _fields(self) -> list[str]:
        """Without the host, where the committee has none."""
        return [name for name in super()._fields if name in self.fields]


class NoticeForm(VersionedForm):
    """When the notice went out, and why so late where it did."""

    notice_sent_on = day_field(
        gettext_lazy("sent on"),
        gettext_lazy("The day is missing. Choose the day on which the notice went out."),
    )

    class Meta:
        model = Meeting
        fields = ["short_notice_why"]
        widgets = {"short_notice_why": forms.Textarea(attrs={"rows": 2, "data-maxlength": 2_000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice_sent_on"].help_text = _(
            "To be in time it goes out by %(day)s: the committee asks for %(n)d days."
        ) % {"day": day(self.instance.notice_day), "n": self.instance.committee.notice_days}
        self.order_fields(["notice_sent_on", "short_notice_why"])


class AgendaItemForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "presented_by", "detail"]
        widgets = {"detail": forms.Textarea(attrs={"rows": 2, "data-maxlength": 2_000})}
        error_messages = {
            "title": {
                "required": gettext_lazy("What it is about is missing. Name the matter in a few words.")
            }
        }

    mark_optional = True


class GuestForm(forms.ModelForm):
    class Meta:
        model = Attendance
        fields = ["name", "organisation"]

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("The name is missing. Write who came as a guest.")


class SeenForm(VersionedForm):
    """Which version of a meeting the person was looking at."""

    class Meta:
        model = Meeting
        fields: list[str] = []


class AttendanceForm(SeenForm):
    """One choice for each person who serves on the day of the meeting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noted = {one.membership_id: one for one in self.instance.attendance.select_related("membership")}
        serving = list(self.instance.committee.memberships.serving(self.instance.held_on))
        # Somebody who was noted and whose term was corrected since is shown, so that it can be put right.
        serving += [
            one.membership for one in noted.values() if one.membership and one.membership not in serving
        ]
        self.members: dict[str, Membership] = {f"member-{one.pk}": one for one in serving}
        for name, membership in self.members.items():
            self.fields[name] = forms.ChoiceField(
                label=str(membership),
                required=False,
                choices=[("", _("Not noted")), *Attendance.State.choices],
                initial=noted[membership.pk].state if membership.pk in noted else "",
                widget=forms.Select(attrs={"class": "form-select width-12"}),
            )

    @property
    def lines(self) -> list[tuple[Membership, forms.BoundField]]:
        return [(membership, self[name]) for name, membership in self.members.items()]

    @property
    def noted(self) -> dict[Membership, str]:
        """What was chosen for whom; who was left out is not noted."""
        return {
            membership: self.cleaned_data[name]
            for name, membership in self.members.items()
            if self.cleaned_data[name]
        }


class MinutesForm(VersionedForm):
    """The minutes as text, as a file or both, and by when the committee meets again."""

    file = UploadField(only=("pdf",), required=False, label=gettext_lazy("minutes as a PDF"))

    class Meta:
        model = Meeting
        fields = ["minutes", "next_due"]
        widgets = {
            "minutes": forms.Textarea(attrs={"rows": 16, "data-maxlength": 50_000}),
            "next_due": day_input(),
        }
        help_texts = {
            "minutes": gettext_lazy(
                "An empty line begins a new paragraph. Who came and what was decided on recommendations stands in the paper by itself."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["minutes", "file", "next_due"])


class ApproveForm(SeenForm):
    """When the committee approved its minutes."""

    minutes_approved_on = day_field(
        gettext_lazy("approved on"),
        gettext_lazy("The day is missing. Choose the day on which the minutes were approved."),
    )


class CallOffForm(SeenForm):
    """Why a meeting does not take place."""

    called_off_why = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 2_000}),
        error_messages={
            "required": gettext_lazy("A reason is missing. Say in a sentence why it is called off.")
        },
    )
