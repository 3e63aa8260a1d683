"""The City's library of clauses: which there are, how each reads today and read before, and how one is changed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.text import filling, library
from agreements.agreement.text.forms import CheckedForm, NewWordingForm, WordingForm
from agreements.agreement.text.models import LANGUAGES, ClauseKind, ClauseWording, Style
from agreements.agreement.text.papers import tag
from agreements.agreement.text.words import tidy, tidy_line
from proposals.access import ADMINISTRATION
from twinning.accounts.access import me, roles
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality
from twinning.records.rendering import direction

KEEPERS = (*ADMINISTRATION, Role.ADMINISTRATOR)
NAMES = dict(LANGUAGES)


@require_safe
@roles(*KEEPERS)
def index(request: HttpRequest) -> HttpResponse:
    """Every clause, in which styles and languages it is written."""
    get_object_or_404(Municipality, pk=1)
    return _index(request, NewWordingForm())


@require_POST
@roles(*KEEPERS)
def begin(request: HttpRequest) -> HttpResponse:
    """Go and write a clause in a style and a language."""
    form = NewWordingForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=422)
    given = form.cleaned_data
    return redirect("our_city:change_clause", given["kind"], given["style"], given["language"])


def _index(request: HttpRequest, form: NewWordingForm, status: int = 200) -> HttpResponse:
    context = {"rows": _rows(), "styles": [style.label for style in Style], "form": form}
    return render(request, "our_city/clauses.html", context, status=status)


def _rows() -> list[tuple[str, list[tuple[str, list[ClauseWording]]]]]:
    """Every kind of which there is a clause, with its clauses in each style."""
    standing = library.standing()
    found = []
    for kind in ClauseKind:
        here = [one for one in standing if one.kind == kind]
        row = [(str(style.label), [one for one in here if one.style == style]) for style in Style]
        if here:
            found.append((str(kind.label), row))
    return found


@require_safe
@roles(*KEEPERS)
def clause(
    request: HttpRequest, kind: str, style: str, language: str, number: int | None = None
) -> HttpResponse:
    """One clause as it reads today, or an earlier version: what an agreement was taken from stays readable."""
    return _clause(request, _find(kind, style, language, number), CheckedForm())


def _find(kind: str, style: str, language: str, number: int | None) -> ClauseWording:
    library.first_clauses()
    versions = ClauseWording.objects.select_related("by").filter(kind=kind, style=style, language=language)
    found = versions.filter(number=number) if number else versions
    if (one := found.order_by("-number").first()) is None:
        raise Http404(_("The library has no such clause."))
    return one


def _clause(request: HttpRequest, one: ClauseWording, form: CheckedForm, status: int = 200) -> HttpResponse:
    same = ClauseWording.objects.filter(kind=one.kind, style=one.style, language=one.language)
    versions = list(same.order_by("-number"))
    context = {
        "clause": one,
        "lang": tag(one.language),
        "dir": direction(one.language),
        "versions": versions,
        "is_newest": one.number == versions[0].number,
        "form": form,
    }
    return render(request, "our_city/clause.html", context, status=status)


@require_POST
@roles(*KEEPERS)
def check(request: HttpRequest, kind: str, style: str, language: str, number: int) -> HttpResponse:
    """A speaker of the language has read it."""
    one, form = _find(kind, style, language, number), CheckedForm(request.POST)
    if not form.is_valid():
        return _clause(request, one, form, status=422)
    library.checked(one, form.cleaned_data["who"], by=me(request))
    messages.success(request, _("It is noted who checked the clause."))
    return redirect("our_city:clause", kind, style, language)


@require_http_methods(["GET", "POST"])
@roles(*KEEPERS)
def change(request: HttpRequest, kind: str, style: str, language: str) -> HttpResponse:
    """A new version, written on a copy of the newest; the first one on a copy of the English."""
    get_object_or_404(Municipality, pk=1)
    if kind not in ClauseKind.values or style not in Style.values or language not in NAMES:
        raise Http404(_("The library has no such clause."))
    newest = library.newest(kind, style, language)
    base = newest or library.newest(kind, style, "en")
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "heading": base.heading if base else "",
            "words": base.words if base else "",
            "seen": newest.number if newest else 0,
        },
    )
    if form.is_valid() and _write(request, kind, style, language, form):
        messages.success(
            request, _("The clause is saved as a new version. Agreements keep the words they have.")
        )
        return redirect("our_city:clause", kind, style, language)
    context = {
        "form": form,
        "kind": ClauseKind(kind),
        "style": Style(style),
        "language_name": NAMES[language],
        "language": language,
        "newest": newest,
        "placeholders": [(f"{{{name}}}", words) for name, words in filling.KNOWN.items()],
    }
    return render(request, "our_city/change_clause.html", context, status=422 if form.is_bound else 200)


def _write(request: HttpRequest, kind: str, style: str, language: str, form: WordingForm) -> bool:
    given = form.cleaned_data
    written = ClauseWording(
        kind=kind,
        style=style,
        language=language,
        heading=tidy_line(given["heading"]),
        words=tidy(given["words"]),
        note=tidy_line(given["note"]),
    )
    try:
        library.write(written, seen=given["seen"], by=me(request))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        if getattr(refusal, "code", "") == "faster":
            _show_theirs(form, kind, style, language)
    return not form.errors


def _show_theirs(form: WordingForm, kind: str, style: str, language: str) -> None:
    """What stands now, beside what was typed; the next save is made knowingly."""
    theirs = library.newest(kind, style, language)
    assert theirs is not None
    words = _("%(label)s now reads: %(value)s")
    form.add_error(None, words % {"label": _("Heading"), "value": theirs.heading or _("nothing")})
    form.add_error(None, words % {"label": _("Text"), "value": theirs.words})
    renewed: Any = form.data.copy()  # type: ignore[attr-defined]
    renewed["seen"] = theirs.number
    form.data = renewed
