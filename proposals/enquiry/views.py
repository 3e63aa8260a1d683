"""Pages for administration: the list, one enquiry, its screening, its outcomes, and the year."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION
from proposals.enquiry import actions, papers, yearly
from proposals.enquiry import screening as computed
from proposals.enquiry.access import DECIDERS, on_enquiry
from proposals.enquiry.forms import (
    AcknowledgeForm,
    CorrectForm,
    DeclineForm,
    EnterForm,
    FileForm,
    HoldForm,
    OpenForm,
    ReceiveForm,
    ScreeningForm,
)
from proposals.enquiry.models import (
    Answer,
    Channel,
    Direction,
    Enquiry,
    Letter,
    Original,
    Screening,
    Standing,
)
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Kind, Origin
from twinning.accounts.access import me, roles
from twinning.accounts.twice import sent_once
from twinning.municipality.policy import Policy
from twinning.municipality.versions import labels
from twinning.places.countries import country_name
from twinning.records import history, languages
from twinning.records.models import Event, Outgoing
from twinning.records.serve import send_upload
from twinning.records.templatetags.house import day

either = require_http_methods(["GET", "POST"])


# -- the list and the year ------------------------------------------------------------------------


@require_safe
@roles(*ADMINISTRATION)
def index(request: HttpRequest) -> HttpResponse:
    """All enquiries, filtered by what the address says, so that a view can be mailed."""
    found = Enquiry.objects.all()
    chosen = {name: request.GET.get(name, "") for name in ("standing", "year", "words")}
    if chosen["standing"] == "waiting":
        found = found.waiting()
    elif chosen["standing"] in Standing.values:
        found = found.in_standing(chosen["standing"])
    if chosen["year"] in (years := [str(year) for year in yearly.years()]):
        found = found.of_year(int(chosen["year"]))
    if chosen["words"]:
        found = found.with_words(chosen["words"].replace("\x00", "")[:200])
    context = {
        "page": Paginator(found.for_list(), 50).get_page(request.GET.get("page")),
        "chosen": chosen,
        "standings": [("waiting", _("Waiting for us")), *Standing.choices],
        "years": years,
        "letters": Outgoing.objects.waiting().count(),
    }
    return render(request, "enquiry/index.html", context)


@require_safe
@roles(*ADMINISTRATION)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The report of a year, to be printed."""
    return render(request, "enquiry/year.html", yearly.report(_readable(year)) | {"years": yearly.years()})


@require_safe
@roles(*ADMINISTRATION)
def year_table(request: HttpRequest, year: int) -> HttpResponse:
    """The year as a table for a spreadsheet."""
    answer = HttpResponse("\ufeff" + yearly.as_csv(_readable(year)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="enquiries-{year}.csv"'
    return answer


def _readable(year: int) -> int:
    if not 1900 <= year <= 2200:
        raise Http404(_("There is no such year."))
    return year


# -- one enquiry --------------------------------------------------------------------------------------


@either
@roles(*ADMINISTRATION)
def new(request: HttpRequest) -> HttpResponse:
    """Enter what came by letter, call or visit."""
    form = EnterForm(request.POST or None, request.FILES or None, instance=Enquiry())
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect("enquiry:index")
            enquiry = actions.enter(form.save(commit=False), form.given_files, by=me(request))
        return redirect(enquiry)
    return render(request, "enquiry/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@on_enquiry(*ADMINISTRATION)
def page(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """What was asked, what the house knows about it, what was decided."""
    return _page(request, enquiry)


def _page(
    request: HttpRequest, enquiry: Enquiry, status: int = 200, **forms_in_use: forms.Form
) -> HttpResponse:
    letters = list(enquiry.letters.select_related("outgoing", "enquiry", "decision"))
    lying = {letter.kind for letter in letters if letter.outgoing.waits and letter.fits}
    screenings = list(enquiry.screenings.select_related("policy", "finished_by", "started_by"))
    context = {
        "enquiry": enquiry,
        "rows": _rows(enquiry),
        "as_it_came": _as_it_came(enquiry),
        "decisions": enquiry.decisions.select_related("by"),
        "receipt_failed": (sent := actions.receipt(enquiry)) is not None and sent.state == sent.State.FAILED,
        "limits": computed.limits(enquiry, Policy.in_force()),
        "conflicts": computed.conflicts(enquiry),
        "screenings": screenings,
        "under_way": next((one for one in screenings if one.finished_at is None), None),
        "screened": not computed.lacking(enquiry),
        "files": enquiry.attachments.select_related("upload"),
        "letters": letters,
        "offered": [(kind, Letter.Kind(kind).label) for kind in papers.kinds(enquiry) if kind not in lying],
        "events": history.told(Event.objects.about(enquiry)[:20]),
        "may_decide": me(request).has_role(*DECIDERS),
        "attach": FileForm(),
        "acknowledge": AcknowledgeForm(),
        "forms_with_errors": list(forms_in_use.values()),
        **forms_in_use,
    }
    return render(request, "enquiry/page.html", context, status=status)


def _rows(enquiry: Enquiry) -> list[dict[str, Any]]:
    """Who asks and how it came; what was not given is left out."""
    told = [
        (_("Name"), enquiry.asker_name),
        (_("Office"), enquiry.asker_office),
        (_("Organisation or community group"), enquiry.organisation),
        (_("Community"), enquiry.full_name),
        (_("E-mail address"), enquiry.email),
        (_("Postal address"), enquiry.postal_address),
        (_("Language"), enquiry.language_name),
        (_("How it came"), enquiry.get_channel_display()),
        (_("Through whom"), enquiry.via),
        (_("Who had the idea"), enquiry.get_direction_display()),
        (_("Received on"), day(enquiry.received_on)),
        (_("Acknowledged on"), day(enquiry.acknowledged_on)),
    ]
    return [{"key": key, "value": value} for key, value in told if value]


def _as_it_came(enquiry: Enquiry) -> list[dict[str, Any]]:
    """What the public form brought and staff have corrected since, word for word."""
    original = Original.objects.select_related("enquiry").filter(enquiry=enquiry).first()
    came = original.corrected if original else {}
    readable = {"country": country_name, "language": languages.language_name}
    return [
        {"key": labels(Enquiry, [name]), "value": readable.get(name, str)(value)}
        for name, value in came.items()
    ]


@either
@on_enquiry(*ADMINISTRATION)
def correct(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Put right what was entered."""
    form = CorrectForm(request.POST or None, instance=enquiry)
    if form.is_valid() and form.carry_out(lambda: _correct(request, form)):
        return redirect(enquiry)
    return render(
        request,
        "enquiry/correct.html",
        {"form": form, "enquiry": enquiry},
        status=422 if form.errors else 200,
    )


def _correct(request: HttpRequest, form: CorrectForm) -> None:
    if form.changed or form.instance.place_by_name:
        names = labels(Enquiry, form.changed)
        actions.correct(form.instance, seen=form.seen, fields=form.changed, names=names, by=me(request))


@require_POST
@on_enquiry(*ADMINISTRATION)
def attach(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, enquiry, status=422, attach=form)
    with sent_once(request) as first:
        if first:
            actions.attach(enquiry, form.cleaned_data["file"], by=me(request))
    return redirect(enquiry)


@require_GET
@on_enquiry(*ADMINISTRATION)
def attachment(request: HttpRequest, enquiry: Enquiry, file: int) -> HttpResponseBase:
    return send_upload(
        request, get_object_or_404(enquiry.attachments.select_related("upload"), pk=file).upload
    )


@require_POST
@on_enquiry(*ADMINISTRATION)
def acknowledge(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, status=422, acknowledge=form)
    actions.acknowledge(enquiry, form.cleaned_data["on"], by=me(request))
    return redirect(enquiry)


# -- screening -----------------------------------------------------------------------------------------


@require_POST
@on_enquiry(*DECIDERS)
def start_screening(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    found = actions.start_screening(enquiry, by=me(request))
    return redirect("enquiry:screening", enquiry.pk, found.pk)


@either
@on_enquiry(*ADMINISTRATION)
def screening(request: HttpRequest, enquiry: Enquiry, screening: int) -> HttpResponse:
    """The checklist while it is under way; afterwards as it was finished."""
    found = get_object_or_404(enquiry.screenings.select_related("policy", "finished_by"), pk=screening)
    if found.finished_at is not None:
        return _finished(request, enquiry, found)
    if not me(request).has_role(*DECIDERS):
        raise MoveRefused(_("This screening is under way. It can be read when it is finished."))
    form = ScreeningForm(request.POST or None, instance=found)
    if form.is_valid() and form.carry_out(lambda: _keep(request, form)):
        if "finish" not in request.POST:
            messages.success(request, _("The answers are kept. Go on when you like."))
            return redirect("enquiry:screening", enquiry.pk, found.pk)
        actions.finish_screening(found, by=me(request))
        messages.success(request, _("The screening is finished. Now somebody decides."))
        return redirect(enquiry)
    context = {
        "enquiry": enquiry,
        "screening": found,
        "form": form,
        "limits": computed.limits(enquiry, found.policy),
        "conflicts": computed.conflicts(enquiry),
    }
    return render(request, "enquiry/screening.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: ScreeningForm) -> None:
    actions.save_answers(
        form.instance,
        form.answers(),
        form.cleaned_data["impression"],
        seen=form.seen,
        by=me(request),
    )


def _finished(request: HttpRequest, enquiry: Enquiry, found: Screening) -> HttpResponse:
    if request.method == "POST":
        raise MoveRefused(
            _("This screening is finished and stays as it is. Screen the enquiry again instead.")
        )
    context = {
        "enquiry": enquiry,
        "screening": found,
        "answers": found.answers.select_related("criterion"),
        "findings": found.findings,
        "words": dict(Answer.choices),
    }
    return render(request, "enquiry/screened.html", context)


# -- outcomes --------------------------------------------------------------------------------------------

ORIGINS = {
    Channel.VISIT: Origin.VISIT,
    Channel.COUNCIL: Origin.COUNCIL,
    Channel.LETTER: Origin.LETTER,
    Channel.EMAIL: Origin.LETTER,
    Channel.DEPUTY: Origin.LETTER,
    Channel.BODY: Origin.LETTER,
}
"""How a proposal came up, by the way an enquiry came; residents ask by telephone and by the public form."""


@either
@on_enquiry(*DECIDERS)
def open_proposal(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Go on with a file of its own; a limit that is reached asks for a reason."""
    origin = (
        Origin.STAFF
        if enquiry.direction == Direction.OUTBOUND
        else ORIGINS.get(Channel(enquiry.channel), Origin.RESIDENTS)
    )
    form = OpenForm(request.POST or None, initial={"origin": origin})
    if request.method == "POST" and form.is_valid() and (_within(enquiry, form)):
        proposal = actions.open_proposal(enquiry, by=me(request), **form.cleaned_data)
        messages.success(request, _("The file is open, with everything that came with the enquiry."))
        return redirect("planning:page", proposal.pk)
    limits = {kind.value: computed.limits(enquiry, Policy.in_force(), kind) for kind in Kind}
    context = {
        "enquiry": enquiry,
        "form": form,
        "limits": computed.limits(enquiry, Policy.in_force()),
        "reached": any(limit.reached for found in limits.values() for limit in found),
        "lacking": computed.lacking(enquiry),
    }
    return render(request, "enquiry/open.html", context, status=422 if form.errors else 200)


def _within(enquiry: Enquiry, form: OpenForm) -> bool:
    """Whether no limit is reached, or it is said why the City goes beyond; else the form asks for it."""
    found = computed.limits(enquiry, Policy.in_force(), form.cleaned_data["kind"])
    beyond = [limit.words for limit in found if limit.reached]
    if beyond and not form.cleaned_data["cap_reason"].strip():
        form.add_error(
            "cap_reason",
            " ".join([*beyond, _("Say why the City goes beyond this limit, so that it can be read later.")]),
        )
    return not form.errors


def _decide(
    request: HttpRequest, enquiry: Enquiry, form: forms.Form, words: dict[str, Any], act: Callable[..., None]
) -> HttpResponse:
    """One of the outcomes that end here: what it asks for, then what was decided and the letter about it."""
    if request.method == "POST" and form.is_valid():
        act(enquiry, by=me(request), **form.cleaned_data)
        messages.success(request, words["done"])
        return redirect(f"{enquiry.get_absolute_url()}#letters")
    context = {"enquiry": enquiry, "form": form, **words}
    return render(request, "enquiry/decide.html", context, status=422 if form.errors else 200)


@either
@on_enquiry(*DECIDERS)
def hold(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    words = {
        "heading": _("Put the enquiry on hold"),
        "lead": _("It leaves the desk until a day that you choose, and then waits for staff again."),
        "button": _("Put on hold"),
        "done": _("The enquiry is on hold. A letter that says so is offered below."),
    }
    return _decide(request, enquiry, HoldForm(request.POST or None), words, actions.hold)


@either
@on_enquiry(*DECIDERS)
def decline(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    words = {
        "heading": _("Decline the enquiry"),
        "lead": _(
            "It stays on record with your reason, is found when the same community asks again, and stands in the report of the year."
        ),
        "button": _("Decline"),
        "done": _("The enquiry is declined. A letter that says so is offered below."),
    }
    return _decide(request, enquiry, DeclineForm(request.POST or None), words, actions.decline)


@either
@on_enquiry(*DECIDERS)
def receive(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    words = {
        "heading": _("Receive the enquiry for information"),
        "lead": _("It is kept and found again; nothing follows."),
        "button": _("Receive for information"),
        "done": _("The enquiry is received for information. A letter that says so is offered below."),
    }
    return _decide(request, enquiry, ReceiveForm(request.POST or None), words, actions.receive)


@require_POST
@on_enquiry(*ADMINISTRATION)
def write_letter(request: HttpRequest, enquiry: Enquiry, kind: str) -> HttpResponse:
    """Put the proposed words into the outbox, and open them there."""
    outgoing = actions.prepare_letter(enquiry, kind, by=me(request))
    return redirect(reverse("outbox:edit", args=[outgoing.pk]))
