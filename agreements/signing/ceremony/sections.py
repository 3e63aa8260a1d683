"""The parts of a ceremony that people write for longer, edited like sections of a form."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony import forms
from agreements.signing.ceremony.actions import ORDER, section_name
from agreements.signing.ceremony.models import Ceremony, RunSheetLine
from proposals.proposal.sections import Rows, Section

RUN_SHEET = Rows(
    "run_sheet", gettext_lazy("Points"), gettext_lazy("Add another point"), RunSheetLine, forms.PointForm
)


def part_of(ceremony: Ceremony, part: str) -> Section:
    """One part of a ceremony as a section. Raises ``Http404`` for any other."""
    if part == "when":
        return Section(
            section_name(ceremony, "when"),
            gettext_lazy("How, when and where"),
            gettext_lazy("The time is told on the clocks of the place; what the others show then is worked out."),
            (forms.WhenForm,),
            never_waived=True,
        )  # fmt: skip
    if part == ORDER:
        return Section(
            section_name(ceremony, ORDER),
            gettext_lazy("Order of proceedings"),
            gettext_lazy("What happens, one point after the other. The minutes add up to the hours on the run sheet."),
            rows=(RUN_SHEET,),
            never_waived=True,
        )  # fmt: skip
    if part == "protocol":
        return Section(
            section_name(ceremony, "protocol"),
            gettext_lazy("Protocol, gifts and money"),
            gettext_lazy("Flags and anthems, seats, interpreters, gifts, press, and what it may cost."),
            (forms.ProtocolForm,),
            never_waived=True,
        )
    raise Http404(_("A ceremony has no such part."))
