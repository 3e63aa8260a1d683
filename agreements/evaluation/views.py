"""Pages of the implementation and evaluation phase."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.evaluation import actions
from agreements.evaluation.forms import DecisionForm
from agreements.evaluation.models import Evaluation, EvaluationReport
from agreements.evaluation.sections import SECTIONS
from proposals.access import has_the_ball, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.proposal.editing import edit as edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame, note, show_check, show_phase
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.EVALUATION)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Evaluation.of(proposal)
    reports = list(record.reports.all()) if record.pk else []
    return show_phase(request, record, SECTIONS, reports=reports)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_section(request, proposal, Evaluation, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The whole evaluation: to check before sending, to read before deciding."""
    return show_check(request, Evaluation.of(proposal), SECTIONS)


@require_POST
@on_proposal(may_edit)
def take_over_goals(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Put the goals of the agreed work plan among the activities."""
    number = actions.take_over_goals(proposal, by=me(request))
    words = ngettext(
        "%(n)d goal is among the activities now. Say what came of it.",
        "%(n)d goals are among the activities now. Say what came of them.",
        number,
    )
    messages.success(request, words % {"n": number})
    return redirect("evaluation:edit", proposal.pk, "done")


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The evaluation is with the CAO."))
    return redirect("evaluation:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.EVALUATION), has_the_ball(Role.CAO))
def accept(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.accept(proposal, by=me(request), why=note(request))
    messages.success(request, _("You accepted the evaluation. Council decides on it."))
    return redirect("evaluation:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.EVALUATION), has_the_ball(Role.CAO, Role.CLERK))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The evaluation is back with staff, with your reason."))
    return redirect("evaluation:page", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(in_phase(Phase.EVALUATION), has_the_ball(Role.CLERK))
def decide(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Record what council decided on the evaluation."""
    record = get_object_or_404(Evaluation, proposal=proposal)
    record.proposal = proposal
    form = DecisionForm(request.POST or None, instance=record.next_report())
    if request.method == "POST" and form.is_valid():
        actions.record_decision(form.save(commit=False), by=me(request))
        messages.success(request, _("Council’s decision is on record."))
        return redirect(proposal.phase_url)
    return render(
        request,
        "evaluation/decide.html",
        frame(proposal, me(request), Phase.EVALUATION) | {"form": form, "record": record},
        status=422 if form.errors else 200,
    )


@require_safe
@on_proposal(may_read)
def report(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """An evaluation as council decided on it."""
    found = get_object_or_404(
        EvaluationReport.objects.select_related("recorded_by"), evaluation__proposal=proposal, number=number
    )
    return render(
        request, "evaluation/report.html", frame(proposal, me(request), Phase.EVALUATION) | {"report": found}
    )
