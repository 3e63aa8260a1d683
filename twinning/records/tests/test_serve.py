"""Downloads: whole, harmless in the browser, on record, and refused in words when the file is not the one that was stored."""

import hashlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from twinning.accounts.access import signed_in
from twinning.records import documents, serve, uploads
from twinning.records.models import Document, Event, Upload
from twinning.records.tests import hostile


@signed_in
def paper(request, pk):
    return serve.send_paper(request, get_object_or_404(Document, pk=pk))


@signed_in
def upload(request, pk):
    return serve.send_upload(request, get_object_or_404(Upload, pk=pk))


urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/<int:pk>/", paper),
    path("uploads/<int:pk>/", upload),
    path("", include(settings.ROOT_URLCONF)),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def minutes(staff):
    return uploads.accept(SimpleUploadedFile("Minutes of “May”.pdf", hostile.pdf()), by=staff)


def made(state: str, content: bytes = b"", **more) -> Document:
    """A paper in a state, with its file where the worker puts it."""
    sha256 = hashlib.sha256(content).hexdigest() if content else ""
    if content:
        kept = documents.path_of(sha256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
    return Document.objects.create(
        fingerprint=state, template="resolution", template_version="1", title="Resolution", facts={},
        filename="Resolution 26-001 Twinning with Mazatlán.pdf", state=state, sha256=sha256, size=len(content), **more,
    )  # fmt: skip


def verbs() -> list[str]:
    return list(Event.objects.values_list("verb", flat=True))


def test_a_paper_is_sent_whole_under_its_name_and_on_record(client, sign_in, clerk):
    document = made("ready", b"%PDF-1.7 resolution")
    response = sign_in(client, clerk).get(f"/papers/{document.pk}/")
    assert (response.status_code, b"".join(response)) == (200, b"%PDF-1.7 resolution")
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=utf-8''Resolution%2026-001%20Twinning%20with%20Mazatl%C3%A1n.pdf"
    )
    assert Event.objects.values_list("verb", "actor", "object_id").get() == (
        "document.downloaded",
        clerk.pk,
        document.pk,
    )


def test_nothing_in_a_file_can_run_in_the_browser(client, sign_in, clerk, minutes):
    response = sign_in(client, clerk).get(f"/uploads/{minutes.pk}/")
    assert {
        name: response[name]
        for name in (
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert response["Content-Disposition"].startswith("attachment; ")


def test_an_upload_comes_back_as_it_was_kept(client, sign_in, clerk, minutes):
    response = sign_in(client, clerk).get(f"/uploads/{minutes.pk}/")
    assert b"".join(response) == hostile.pdf()
    assert verbs() == ["upload.downloaded"]


@pytest.mark.parametrize("kind", sorted(set(uploads.KINDS.values())))
def test_every_kind_that_is_taken_can_be_sent(kind):
    assert "/" in uploads.CONTENT_TYPES[kind]


def test_asking_for_the_head_alone_is_no_download(client, sign_in, clerk, minutes):
    response = sign_in(client, clerk).head(f"/uploads/{minutes.pk}/")
    assert (
        response.status_code,
        response["Content-Length"],
        response.content if not response.streaming else b"".join(response),
    ) == (200, str(minutes.size), b"")
    assert verbs() == []


def test_asking_for_a_part_gives_the_whole(client, sign_in, clerk, minutes):
    response = sign_in(client, clerk).get(f"/uploads/{minutes.pk}/", headers={"range": "bytes=0-9"})
    assert (response.status_code, response["Accept-Ranges"], len(b"".join(response))) == (
        200,
        "none",
        minutes.size,
    )


def test_a_changed_file_is_not_handed_out(client, sign_in, clerk, minutes):
    kept = uploads.path_of(minutes.sha256)
    kept.write_bytes(kept.read_bytes() + b" ")
    response = sign_in(client, clerk).get(f"/uploads/{minutes.pk}/")
    assert response.status_code == 500
    assert "bring it back from a backup" in response.text
    assert verbs() == ["upload.damaged"]


def test_a_missing_file_is_said_to_be_missing(client, sign_in, clerk, minutes):
    uploads.path_of(minutes.sha256).unlink()
    response = sign_in(client, clerk).get(f"/uploads/{minutes.pk}/")
    assert (response.status_code, "is missing or was changed" in response.text) == (500, True)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"state": "queued"}, "It is still being made."),
        ({"state": "rendering"}, "It is still being made."),
        (
            {"state": "failed", "reason": "No font has the sign 𓂀. Leave it out."},
            "No font has the sign 𓂀. Leave it out.",
        ),
    ],
)
def test_a_paper_that_is_not_ready_is_not_found_in_words(client, sign_in, clerk, document, words):
    response = sign_in(client, clerk).get(f"/papers/{made(**document).pk}/")
    assert (response.status_code, words in response.text) == (404, True)
    assert verbs() == []


def test_nothing_is_sent_to_a_stranger(client, minutes):
    response = client.get(f"/uploads/{minutes.pk}/")
    assert response.status_code == 302
    assert verbs() == []
