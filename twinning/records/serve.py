"""Files leave the house here: whole, as an attachment, and on record.

The view that calls these has asked whether the person may have the file; who
may see a paper depends on the matter it belongs to, which this floor does not know.
"""

import hashlib
import io
import logging
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.records import documents, history, uploads
from twinning.records.incoming import actions as incoming
from twinning.records.models import Document, IncomingMail, Upload

logger = logging.getLogger(__name__)

history.sentences(
    {
        "document.downloaded": gettext_lazy("Downloaded this paper"),
        "document.damaged": gettext_lazy("This paper was asked for, and its file was missing or changed"),
        "upload.downloaded": gettext_lazy("Downloaded this file"),
        "upload.damaged": gettext_lazy("This file was asked for, and it was missing or changed"),
        "incomingmail.downloaded": gettext_lazy("Downloaded this mail as it came in"),
        "incomingmail.damaged": gettext_lazy("This mail was asked for, and it was missing or changed"),
    }
)


def send_paper(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The finished paper as a download; a page with 404 and words while it is not ready."""
    if document.state != Document.State.READY:
        words = (
            document.reason
            if document.state == Document.State.FAILED
            else _("It is still being made. Go back to the page where it was asked for; it appears there.")
        )
        return _refuse(request, _("This paper is not ready"), words, status=404)
    return _send(request, document, documents.path_of(document.sha256), "application/pdf", document.filename)


def send_upload(request: HttpRequest, upload: Upload) -> HttpResponseBase:
    """A file somebody gave us, as a download."""
    return _send(
        request, upload, uploads.path_of(upload.sha256), uploads.CONTENT_TYPES[upload.kind], upload.name
    )


def send_raw_mail(request: HttpRequest, mail: IncomingMail) -> HttpResponseBase:
    """A mail as it came in, as a download that no browser opens by itself."""
    name = f"mail-{mail.received_at:%Y-%m-%d}-{mail.pk}.eml"
    return _send(request, mail, incoming.path_of(mail.sha256), "application/octet-stream", name)


def _send(
    request: HttpRequest, subject: Document | Upload | IncomingMail, kept: Path, content_type: str, name: str
) -> HttpResponseBase:
    kind = type(subject).__name__.lower()
    content = _read_whole(kept, subject.sha256)
    if content is None:
        logger.error("The file of %s %s is missing or was changed: %s", kind, subject.pk, kept)
        history.record(subject, f"{kind}.damaged", by=request.user)
        words = _(
            "Its file is missing or was changed after it was stored, so it is not handed out. Tell your administrator, who can bring it back from a backup."
        )
        return _refuse(request, _("This file is damaged"), words, status=500)
    if request.method != "HEAD":
        history.record(subject, f"{kind}.downloaded", by=request.user)
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=uploads.clean_name(name), content_type=content_type
    )
    return _careful(response)


def _read_whole(kept: Path, sha256: str) -> bytes | None:
    """The bytes that were stored, or nothing if these are others; what was checked is what is sent."""
    try:
        content = kept.read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def _careful(response: FileResponse) -> FileResponse:
    """Headers under which even a file that deceived every check can do nothing in the reader's browser."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Always the whole file: a part of it could not be checked against its hash.
    response["Accept-Ranges"] = "none"
    return response


def _refuse(request: HttpRequest, heading: str, words: str, *, status: int) -> HttpResponse:
    response = render(request, "records/not_sent.html", {"heading": heading, "words": words}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
