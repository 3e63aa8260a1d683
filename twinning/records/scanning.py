"""Turn one scanned file into pictures of its pages, in a process of its own with limits.

Run by file name, not imported by the product, as ``inspection`` is: the file
comes on standard input; its kind and how many pages it may have are the
arguments. Standard output holds the pages one after the other, each as a
``HEADER`` with a picture and a small picture behind it. Exit 0: these are all
pages. Exit 3: refused, and standard error holds the reason, one of the keys of
``scans.REFUSALS``. Any other end means that the file broke its reader.
"""

import io
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_MEMORY = 1024**3
MOST_SECONDS = 45
SECONDS_PER_PAGE = 15
MOST_COMPLAINT = 64 * 1024
"""Standard error may be a file; nothing else is written to one."""

DOTS_PER_INCH = 200
LONGEST_SIDE = 2400
"""A page of Letter or A4 at 200 dots per inch; a larger sheet is drawn coarser, never larger."""
SMALL_SIDE = 360
QUALITY = 85
STILL_GREY = 3
"""How far the three colours of a dot may be apart before the page counts as coloured."""

HEADER = struct.Struct(">IIIIB")
"""Bytes of the picture, bytes of the small one, width, height, whether it is grey."""

REFUSED = 3


class Refused(Exception):
    """These are no pages that we take; the reason is a key of ``scans.REFUSALS``."""


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_COMPLAINT, MOST_COMPLAINT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pages(kind: str, content: bytes, most: int) -> "Iterator[Image]":
    """The pages of a file, upright as its maker meant them. Raises ``Refused``."""
    if kind == "pdf":
        yield from _drawn(content, most)
    else:
        if most < 1:
            raise Refused("too_many_pages")
        yield _photograph(content, kind.upper())


def _drawn(content: bytes, most: int) -> "Iterator[Image]":
    import pypdfium2  # type: ignore[import-untyped]

    pdf = pypdfium2.PdfDocument(content)
    if len(pdf) > most:
        raise Refused("too_many_pages")
    pdf.init_forms()  # a visible signature is a field of a form
    for page in pdf:
        # One page that never ends is ended by this signal, and the parent says so.
        signal.alarm(SECONDS_PER_PAGE)
        longest = max(page.get_size())
        scale = min(DOTS_PER_INCH / 72, LONGEST_SIDE / max(longest, 1))
        picture = page.render(scale=scale, rev_byteorder=True).to_pil()
        page.close()
        yield picture.convert("RGB") if picture.mode != "L" else picture
        signal.alarm(0)


def _photograph(content: bytes, coding: str) -> "Image":
    from PIL import Image

    picture = Image.open(io.BytesIO(content), formats=[coding])
    longest = max(picture.size)
    if longest > LONGEST_SIDE:
        # A JPEG is read reduced to begin with, so that its full size is never in memory.
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _on_white(picture)


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        picture = white
    return picture if picture.mode == "L" else picture.convert("L" if picture.mode == "1" else "RGB")


def grey_if_grey(picture: "Image") -> "Image":
    """A picture without colour as shades of grey: a third of the size, and no tint in print."""
    from PIL import ImageChops

    if picture.mode == "L":
        return picture
    red, green, blue = picture.split()
    apart = [ImageChops.difference(one, other).getextrema() for one, other in ((red, green), (green, blue))]
    most: Any = max(apart)
    return picture.convert("L") if most[1] <= STILL_GREY else picture


def framed(picture: "Image") -> bytes:
    """One page as it is handed to the parent."""
    from PIL import Image

    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    whole, little = _jpeg(picture), _jpeg(small)
    header = HEADER.pack(len(whole), len(little), picture.width, picture.height, picture.mode == "L")
    return header + whole + little


def _jpeg(picture: "Image") -> bytes:
    made = io.BytesIO()
    picture.info = {}  # neither a place nor a camera nor a comment
    picture.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def main() -> int:
    kind, most = sys.argv[1], int(sys.argv[2])
    limit_this_process()
    try:
        for picture in pages(kind, sys.stdin.buffer.read(), most):
            sys.stdout.buffer.write(framed(grey_if_grey(picture)))
    except Refused as reason:
        sys.stderr.write(str(reason))
        return REFUSED
    except MemoryError:
        sys.stderr.write("too_large")
        return REFUSED
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
