"""Pictures on papers, by name: ours, the City's own by their hash, and what is drawn from a text."""

import re
from urllib.parse import unquote
from xml.sax.saxutils import escape

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from twinning.records.drawing import folder
from twinning.records.uploads import path_of


def asset(url: str) -> bytes:
    """A picture of ours: of static/documents, a crest or a scanned page by its hash, a QR code, or the quiet word across a draft."""
    name = url.removeprefix("asset:")
    if name.startswith("watermark/"):
        return _watermark(unquote(name.removeprefix("watermark/")))
    if name.startswith("qr/"):
        return qr_code(unquote(name.removeprefix("qr/")))
    if re.fullmatch(r"asset:(crest|scan)/[0-9a-f]{64}", url):
        return path_of(name.partition("/")[2]).read_bytes()
    if not url.startswith("asset:") or not re.fullmatch(r"[\w-]+\.(svg|png)", name):
        raise ValueError(f"{url} is not one of our pictures")
    return (folder() / name).read_bytes()


def qr_code(text: str) -> bytes:
    """A text as a QR code that stands a smudge, with the quiet zone that ISO/IEC 18004 asks for."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{dark}"/></svg>'
    ).encode()


def media_type(content: bytes) -> str:
    """By what it is, not by its name: a crest is kept under its hash."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8") else "image/svg+xml"


def _watermark(word: str) -> bytes:
    size = min(170, 900 / max(len(word), 1))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 612 792" width="612" height="792">'
        f'<text x="306" y="396" transform="rotate(-52 306 396)" text-anchor="middle" dominant-baseline="central" '
        f'font-family="Noto Serif" font-weight="700" font-size="{size:.0f}" letter-spacing="6" fill="#e9edf2">{escape(word)}</text></svg>'
    ).encode()
