"""Uploads: what people bring is kept, what could harm is not, and too much is refused quickly and in words."""

import io
import stat
import time
import tracemalloc

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from twinning.records.models import Upload
from twinning.records.tests import hostile
from twinning.records.uploads import Checked, RefusedFile, UploadField, accept, check, clean_name, path_of

GOOD = list(hostile.good())
HOSTILE = list(hostile.hostile())


def arrived(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as it came, with a name that the framework has not tidied."""
    file = SimpleUploadedFile("x", content)
    file._name = name
    return file


class AttachmentForm(forms.Form):
    title = forms.CharField()
    file = UploadField()


class PictureForm(forms.Form):
    crest = UploadField(only=("png", "jpeg"), required=False)


def test_the_hostile_corpus_is_large_enough():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize(("name", "content"), GOOD, ids=[name for name, _content in GOOD])
def test_what_people_bring_is_accepted(name, content):
    assert check(arrived(name, content)).name.casefold() == name.casefold()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[ascii(name) for name, _content in HOSTILE])
def test_what_could_harm_is_refused_in_two_parts(name, content):
    with pytest.raises(ValidationError) as refused:
        check(arrived(name, content))
    [words] = refused.value.messages
    assert len([part for part in words.split(". ") if part]) >= 2


def test_a_picture_bomb_is_refused_quickly_and_without_unpacking():
    started = time.monotonic()
    with pytest.raises(ValidationError) as refused:
        check(arrived("map.png", hostile.png_of_claimed_size(20_000, 20_000)))
    assert refused.value.code == "too_many_pixels"
    assert time.monotonic() - started < 2


@pytest.mark.django_db
def test_a_file_is_kept_under_its_hash_and_for_us_alone(staff):
    content = hostile.pdf()
    upload = accept(arrived("../../Minutes.PDF", content), by=staff)
    kept = path_of(upload.sha256)
    assert (upload.name, upload.kind, upload.size, upload.by) == ("Minutes.pdf", "pdf", len(content), staff)
    assert kept.read_bytes() == content
    assert kept == settings.UPLOADS_DIR / upload.sha256[:2] / upload.sha256
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [upload.sha256]


@pytest.mark.django_db
def test_the_same_file_twice_is_kept_once_and_listed_twice(staff):
    content = hostile.pdf()
    first, second = (accept(arrived("Minutes.pdf", content), by=staff) for _time in range(2))
    assert first.pk != second.pk
    assert first.sha256 == second.sha256


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing(staff):
    before = sorted(settings.UPLOADS_DIR.rglob("*"))
    with pytest.raises(ValidationError):
        accept(arrived("page.html", b"<html></html>"), by=staff)
    assert Upload.objects.count() == 0
    assert sorted(settings.UPLOADS_DIR.rglob("*")) == before


def test_a_picture_loses_its_metadata_and_its_tail():
    secret = PngInfo()
    secret.add_text("Comment", "taken at 12 Elm Street")
    made = hostile.picture("PNG", pnginfo=secret) + b"<script>alert(1)</script>"
    clean = check(arrived("Crest.png", made)).content
    assert (b"Elm Street" in clean, b"script" in clean) == (False, False)
    assert Image.open(io.BytesIO(clean)).getpixel((3, 3)) == Image.open(io.BytesIO(made)).getpixel((3, 3))


def test_a_photograph_stands_upright_without_its_exif():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of J. Doe"
    clean = check(arrived("Visit.jpg", hostile.picture("JPEG", size=(40, 30), exif=exif))).content
    assert Image.open(io.BytesIO(clean)).size == (30, 40)
    assert b"J. Doe" not in clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Minutes.pdf", "Minutes.pdf"),
        ("C:\\Users\\me\\Minutes.PDF", "Minutes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie- x=1.pdf"),
        ("minutes\u202efdp.txt", "minutesfdp.txt"),
        ("  spaced   out  .pdf", "spaced out.pdf"),
        ("Mazatla\u0301n.pdf", "Mazatlán.pdf"),
        ("北海道.pdf", "北海道.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("", ""),
    ],
)
def test_names_are_safe_in_a_folder_a_header_and_a_list(given, kept):
    assert clean_name(given) == kept


def test_a_field_hands_over_a_checked_file():
    content = hostile.pdf()
    form = AttachmentForm({"title": "Minutes"}, {"file": arrived("Minutes.pdf", content)})
    assert form.is_valid()
    assert form.cleaned_data["file"] == Checked("Minutes.pdf", "pdf", content)


def test_a_field_may_take_pictures_only():
    form = PictureForm({}, {"crest": arrived("Minutes.pdf", hostile.pdf())})
    assert form.errors == {"crest": ["Files of this kind are not taken here. Choose a PNG / JPEG file."]}
    assert form.fields["crest"].widget.attrs["accept"] == ".png,.jpg,.jpeg"


def test_a_field_says_what_it_takes():
    assert (
        str(AttachmentForm().fields["file"].help_text)
        == "PDF, PNG, JPEG, DOCX, XLSX, ODT, TXT or CSV, at most 20\xa0MB."
    )


class Coming(io.RawIOBase):
    """The body of a request as it arrives, without ever standing in memory whole."""

    head = (
        b'--edge\r\nContent-Disposition: form-data; name="title"\r\n\r\nMinutes\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    foot = b'\r\n--edge\r\nContent-Disposition: form-data; name="after"\r\n\r\nkept too\r\n--edge--\r\n'

    def __init__(self, size: int) -> None:
        self.length = len(self.head) + size + len(self.foot)
        self.parts = iter(
            [self.head, *[bytes(64 * 1024)] * (size // (64 * 1024)), bytes(size % (64 * 1024)), self.foot]
        )
        self.left = b""
        self.handed_out = 0

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (part := next(self.parts, None)) is not None:
            self.left += part
        taken, self.left = self.left[:size], self.left[size:]
        self.handed_out += len(taken)
        return taken


def posted(body: Coming) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": "multipart/form-data; boundary=edge",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": body,
        }
    )


def test_200_mb_are_refused_quickly_and_nothing_typed_is_lost():
    request = posted(Coming(200 * 1024**2))
    started = time.monotonic()
    form = AttachmentForm(request.POST, request.FILES)
    assert form.errors == {
        "file": [
            "The file is larger than 20\xa0MB. Make it smaller, for example by scanning at 200 dpi, or split it into parts."
        ]
    }
    assert time.monotonic() - started < 2
    assert (request.POST["title"], request.POST["after"]) == ("Minutes", "kept too")
    assert isinstance(request.FILES["file"], RefusedFile)
    request.close()


def test_200_mb_take_little_memory():
    request = posted(Coming(200 * 1024**2))
    tracemalloc.start()
    try:
        assert request.FILES["file"].size == 200 * 1024**2
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * 1024**2
    request.close()


def test_more_than_any_form_can_hold_is_not_even_read():
    body = Coming(0)
    body.length = 17 * settings.UPLOAD_MAX_BYTES
    with pytest.raises(RequestDataTooBig):
        posted(body).POST  # noqa: B018
    assert body.handed_out == 0


@pytest.mark.parametrize(
    ("size", "kind"), [(settings.UPLOAD_MAX_BYTES, False), (settings.UPLOAD_MAX_BYTES + 1, True)]
)
def test_the_limit_is_exact(size, kind):
    request = posted(Coming(size))
    file = request.FILES["file"]
    assert (file.size, isinstance(file, RefusedFile)) == (size, kind)
    request.close()


@pytest.mark.django_db
def test_a_large_file_that_came_another_way_is_refused_too(settings):
    settings.UPLOAD_MAX_BYTES = 100
    with pytest.raises(ValidationError) as refused:
        check(arrived("Minutes.pdf", hostile.pdf()))
    assert refused.value.code == "too_large"
