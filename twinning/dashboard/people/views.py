"""Pages about people: for administrators everybody, for everybody themselves."""

from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twinning.accounts.access import View, anyone, me, roles, signed_in
from twinning.accounts.models import Appointment, Role, User
from twinning.accounts.typed import take_kept
from twinning.dashboard.people import actions, demonstration
from twinning.dashboard.people.forms import PersonForm, ReasonForm, RoleForm
from twinning.records import history
from twinning.records.models import Event

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignInView(LoginView):
    """Sign-in by e-mail and password; a demonstration offers its people besides."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "demonstration_accounts": demonstration.accounts_for_page()
        }


def own_account(view: View) -> View:
    """For pages with which people change how they sign in. Accounts of a demonstration belong to everybody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if demonstration.is_shared(request.user):
            raise PermissionDenied(
                _("Everybody shares this account of the demonstration, so nobody can change how it signs in.")
            )
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@require_POST
@anyone
def demonstration_sign_in(request: HttpRequest) -> HttpResponse:
    """Come in as one of the invented people; there is no such page where the data is real.

    Whoever was asked to sign in on the way to a page of ours goes on to it.
    """
    if not demonstration.is_on():
        raise Http404
    user = get_object_or_404(
        User, email=request.POST.get("email", ""), email__endswith=demonstration.RESERVED, is_active=True
    )
    login(request, user, backend=BACKEND)
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if ours else "/")


@require_safe
@roles(Role.ADMINISTRATOR)
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": User.objects.with_roles()})


@require_http_methods(["GET", "POST"])
@roles(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponse:
    """Register a person; the roles come on the next page."""
    form = PersonForm(request.POST if request.method == "POST" else take_kept(request))
    if request.method == "POST" and form.is_valid():
        user = actions.register(form.cleaned_data["email"], form.cleaned_data["name"], by=me(request))
        messages.success(
            request,
            _("%(name)s is registered. Now give them a role, then send the link to choose a password.")
            % {"name": user.name},
        )
        return redirect("accounts:person", user.pk)
    return render(
        request, "accounts/new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "POST"])
@roles(Role.ADMINISTRATOR)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: correct the name or address here; everything else has a button of its own."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return _page(request, pk, **_kept_forms(request, user))
    form = PersonForm(request.POST, instance=user)
    if form.is_valid():
        actions.correct(user, **form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
        return redirect("accounts:person", pk)
    return _page(request, pk, form=form)


def _kept_forms(request: HttpRequest, user: User) -> dict[str, Any]:
    """What was typed before the session ended, in the form of this page that it belongs to."""
    kept = take_kept(request) or QueryDict()
    forms = {"email": ("form", PersonForm(kept, instance=user)), "role": ("role_form", RoleForm(kept))}
    return dict(form for field, form in forms.items() if field in kept)


def _page(request: HttpRequest, pk: int, **forms: Any) -> HttpResponse:
    """The page of a person, with the form that was refused in place of an empty one."""
    user = get_object_or_404(User, pk=pk)
    appointments = user.appointments.order_by("-starts", "-pk")
    context = {
        "person": user,
        "appointments": appointments,
        "running": [
            (found, ReasonForm(auto_id=f"id_%s_{found.pk}")) for found in appointments if not found.is_over
        ],
        "sign_ins": user.sign_ins.all()[:10],
        "events": history.told(Event.objects.about(user)[:20]),
        "is_self": user == request.user,
        "form": PersonForm(instance=user),
        "role_form": RoleForm(),
        "why": ReasonForm(),
        "refused": [form for form in forms.values() if form.is_bound],
    }
    return render(
        request, "accounts/person.html", context | forms, status=422 if request.method == "POST" else 200
    )


@require_POST
@roles(Role.ADMINISTRATOR)
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            actions.give_role(user, **form.cleaned_data, by=me(request))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:person", pk)
    return _page(request, pk, role_form=form)


@require_POST
@roles(Role.ADMINISTRATOR)
def withdraw_role(request: HttpRequest, pk: int, appointment: int) -> HttpResponse:
    found = get_object_or_404(Appointment, pk=appointment, user=pk)
    return _with_reason(
        request,
        pk,
        lambda why: actions.withdraw_role(found, by=me(request), why=why),
        _("The role is taken away."),
    )


@require_POST
@roles(Role.ADMINISTRATOR)
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return _with_reason(
        request,
        pk,
        lambda why: actions.deactivate(user, by=me(request), why=why),
        _("The account is closed."),
    )


@require_POST
@roles(Role.ADMINISTRATOR)
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return _do(request, pk, lambda: actions.reactivate(user, by=me(request)), _("The account is open again."))


@require_POST
@roles(Role.ADMINISTRATOR)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    return _do(
        request,
        pk,
        lambda: actions.invite(user, by=me(request)),
        _("The link is on its way to %(email)s.") % {"email": user.email},
    )


def _with_reason(request: HttpRequest, pk: int, do: Any, done: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["why"]))
        return redirect("accounts:person", pk)
    return _do(request, pk, lambda: do(form.cleaned_data["why"]), done)


def _do(request: HttpRequest, pk: int, do: Any, done: str) -> HttpResponse:
    try:
        do()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return redirect("accounts:person", pk)


@require_safe
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here: my roles with their dates, how I sign in, and when I did."""
    user = me(request)
    context = {
        "appointments": user.appointments.order_by("-starts", "-pk"),
        "sign_ins": user.sign_ins.all()[:10],
        "shared": demonstration.is_shared(user),
    }
    return render(request, "accounts/profile.html", context)
