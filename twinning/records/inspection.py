"""Look inside a stranger's file, in a process of its own with limits.

Run by file name, not imported by the product, so that nothing of the product is
loaded: the file comes on standard input, its kind is the only argument. Exit 0:
accepted, and standard output holds the clean copy of a picture, or nothing where
the file is kept as it came. Exit 3: refused, and standard output holds the reason,
one of the keys of ``uploads.REFUSALS``. Any other end means that the file broke
its reader.
"""

import io
import re
import resource
import struct
import sys
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SECONDS = 20
MOST_MEMORY = 1024**3
MOST_UNPACKED = 200 * 1024**2
MOST_RATIO = 200
MOST_ENTRIES = 3000
MOST_OBJECTS = 500_000

REFUSED = 3

ORIENTATION = 0x0112
"""The number under which a camera says how it was held (Exif 2.3, 4.6.4)."""

ACTIVE_KEYS = {"/JS", "/JavaScript", "/Launch", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
ACTIVE_VALUES = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/RichMediaExecute",
    "/RichMedia",
    "/GoToE",
}
EMBEDDED_KEYS = {"/EmbeddedFiles", "/EF"}
EMBEDDED_VALUES = {"/EmbeddedFile", "/FileAttachment"}

OOXML_MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
ODT_MIMETYPE = b"application/vnd.oasis.opendocument.text"
MACRO_PARTS = re.compile(
    r"vbaProject|vbaData|macrosheets/|dialogsheets/|activeX|ctrlProps/|customUI|^Basic/|^Scripts/|^(?!.*printerSettings\d*\.bin$).*\.bin$|\.(exe|dll|js|vbs|jar|class|ps1)$",
    re.IGNORECASE,
)
EMBEDDED_PARTS = re.compile(r"(^|/)embeddings/|oleObject|^Object \d+$", re.IGNORECASE)
FETCHED_RELATIONS = (
    "/attachedTemplate",
    "/oleObject",
    "/frame",
    "/subDocument",
    "/externalLinkPath",
    "/image",
)
ODT_ACTIVE = (
    b"<script:event-listener",
    b"<office:scripts><office:script",
    b"vnd.sun.star.script",
    b"<draw:applet",
    b"<draw:plugin",
    b"<draw:object-ole",
    b"macro:",
)
OOXML_ACTIVE = (b"DDEAUTO", b"<ddeLink", b"<oleLink", b"<o:OLEObject")

MARKUP = re.compile(
    rb"<\s*(script|html|head|body|svg|iframe|object|embed|form|img|meta|link|!doctype|!entity|\?php|\?xml|%)",
    re.IGNORECASE,
)
FORMULA = re.compile(r"^\s*(=|[+\-@].*(\||!|[A-Za-z]\())")


class Refused(Exception):
    """The file is not one we keep; the reason is a key of ``uploads.REFUSALS``."""


def limit_this_process() -> None:
    """A file that makes its reader run wild ends this process and nothing else."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def inspect_pdf(content: bytes) -> bytes:
    """Refuse a PDF that is locked, broken, acts by itself or carries other files."""
    import pikepdf

    if not content.startswith(b"%PDF-1.") and not content.startswith(b"%PDF-2."):
        raise Refused("wrong_type")
    if re.search(rb"<\s*(script|html|!doctype)", content[:4096], re.IGNORECASE):
        raise Refused("wrong_type")
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, png_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED
    )
    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    if pdf.is_encrypted:
        raise Refused("encrypted")
    if not len(pdf.pages):
        raise Refused("unreadable")
    seen = 0
    waiting: list[object] = [pdf.trailer, *pdf.objects]
    while waiting:
        here = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise Refused("too_complex")
        if isinstance(here, pikepdf.Array):
            waiting += [value for value in here if _has_parts(value)]
        elif isinstance(here, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting += _parts_of(here)
    return b""


def _has_parts(value: object) -> bool:
    """Whether a value must be looked into; a reference is not, its object is in the list anyway."""
    import pikepdf

    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _parts_of(holder: object) -> list[object]:
    import pikepdf

    parts = []
    for key, value in holder.items():  # type: ignore[attr-defined]
        name = str(value) if isinstance(value, pikepdf.Name) else ""
        if key in ACTIVE_KEYS or (key in ("/S", "/Subtype") and name in ACTIVE_VALUES):
            raise Refused("active")
        if key in EMBEDDED_KEYS or (key in ("/Type", "/Subtype") and name in EMBEDDED_VALUES):
            raise Refused("embedded")
        if _has_parts(value):
            parts.append(value)
    return parts


def inspect_picture(content: bytes, coding: str, most_pixels: int, most_read: int = 0) -> bytes:
    """A clean copy of a picture: the same pixels upright, without metadata and without anything behind its end.

    One of more than ``most_pixels``, but not more than ``most_read``, is kept reduced to a half, a quarter or an eighth.
    """
    from PIL import Image, ImageOps

    try:
        picture = Image.open(io.BytesIO(content), formats=[coding])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    except Image.UnidentifiedImageError:
        raise Refused("wrong_type") from None
    if picture.width * picture.height > max(most_pixels, most_read):
        raise Refused("too_many_pixels")
    picture.verify()
    loaded = _loaded(Image.open(io.BytesIO(content), formats=[coding]), most_pixels)
    upright = ImageOps.exif_transpose(loaded)
    clean = upright.copy() if upright is loaded else upright
    if coding == "JPEG" and clean.mode not in ("L", "RGB"):
        clean = clean.convert("RGB")
    clean.info = {key: clean.info[key] for key in ("transparency",) if key in clean.info}
    made = io.BytesIO()
    clean.save(made, coding, **({"quality": 92} if coding == "JPEG" else {"compress_level": 4}))
    return made.getvalue()


def _loaded(picture: "Image", most_pixels: int) -> "Image":
    """A picture in memory; a very large JPEG is read reduced, so that its full size never is."""
    factor = 1
    while picture.width * picture.height > most_pixels * factor**2:
        factor *= 2
    if factor == 1:
        picture.load()
        return picture
    turned = picture.getexif().get(ORIENTATION)
    full = picture.size
    try:
        picture.draft(None, (full[0] // factor, full[1] // factor))
        picture.load()
        if picture.size == full:  # only a JPEG is read reduced
            picture = _with_shades(picture).reduce(factor)
    except MemoryError:
        raise Refused("too_many_pixels") from None
    if turned:
        picture.getexif()[ORIENTATION] = turned
    return picture


def _with_shades(picture: "Image") -> "Image":
    """A picture whose dots can be averaged: no palette, not black and white only."""
    if "transparency" in picture.info or picture.mode == "PA":
        return picture.convert("RGBA")
    return picture.convert({"1": "L", "P": "RGB"}.get(picture.mode, picture.mode))


def inspect_text(content: bytes, kind: str) -> bytes:
    """Refuse what is no text, carries markup or, in a table, formulas that a spreadsheet would run."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text) or "\x7f" in text:
        raise Refused("wrong_type")
    if content.startswith(b"#!") or MARKUP.search(text.encode()):
        raise Refused("active")
    if kind == "csv" and any(
        FORMULA.match(cell.strip('"')) for line in text.splitlines() for cell in re.split(r"[,;\t]", line)
    ):
        raise Refused("formulas")
    return b""


def inspect_package(content: bytes, kind: str) -> bytes:
    """Refuse an office file that is not what it says, unpacks without end, or carries macros, files or links to fetch."""
    parts = _unpack(content)
    if any(MACRO_PARTS.search(name) for name in parts):
        raise Refused("active")
    if any(EMBEDDED_PARTS.search(name) for name in parts):
        raise Refused("embedded")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".rdf", ".vml")):
            _xml(part)
    if kind == "odt":
        _open_document(parts)
    else:
        _office_open(parts, kind)
    return b""


def _unpack(content: bytes) -> dict[str, bytes]:
    """All parts of a package, after its directory has shown that they are not too many or too large."""
    if not content.startswith(b"PK\x03\x04") or content[-22:-18] != b"PK\x05\x06":
        raise Refused("wrong_type")
    size, start = struct.unpack("<LL", content[-10:-2])
    if start + size != len(content) - 22:
        raise Refused("wrong_type")
    package = zipfile.ZipFile(io.BytesIO(content))
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("too_complex")
    if sum(entry.compress_size for entry in entries) > len(content):
        raise Refused("too_complex")
    parts = {}
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if (
            name.startswith("/")
            or "\\" in name
            or ".." in name.split("/")
            or name in parts
            or "\x00" in entry.orig_filename
        ):
            raise Refused("unreadable")
        if entry.file_size > 1024**2 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Refused("too_complex")
        parts[name] = package.read(entry)
    return parts


def _xml(part: bytes) -> ElementTree.Element:
    """The root of a part; one that declares entities is never parsed."""
    if not part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or re.search(
        rb"<!(DOCTYPE|ENTITY)", part, re.IGNORECASE
    ):
        raise Refused("active")
    return ElementTree.fromstring(part)  # noqa: S314  (what makes it dangerous was refused above)


def _office_open(parts: dict[str, bytes], kind: str) -> None:
    try:
        types = _xml(parts["[Content_Types].xml"])
    except KeyError:
        raise Refused("wrong_type") from None
    given = [element.get("ContentType", "") for element in types]
    if any("macroEnabled" in one or "vba" in one.lower() for one in given):
        raise Refused("active")
    main = {
        element.get("PartName", "").lstrip("/")
        for element in types
        if element.get("ContentType") == OOXML_MAIN[kind]
    }
    if len(main) != 1 or not main <= set(parts):
        raise Refused("wrong_type")
    for name, part in parts.items():
        if name.endswith(".rels"):
            for relation in _xml(part):
                if relation.get("TargetMode") == "External" and relation.get("Type", "").endswith(
                    FETCHED_RELATIONS
                ):
                    raise Refused("fetches")
        if name.endswith(".xml") and any(sign in part for sign in OOXML_ACTIVE):
            raise Refused("active")


def _open_document(parts: dict[str, bytes]) -> None:
    if parts.get("mimetype") != ODT_MIMETYPE or next(iter(parts)) != "mimetype" or "content.xml" not in parts:
        raise Refused("wrong_type")
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("encrypted")
    for name in ("content.xml", "styles.xml"):
        if any(sign in parts.get(name, b"") for sign in ODT_ACTIVE):
            raise Refused("active")


def inspect(kind: str, content: bytes, most_pixels: int, most_read: int = 0) -> bytes:
    """The clean copy of a file, or nothing where it is kept as it came; raises ``Refused``."""
    if kind == "pdf":
        return inspect_pdf(content)
    if kind in ("png", "jpeg"):
        return inspect_picture(content, kind.upper(), most_pixels, most_read)
    if kind in ("txt", "csv"):
        return inspect_text(content, kind)
    return inspect_package(content, kind)


def main() -> int:
    kind, most_pixels, most_read = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit_this_process()
    try:
        clean = inspect(kind, sys.stdin.buffer.read(), most_pixels, most_read)
    except Refused as reason:
        sys.stdout.write(str(reason))
        return REFUSED
    sys.stdout.buffer.write(clean)
    return 0


if __name__ == "__main__":
    sys.exit(main())
