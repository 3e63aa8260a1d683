"""Pages of the log: the story, one message, what is written down; and the notes among ourselves."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from proposals.access import may_read, may_write, on_proposal
from proposals.correspondence.access import may_keep
from proposals.correspondence.letters.actions import draft_reminder
from proposals.correspondence.log import actions, tables
from proposals.correspondence.log.discretion import audiences
from proposals.correspondence.log.forms import FileForm, FilterForm, MessageForm, NewMessageForm, NoteForm
from proposals.correspondence.log.incoming import address_of, known_address
from proposals.correspondence.log.story import Story, for_reading, tell
from proposals.correspondence.log.turn import whose_turn
from proposals.correspondence.models import Correspondence, Message, MessageFile, Note
from proposals.correspondence.rooms import ends_on
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.discretion import sees_addresses, without_addresses
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.records import history
from twinning.records.languages import language_name
from twinning.records.models import Event
from twinning.records.serve import send_paper, send_upload

either = require_http_methods(["GET", "POST"])
PER_PAGE = 40


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    user = me(request)
    shown = frame(proposal, user, Phase.CORRESPONDENCE)
    return shown | {"may_keep": not may_keep(user, proposal)} | more


def _message(proposal: Proposal, pk: int) -> Message:
    """A message of this file; any other is not found."""
    return get_object_or_404(for_reading(Message.objects.filter(record__proposal=proposal)), pk=pk)


# -- the story ---------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def log(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Everything that went between the two, in order of time, as far as the address asks for it."""
    form = _filters(request, proposal)
    story = Story(proposal, form.chosen(), addresses=sees_addresses(me(request)))
    lines: Any = story  # counts and slices as a list does
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "chosen": form.chosen(),
        "page": page,
        "lines": page.object_list,
        "sides": whose_turn(proposal),
        "mail_to": known_address(proposal) if sees_addresses(me(request)) else "",
        "mail_comes_in": bool(settings.MAIL_IN_ADDRESS),
        "query": request.GET.urlencode(),
    }
    return render(request, "correspondence/log.html", _frame(request, proposal, **facts))


@require_safe
@on_proposal(may_read)
def log_table(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Exactly the lines that the address asks for, as a table for a spreadsheet."""
    form = _filters(request, proposal)
    if form.errors:
        # A table that held more than was asked for would be mailed on unnoticed.
        return redirect(f"{reverse('correspondence:log', args=[proposal.pk])}?{request.GET.urlencode()}")
    story = Story(proposal, form.chosen(), addresses=sees_addresses(me(request)))
    answer = HttpResponse(
        "\ufeff" + tables.as_csv(story[0 : len(story)]), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="log-{proposal.pk}.csv"'
    return answer


def _filters(request: HttpRequest, proposal: Proposal) -> FilterForm:
    form = FilterForm(request.GET, record=Correspondence.of(proposal))
    form.is_valid()
    return form


# -- one message ---------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def message(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponse:
    """One message with its words, its files, and what was corrected."""
    return _show(request, proposal, _message(proposal, message), FileForm())


def _show(
    request: HttpRequest, proposal: Proposal, message: Message, attach: FileForm, status: int = 200
) -> HttpResponse:
    addresses = sees_addresses(me(request))
    files: dict[str, list[MessageFile]] = {part.value: [] for part in MessageFile.Part}
    for file in message.files.all():  # type: ignore[attr-defined]
        files[file.part].append(file)
    facts = {
        "message": message,
        "told": tell(message, addresses=addresses),
        "in_language": language_name(message.language),  # “language” is the page's own
        "words": message.words if addresses else without_addresses(message.words),
        "parts": [
            {"value": part.value, "label": part.label, "files": files[part.value]}
            for part in MessageFile.Part
            if files[part.value]
        ],
        "mail": _of_mail(message, addresses),
        "attach": attach,
        "told_events": history.told(_events(proposal, message)),
    }
    return render(request, "correspondence/message.html", _frame(request, proposal, **facts), status=status)


def _events(proposal: Proposal, message: Message) -> Any:
    """What happened to one message, from the history of its file."""
    return Event.objects.about(proposal).filter(verb__startswith="correspondence.", facts__message=message.pk)


def _of_mail(message: Message, addresses: bool) -> dict[str, Any]:
    """The headers of a mail in words; who it was sent to is for those who may see addresses."""
    mail = message.mail
    if mail is None:
        return {}
    return {
        "sender": tell(message, addresses=addresses).sender or _("an address that administration keeps"),
        "to": ", ".join(mail.recipients) if addresses else "",
        "sent_at": mail.sent_at,
        "offset": mail.sent_offset,
        "received_at": mail.received_at,
        "automatic": mail.is_automatic,
        "stranger": message.contact is None and message.direction == Message.Direction.IN,
        "troubles": mail.troubles_in_words(),
        "refused": mail.files.filter(upload=None),
    }


@require_GET
@on_proposal(may_read)
def message_file(request: HttpRequest, proposal: Proposal, message: int, file: int) -> HttpResponseBase:
    of_file = MessageFile.objects.filter(message__record__proposal=proposal, message=message)
    return send_upload(request, get_object_or_404(of_file.select_related("upload"), pk=file).upload)


@require_GET
@on_proposal(may_read)
def message_letter(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponseBase:
    """The letter of ours as it was sent."""
    sent = _message(proposal, message).outgoing
    if sent is None or sent.document is None:
        raise Http404(_("This message is no letter of ours."))
    return send_paper(request, sent.document)


# -- writing ----------------------------------------------------------------------------------


@either
@on_proposal(may_keep)
def new_message(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Write down what was written or said."""
    posted = request.method == "POST"
    form = NewMessageForm(
        request.POST if posted else take_kept(request),
        request.FILES if posted else None,
        instance=Message(),
        record=Correspondence.of(proposal),
        may_move=not may_write(Phase.CORRESPONDENCE)(me(request), proposal),
        initial={"direction": request.GET.get("direction", Message.Direction.IN)},
    )
    if posted and form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect("correspondence:log", proposal.pk)
            if _carried_out(form, lambda: _note(request, proposal, form)):
                messages.success(request, _("The message stands in the log."))
                return redirect("correspondence:message", proposal.pk, form.instance.pk)
    return _form(request, proposal, form)


def _note(request: HttpRequest, proposal: Proposal, form: NewMessageForm) -> None:
    actions.note_message(
        proposal,
        form.instance,
        by=me(request),
        hands_over=form.cleaned_data.get("hands_over", False),
        answers_introduction=form.cleaned_data.get("answers_introduction", False),
        files=form.new_files(),
    )


def _carried_out(form: MessageForm, action: Callable[[], Any]) -> bool:
    """Do what the form asks for; a step that is refused is said on the form, and nothing that was typed is lost."""
    try:
        return form.carry_out(action)
    except MoveRefused as refusal:
        form.add_error(None, ValidationError(refusal.reasons))
        return False


@either
@on_proposal(may_keep)
def correct_message(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponse:
    """Put right what was written down; the words of a mail or a letter stay as they are."""
    standing = _message(proposal, message)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = MessageForm(data, instance=standing, record=Correspondence.of(proposal))
    if (
        request.method == "POST"
        and form.is_valid()
        and _carried_out(
            form,
            lambda: actions.correct(proposal, standing, seen=form.seen, fields=form.changed, by=me(request)),
        )
    ):
        messages.success(request, _("The message is corrected."))
        return redirect("correspondence:message", proposal.pk, standing.pk)
    return _form(request, proposal, form, standing=standing)


def _form(
    request: HttpRequest, proposal: Proposal, form: MessageForm, standing: Message | None = None
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    facts = {"form": form, "standing": standing, "choose_again": bool(request.FILES)}
    return render(
        request, "correspondence/message_form.html", _frame(request, proposal, **facts), status=status
    )


@require_POST
@on_proposal(may_keep)
@ends_on("correspondence:log")
def add_message_file(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponse:
    """Add the original, a translation or an enclosure."""
    standing = _message(proposal, message)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, proposal, standing, form, status=422)
    with sent_once(request) as first:
        if first:
            actions.add_file(proposal, standing, form.new_file(), by=me(request))
            messages.success(request, _("The file is kept with the message."))
    return redirect("correspondence:message", proposal.pk, standing.pk)


@require_POST
@on_proposal(may_keep)
@ends_on("correspondence:log")
def settle_follow_up(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponse:
    """Nobody need ask again."""
    standing = _message(proposal, message)
    seen = number_named(request.POST.get("version", ""))
    actions.settle(proposal, standing, seen=seen, by=me(request))
    messages.success(request, _("It is settled: nobody need ask again about this message."))
    return redirect("correspondence:message", proposal.pk, standing.pk)


@require_POST
@on_proposal(may_keep)
def give_address(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Give the file an address of its own, to which its mail comes in."""
    if address_of(proposal):
        messages.success(request, _("The file has its address. Mail to it comes into this log."))
    else:
        messages.error(
            request,
            _("Mail does not come in here yet. Ask whoever looks after the server to set up its address."),
        )
    return redirect("correspondence:log", proposal.pk)


@require_POST
@on_proposal(may_keep)
@ends_on("correspondence:log")
def note_answer(request: HttpRequest, proposal: Proposal, message: int) -> HttpResponse:
    """This message is the answer that the file waits for."""
    actions.take_as_answer(proposal, _message(proposal, message), by=me(request))
    messages.success(request, _("The answer is here. The work goes on with staff."))
    return redirect("correspondence:page", proposal.pk)


@require_POST
@on_proposal(may_keep)
@ends_on("correspondence:log")
def remind(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Put a polite reminder into the outbox; nothing goes out."""
    chosen = request.POST.get("message", "")
    about = _message(proposal, number_named(chosen)) if chosen else whose_turn(proposal).ask_again
    letter = draft_reminder(proposal, by=me(request), message=about)
    messages.success(request, _("A reminder waits in the outbox. Read it, then send it or throw it away."))
    return redirect("correspondence:letter", proposal.pk, letter.pk)


# -- notes ---------------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def notes(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What we noted among ourselves, as far as it is for this reader."""
    found = Note.objects.filter(record__proposal=proposal, audience__in=audiences(me(request)))
    page = Paginator(found.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "correspondence/notes.html", _frame(request, proposal, page=page))


@either
@on_proposal(may_keep)
def new_note(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Write a note; for administration only, unless somebody says otherwise."""
    data = request.POST if request.method == "POST" else take_kept(request)
    form = NoteForm(data, instance=Note())
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                actions.write_note(proposal, form.instance, by=me(request))
                messages.success(request, _("The note is kept."))
        return redirect("correspondence:notes", proposal.pk)
    return _note_form(request, proposal, form)


@either
@on_proposal(may_keep)
def edit_note(request: HttpRequest, proposal: Proposal, note: int) -> HttpResponse:
    """Change a note, or make it for fewer readers."""
    readable = Note.objects.filter(record__proposal=proposal, audience__in=audiences(me(request)))
    standing = get_object_or_404(readable, pk=note)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = NoteForm(data, instance=standing)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.edit_note(standing, seen=form.seen, fields=form.changed, by=me(request))
        )
    ):
        messages.success(request, _("The note is changed."))
        return redirect("correspondence:notes", proposal.pk)
    return _note_form(request, proposal, form, standing)


def _note_form(
    request: HttpRequest, proposal: Proposal, form: NoteForm, standing: Note | None = None
) -> HttpResponse:
    facts = {
        "form": form,
        "standing": standing,
        "told_events": history.told(Event.objects.about(standing)) if standing else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "correspondence/note_form.html", _frame(request, proposal, **facts), status=status)
