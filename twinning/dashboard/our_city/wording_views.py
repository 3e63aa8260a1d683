"""The City's wordings of letters: which there are, how each reads today and read before, and how one is changed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION
from proposals.correspondence.letters import filling, wordings
from proposals.correspondence.letters.forms import BlockFormSet, CheckedForm, NewWordingForm, WordingForm
from proposals.correspondence.letters.models import Kind, Wording
from twinning.accounts.access import me, roles
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality
from twinning.records.languages import WRITTEN, language_name

KEEPERS = (*ADMINISTRATION, Role.ADMINISTRATOR)
either = require_http_methods(["GET", "POST"])


@require_safe
@roles(*KEEPERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of letter, and the languages it is written in."""
    get_object_or_404(Municipality, pk=1)
    return _index(request, NewWordingForm())


@require_POST
@roles(*KEEPERS)
def begin(request: HttpRequest) -> HttpResponse:
    """Go and write a kind of letter in a language."""
    form = NewWordingForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=422)
    return redirect("our_city:change_wording", form.cleaned_data["kind"], form.cleaned_data["language"])


def _index(request: HttpRequest, form: NewWordingForm, status: int = 200) -> HttpResponse:
    context = {"wordings": wordings.standing(), "form": form}
    return render(request, "our_city/wordings.html", context, status=status)


@require_safe
@roles(*KEEPERS)
def wording(request: HttpRequest, kind: str, language: str, number: int | None = None) -> HttpResponse:
    """One wording as it reads today, or an earlier version: what a letter was made with stays readable."""
    return _wording(request, _find(kind, language, number), CheckedForm())


def _find(kind: str, language: str, number: int | None) -> Wording:
    wordings.first_wordings()
    versions = Wording.objects.select_related("by").filter(kind=kind, language=language)
    found = versions.filter(number=number) if number else versions
    if (one := found.order_by("-number").first()) is None:
        raise Http404
    return one


def _wording(request: HttpRequest, one: Wording, form: CheckedForm, status: int = 200) -> HttpResponse:
    versions = list(Wording.objects.filter(kind=one.kind, language=one.language).order_by("-number"))
    context = {
        "wording": one,
        "versions": versions,
        "is_newest": one.number == versions[0].number,
        "form": form,
    }
    return render(request, "our_city/wording.html", context, status=status)


@require_POST
@roles(*KEEPERS)
def check(request: HttpRequest, kind: str, language: str, number: int) -> HttpResponse:
    """A speaker of the language has read it."""
    one, form = _find(kind, language, number), CheckedForm(request.POST)
    if not form.is_valid():
        return _wording(request, one, form, status=422)
    wordings.checked(one, form.cleaned_data["who"], by=me(request))
    messages.success(request, _("It is noted who checked the wording."))
    return redirect("our_city:wording", kind, language)


@either
@roles(*KEEPERS)
def change(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """A new version, written on a copy of the newest; the first one on a copy of the English."""
    get_object_or_404(Municipality, pk=1)
    if kind not in Kind.values or language not in WRITTEN:
        raise Http404
    newest = wordings.newest(kind, language)
    base = newest or wordings.newest(kind, "en")
    sent = request.POST or None
    form = WordingForm(
        sent, initial={"subject": base.subject if base else "", "seen": newest.number if newest else 0}
    )
    rows = BlockFormSet(sent, initial=base.blocks if base else [], prefix="block")
    if (
        sent is not None
        and all([form.is_valid(), rows.is_valid()])
        and _write(request, kind, language, form, rows)
    ):
        messages.success(
            request, _("The wording is saved as a new version. Letters made before keep theirs.")
        )
        return redirect("our_city:wording", kind, language)
    context = {
        "form": form,
        "rows": rows,
        "kind": Kind(kind),
        "language": language,
        "language_name": language_name(language),
        "newest": newest,
        "placeholders": [(f"{{{name}}}", words) for name, words in filling.KNOWN.items()],
    }
    wrong = sent is not None
    return render(request, "our_city/change_wording.html", context, status=422 if wrong else 200)


def _write(request: HttpRequest, kind: str, language: str, form: WordingForm, rows: Any) -> bool:
    written = Wording(
        kind=kind,
        language=language,
        subject=" ".join(form.cleaned_data["subject"].split()),
        blocks=rows.blocks,
        note=form.cleaned_data["note"],
    )
    try:
        wordings.write(written, seen=form.cleaned_data["seen"], by=me(request))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        if getattr(refusal, "code", "") == "faster":
            _show_theirs(form, kind, language)
    return not form.errors


def _show_theirs(form: WordingForm, kind: str, language: str) -> None:
    """What stands now, beside what was typed; the next save is made knowingly."""
    theirs = wordings.newest(kind, language)
    assert theirs is not None
    for block in theirs.blocks:
        words = _("%(label)s now reads: %(value)s")
        form.add_error(None, words % {"label": block["name"], "value": block["text"]})
    renewed: Any = form.data.copy()  # type: ignore[attr-defined]
    renewed["seen"] = theirs.number
    form.data = renewed
