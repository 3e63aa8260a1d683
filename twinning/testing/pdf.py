"""Reading papers back: their text, their structure for screen readers, what is attached, and what veraPDF says."""

import html
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image


def pages(pdf: Path) -> list[str]:
    """The text of each page, laid out as it stands there."""
    return _run("pdftotext", "-layout", str(pdf), "-").removesuffix("\f").split("\f")


def share_of_colour(pdf: Path, colour: tuple[int, int, int]) -> list[float]:
    """How much of each page, drawn as a picture, has exactly this colour: 0 to 1."""
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        _run("pdftoppm", "-r", "40", "-png", str(pdf), f"{folder}/page")
        for picture in sorted(Path(folder).iterdir()):
            with Image.open(picture) as image:
                pixels = image.convert("RGB").getcolors(image.width * image.height) or []
                shares.append(
                    sum(count for count, found in pixels if found == colour) / (image.width * image.height)
                )
    return shares


def text(pdf: Path) -> str:
    """All text in reading order, runs of white space made one."""
    return " ".join(_run("pdftotext", str(pdf), "-").split())


def edges(pdf: Path) -> tuple[float, float]:
    """How far to the left and to the right any word reaches, in points."""
    words = re.findall(
        r'<word xMin="([\d.]+)" [^>]*xMax="([\d.]+)"', _run("pdftotext", "-bbox", str(pdf), "-")
    )
    return min(float(left) for left, _ in words), max(float(right) for _, right in words)


def lines(pdf: Path, left: float = 0, right: float = 10_000) -> list[list[tuple[float, str]]]:
    """The lines of each page from top to bottom, (height of their foot, text), between two distances from its left edge."""
    found = []
    for page in _run("pdftotext", "-bbox", str(pdf), "-").split("<page ")[1:]:
        standing: dict[float, list[tuple[float, str]]] = {}
        for x, y, word in re.findall(r'<word xMin="([\d.]+)" [^>]*yMax="([\d.]+)">(.*?)</word>', page):
            if left <= float(x) < right:
                near = next((foot for foot in standing if abs(foot - float(y)) < 5), float(y))
                standing.setdefault(near, []).append((float(x), html.unescape(word)))
        found.append(
            [(foot, " ".join(word for _x, word in sorted(standing[foot]))) for foot in sorted(standing)]
        )
    return found


def structure(pdf: Path) -> list[tuple[str, str]]:
    """The structure tree as a screen reader walks it: (tag, "") for an element, ("", text) for what it reads out."""
    with pikepdf.open(pdf) as opened:
        pages = {page.objgen: _marked_text(page) for page in opened.pages}
        return list(_walk(opened.Root["/StructTreeRoot"]["/K"], pages, None))


def _walk(node: Any, pages: dict[Any, dict[int, str]], page: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, int):
        yield "", pages[page].get(node, "")
    elif isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _walk(kid, pages, page)
    elif node.get("/Type") == "/StructElem":
        yield str(node["/S"])[1:], ""
        page = node["/Pg"].objgen if "/Pg" in node else page
        yield from _walk(node.get("/K", pikepdf.Array()), pages, page)


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content of a page, by its number."""
    fonts = {name: _letters(font) for name, font in page.Resources["/Font"].items()}
    found: dict[int, str] = {}
    inside: list[int | None] = []
    letters: dict[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = instruction.operator
        match str(operator):
            case "BDC":
                inside.append(int(operands[1]["/MCID"]) if "/MCID" in operands[1] else None)
            case "BMC":
                inside.append(None)
            case "EMC":
                inside.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ" if inside and inside[-1] is not None:
                pieces = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                words = "".join(letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
                found[inside[-1]] = found.get(inside[-1], "") + words
    return found


def _letters(font: Any) -> dict[bytes, str]:
    """Which text each two-byte code of a font stands for."""
    table = re.findall(rb"<([0-9a-fA-F]{4})> *<([0-9a-fA-F]*)>", font["/ToUnicode"].read_bytes())
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in table
    }


def letters(pdf: Path) -> dict[str, set[str]]:
    """Which characters are set in which font."""
    found: dict[str, set[str]] = {}
    with pikepdf.open(pdf) as opened:
        for page in opened.pages:
            for font in page.Resources["/Font"].values():
                name = str(font["/BaseFont"]).split("+")[-1]
                found.setdefault(name, set()).update("".join(_letters(font).values()))
    return {name: signs - {"\uffff"} for name, signs in found.items()}


def spoken(pdf: Path) -> str:
    """What a screen reader reads out, in its order, runs of white space made one."""
    return " ".join(" ".join(text for _tag, text in structure(pdf)).split())


def tags(pdf: Path) -> list[str]:
    """The tags of the structure tree in reading order."""
    return [tag for tag, _text in structure(pdf) if tag]


def elements(pdf: Path, tag: str) -> list[dict[str, Any]]:
    """The structure elements of one kind: their language and how many header cells they name."""
    with pikepdf.open(pdf) as opened:
        found = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{tag}"]
        return [
            {
                "language": str(element["/Lang"]) if "/Lang" in element else "",
                "headers": len(element["/A"].get("/Headers", [])) if "/A" in element else 0,
                "id": str(element.get("/ID", "")),
            }
            for element in found
        ]


def alternatives(pdf: Path) -> list[str]:
    """What a screen reader says in place of each picture."""
    with pikepdf.open(pdf) as opened:
        return [
            str(o["/Alt"])
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure" and "/Alt" in o
        ]


def languages(pdf: Path) -> set[str]:
    """The language of the whole, and of every passage that is in another."""
    with pikepdf.open(pdf) as opened:
        return {str(o["/Lang"]) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/Lang" in o}


def attachments(pdf: Path) -> dict[str, tuple[str, bytes]]:
    """Name -> relationship and content of what travels inside."""
    with pikepdf.open(pdf) as opened:
        return {
            name: (str(spec.obj["/AFRelationship"]), spec.get_file().read_bytes())
            for name, spec in opened.attachments.items()
        }


def fonts(pdf: Path) -> set[str]:
    return {line.split()[0].split("+")[-1] for line in _run("pdffonts", str(pdf)).splitlines()[2:]}


def verapdf(files: Iterable[Path]) -> dict[Path, dict[str, dict[str, Any]]]:
    """What veraPDF finds in each file against PDF/A-3a (``3a``) and PDF/UA-1 (``ua1``), all in one Java machine."""
    files = list(files)
    answer = json.loads(_run(sys.executable, "-m", "twinning.testing.verapdf", *map(str, files)))
    return {file: answer[str(file)] for file in files}


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode()
