"""Scans and photographs become pictures of pages; what cannot is refused in words that name the file."""

import io
from typing import Any

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from twinning.records import scans
from twinning.records.scans import kept_turned, pages_of, picture
from twinning.records.tests import hostile
from twinning.records.uploads import UploadsField, accept, check, path_of

pytestmark = pytest.mark.django_db

LETTER = (612, 792)


def scan(pages: int, size: tuple[float, float] = LETTER, turned: int = 0) -> bytes:
    """A PDF as a scanner makes it: one picture to a page, with its left half blue."""
    made = pikepdf.new()
    paper = Image.new("RGB", (85, 110), "white")
    paper.paste((20, 40, 160), (0, 0, 42, 110))
    held = io.BytesIO()
    paper.save(held, "JPEG")
    for _page in range(pages):
        made.add_blank_page(page_size=size)
        page = made.pages[-1]
        whole = pikepdf.Stream(made, held.getvalue())
        whole.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=85, Height=110, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Whole=whole))
        page.Contents = made.make_stream(f"{size[0]} 0 0 {size[1]} 0 0 cm /Whole Do".encode())
        page.Rotate = turned
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def given(name: str, content: bytes, by):
    file = SimpleUploadedFile(name, content)
    return accept(check(file, photograph=True), by=by)


def opened(sha256: str, quarters: int = 0) -> Image.Image:
    return Image.open(io.BytesIO(picture(sha256, quarters)))


def half(image: Image.Image) -> str:
    """Where the blue half of a page is."""
    width, height = image.size
    middles = {
        "left": (width // 8, height // 2), "right": (width * 7 // 8, height // 2),
        "top": (width // 2, height // 8), "bottom": (width // 2, height * 7 // 8),
    }  # fmt: skip
    blue = {name for name, at in middles.items() if image.convert("RGB").getpixel(at)[0] < 100}
    return next(iter(blue - {"top", "bottom"} or blue - {"left", "right"}))


def test_the_pages_of_a_scan_in_the_order_of_the_files(staff):
    front = scan(2)
    first, second = (
        given("Front.pdf", front, staff),
        given("Back.jpg", hostile.picture("JPEG", mode="L"), staff),
    )
    pages = pages_of([first, second])
    assert [(page.upload, page.number) for page in pages] == [(first, 1), (first, 2), (second, 1)]
    assert [(page.width, page.height, page.grey) for page in pages] == [
        (1700, 2200, False),
        (1700, 2200, False),
        (40, 30, True),
    ]
    assert (opened(pages[0].sha256).format, opened(pages[0].sha256).mode) == ("JPEG", "RGB")
    assert opened(pages[2].sha256).mode == "L"
    assert max(opened(pages[0].small_sha256).size) == 360
    assert path_of(first.sha256).read_bytes() == front  # the file itself stays as it came


def test_a_large_sheet_is_drawn_coarser_and_a_turned_page_upright(staff):
    [poster] = pages_of([given("Poster.pdf", scan(1, size=(2384, 3370)), staff)])
    assert (poster.width, poster.height) == (1698, 2400)
    [turned] = pages_of([given("Turned.pdf", scan(1, turned=180), staff)])
    assert half(opened(turned.sha256)) == "right"


@pytest.mark.parametrize(("quarters", "where"), [(0, "left"), (1, "top"), (2, "right"), (3, "bottom")])
def test_a_page_is_turned_by_quarters_clockwise(staff, quarters, where):
    [page] = pages_of([given("Scan.pdf", scan(1), staff)])
    assert half(opened(page.sha256, quarters)) == where
    kept = kept_turned(page.sha256, quarters)
    assert path_of(kept).read_bytes() == picture(page.sha256, quarters)
    assert (kept == page.sha256) == (quarters == 0)


def test_a_photograph_is_upright_without_camera_or_place(staff):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of J. Doe"
    taken = hostile.picture("JPEG", size=(400, 300), exif=exif, comment=b"at 12 Elm Street")
    [page] = pages_of([given("Page.jpg", taken, staff)])
    assert (page.width, page.height) == (300, 400)
    assert not [word for word in (b"Doe", b"Elm", b"Exif") if word in picture(page.sha256)]


def test_a_photograph_of_60_megapixels_works_here_and_nowhere_else(staff):
    large = hostile.picture("JPEG", size=(9_000, 6_700), progressive=True)
    with pytest.raises(ValidationError) as refused:
        check(SimpleUploadedFile("Page.jpg", large))
    assert refused.value.code == "too_many_pixels"
    [page] = pages_of([given("Page.jpg", large, staff)])
    assert (page.width, page.height) == (2400, 1787)


def test_a_png_of_60_megapixels_is_kept_reduced(staff):
    large = hostile.picture("PNG", size=(9_000, 6_700), mode="L")
    [page] = pages_of([given("Page.png", large, staff)])
    assert (page.width, page.height, page.grey) == (2400, 1787, True)


def test_a_picture_of_too_many_megapixels_even_for_a_photograph_is_refused_in_words(staff):
    with pytest.raises(ValidationError) as refused:
        given("Page.png", hostile.png_of_claimed_size(11_000, 11_000), staff)
    assert refused.value.messages == [
        "The picture has too many pixels. Make it smaller, for example 4000 by 3000 pixels, and choose that file."
    ]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_png_of_any_kind_stands_on_white(staff, mode):
    held = io.BytesIO()
    Image.new(mode, (40, 30)).save(held, "PNG")
    [page] = pages_of([given("Page.png", held.getvalue(), staff)])
    value = opened(page.sha256).convert("L").getpixel((5, 5))
    assert value == (255 if mode in ("LA", "RGBA") else 0)


def test_three_hundred_pages_are_refused_and_so_are_too_many_in_several_files(staff):
    with pytest.raises(ValidationError) as refused:
        pages_of([given("Everything.pdf", scan(300), staff)])
    assert refused.value.messages == [
        "“Everything.pdf” has too many pages: all files together may have 100. Scan the signed paper alone, without what lay beneath it, and add long annexes as attachments of the file."
    ]
    with pytest.raises(ValidationError) as refused:
        pages_of([given("A.pdf", scan(2), staff), given("B.jpg", hostile.picture("JPEG"), staff)], most=2)
    assert refused.value.messages[0].startswith("“B.jpg” has too many pages: all files together may have 2.")


def test_what_cannot_be_drawn_in_time_or_at_all_is_refused_in_words(staff, monkeypatch):
    upload = given("Scan.pdf", scan(1), staff)
    monkeypatch.setattr(scans, "SECONDS", 0.01)
    with pytest.raises(ValidationError) as refused:
        pages_of([upload])
    assert refused.value.code == "too_slow"
    monkeypatch.undo()
    broken = accept(check(SimpleUploadedFile("Broken.pdf", hostile.pdf())), by=staff)
    path_of(broken.sha256).write_bytes(b"something else")
    with pytest.raises(ValidationError) as refused:
        pages_of([broken])
    assert refused.value.messages == [
        "“Broken.pdf” is missing or was changed after it was stored. Add the scan again, and tell your administrator."
    ]


HEIC = "Photographs in Apple’s own form (HEIC) are not taken. In the camera’s settings choose “Most Compatible” under Formats, which makes JPEG, and take the photograph again; or open it and save it as JPEG."
HEIC_FILE = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "IMG_0001.jpg"])
def test_a_photograph_of_apples_own_kind_is_refused_with_the_way_out(name):
    with pytest.raises(ValidationError) as refused:
        check(SimpleUploadedFile(name, HEIC_FILE))
    assert refused.value.messages == [HEIC]


class ScanForm(forms.Form):
    scans = UploadsField(only=("pdf", "jpeg", "png"), photographs=True)


def test_several_files_arrive_in_order_and_what_is_wrong_is_said_with_the_name():
    good: list[UploadedFile[Any]] = [
        SimpleUploadedFile(f"{n}.jpg", hostile.picture("JPEG", size=(40, n))) for n in (9, 3)
    ]
    form = ScanForm({}, MultiValueDict({"scans": good}))
    assert form.is_valid()
    assert [checked.name for checked in form.cleaned_data["scans"]] == ["9.jpg", "3.jpg"]
    locked = hostile.pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
    form = ScanForm(
        {},
        MultiValueDict(
            {"scans": [*good, SimpleUploadedFile("Scan.pdf", locked), SimpleUploadedFile("a.csv", b"a,b")]}
        ),
    )
    assert form.errors == {
        "scans": [
            "“Scan.pdf”: The file is locked with a password. Save a copy without a password, and choose that copy.",
            "“a.csv”: Files of this kind are not taken here. Choose a PDF / JPEG / PNG file.",
        ]
    }
    assert ScanForm({}, MultiValueDict()).errors == {"scans": ["No file was chosen. Choose the file to add."]}


def test_a_scan_with_a_script_inside_is_refused(staff):
    script = hostile.pdf(
        lambda made: made.Root.__setattr__(
            "OpenAction",
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")),
        )
    )
    with pytest.raises(ValidationError) as refused:
        given("Scan.pdf", script, staff)
    assert refused.value.messages == [
        "The file contains program code, which could harm the reader. Print it to PDF, and choose that file."
    ]
