"""Our city: one page that shows everything papers are made with, and the forms behind it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twinning import clock
from twinning.accounts.access import anyone, roles
from twinning.accounts.models import Role
from twinning.dashboard.our_city import actions
from twinning.dashboard.our_city.forms import (
    CrestForm,
    EndTermForm,
    HolderForm,
    LetterheadForm,
    NumbersForm,
    RulesForm,
    StatuteForm,
)
from twinning.municipality.models import Municipality, OfficeHolder, Statute
from twinning.municipality.versions import VersionedForm
from twinning.records import history, uploads
from twinning.records.models import Event, Upload

PAGE = "our_city:page"
either = require_http_methods(["GET", "POST"])


@require_safe
@roles(Role.ADMINISTRATOR)
def page(request: HttpRequest) -> HttpResponse:
    """Everything that papers, votes and numbers take from our city; the first visit enters it."""
    city = Municipality.objects.filter(pk=1).first()
    if city is None:
        return redirect("our_city:enter")
    return render(request, "our_city/page.html", _everything(city))


def _everything(city: Municipality) -> dict[str, object]:
    council = list(OfficeHolder.objects.on_council())
    return {
        "city": city,
        "council": council,
        "officers": OfficeHolder.objects.in_office().exclude(pk__in=[one.pk for one in council]),
        "others": OfficeHolder.objects.not_in_office(),
        "quorum": city.quorum_of(len(council)),
        "examples": NumbersForm(instance=city).examples(),
        "statutes": [(statute, statute.in_force(clock.today())) for statute in Statute.objects.all()],
        "events": history.told(Event.objects.about(city)[:10]),
    }


@either
@roles(Role.ADMINISTRATOR)
def enter(request: HttpRequest) -> HttpResponse:
    """The first thing an empty installation asks for."""
    form = LetterheadForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: actions.enter_city(form.instance, by=request.user)):
        return redirect(PAGE)
    return render(request, "our_city/enter.html", {"form": form})


def _amend(request: HttpRequest, kind: type[VersionedForm], template: str) -> HttpResponse:
    """One section of our city."""
    city = get_object_or_404(Municipality, pk=1)
    form = kind(request.POST or None, instance=city)
    if form.is_valid() and form.carry_out(
        lambda: actions.amend_city(city, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect(PAGE)
    return render(request, template, {"form": form})


@either
@roles(Role.ADMINISTRATOR)
def letterhead(request: HttpRequest) -> HttpResponse:
    """Name, place and address."""
    return _amend(request, LetterheadForm, "our_city/letterhead.html")


@either
@roles(Role.ADMINISTRATOR)
def rules(request: HttpRequest) -> HttpResponse:
    """Jurisdiction and quorum."""
    return _amend(request, RulesForm, "our_city/rules.html")


@either
@roles(Role.ADMINISTRATOR)
def numbers(request: HttpRequest) -> HttpResponse:
    """The patterns that numbers are made by."""
    return _amend(request, NumbersForm, "our_city/numbers.html")


@require_safe
@roles(Role.ADMINISTRATOR)
def number_examples(request: HttpRequest) -> HttpResponse:
    """The next numbers by patterns that are being typed; a part of a page, and nothing is saved."""
    form = NumbersForm(request.GET, instance=get_object_or_404(Municipality, pk=1))
    return render(request, "our_city/_examples.html", {"examples": form.examples()})


@either
@roles(Role.ADMINISTRATOR)
def change_crest(request: HttpRequest) -> HttpResponse:
    """The picture on letterheads."""
    city = get_object_or_404(Municipality, pk=1)
    form = CrestForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        actions.set_crest(city, form.cleaned_data["crest"], seen=city.version, by=request.user)
        return redirect(PAGE)
    return render(request, "our_city/change_crest.html", {"city": city, "form": form})


@require_POST
@roles(Role.ADMINISTRATOR)
def remove_crest(request: HttpRequest) -> HttpResponse:
    """Letterheads without a picture."""
    actions.remove_crest(get_object_or_404(Municipality, pk=1), by=request.user)
    return redirect(PAGE)


@require_safe
@anyone
@cache_control(private=True, max_age=300)
def crest(request: HttpRequest) -> HttpResponse:
    """The crest itself, for pages; it is our own copy, drawn anew when it was taken."""
    upload = Upload.objects.filter(sha256=get_object_or_404(Municipality, pk=1).crest).first()
    if upload is None or not uploads.path_of(upload.sha256).exists():
        raise Http404(_("Our city has no crest yet."))
    response = HttpResponse(
        uploads.path_of(upload.sha256).read_bytes(), content_type=uploads.CONTENT_TYPES[upload.kind]
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@either
@roles(Role.ADMINISTRATOR)
def fill_office(request: HttpRequest) -> HttpResponse:
    """Enter somebody in an office."""
    get_object_or_404(Municipality, pk=1)
    form = HolderForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: actions.fill_office(form.instance, by=request.user)):
        return redirect(PAGE)
    return render(request, "our_city/fill_office.html", {"form": form})


@either
@roles(Role.ADMINISTRATOR)
def correct_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is written of somebody in office."""
    holder = get_object_or_404(OfficeHolder, pk=pk)
    name = holder.name
    form = HolderForm(request.POST or None, instance=holder)
    if form.is_valid() and form.carry_out(
        lambda: actions.correct_office(holder, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect(PAGE)
    return render(request, "our_city/correct_office.html", {"name": name, "form": form})


@either
@roles(Role.ADMINISTRATOR)
def end_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody's last day in office."""
    holder = get_object_or_404(OfficeHolder, pk=pk)
    form = EndTermForm(request.POST or None, instance=holder, initial={"ends": holder.ends or clock.today()})
    if form.is_valid() and form.carry_out(
        lambda: actions.end_term(holder, ends=form.cleaned_data["ends"], seen=form.seen, by=request.user)
    ):
        return redirect(PAGE)
    return render(request, "our_city/end_term.html", {"holder": holder, "form": form})


@either
@roles(Role.ADMINISTRATOR)
def add_statute(request: HttpRequest) -> HttpResponse:
    """Add the name of a law that papers cite."""
    get_object_or_404(Municipality, pk=1)
    form = StatuteForm(request.POST or None)
    if form.is_valid() and form.carry_out(lambda: actions.add_statute(form.instance, by=request.user)):
        return redirect(PAGE)
    return render(request, "our_city/add_statute.html", {"form": form})


@either
@roles(Role.ADMINISTRATOR)
def correct_statute(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right the name of a law or the time it is in force."""
    statute = get_object_or_404(Statute, pk=pk)
    name = statute.name
    form = StatuteForm(request.POST or None, instance=statute)
    if form.is_valid() and form.carry_out(
        lambda: actions.correct_statute(statute, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect(PAGE)
    return render(request, "our_city/correct_statute.html", {"name": name, "form": form})
