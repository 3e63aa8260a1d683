"""The fonts that papers may be drawn with, and no other: a font is an input of a record."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from twinning.records.drawing import RenderingFailed, folder

FONTS = {
    "fonts-noto-core": (
        "NotoSerif-Regular.ttf",
        "NotoSerif-Bold.ttf",
        "NotoSerif-Italic.ttf",
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
        "NotoNaskhArabic-Regular.ttf",
        "NotoSerifHebrew-Regular.ttf",
    ),
    "fonts-noto-cjk": ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
}
"""Without these a paper would be drawn in something else, so it is not drawn at all: Debian package, files."""


_configurations: dict[int, Any] = {}
_rehearsed: Any = None


def configuration() -> Any:
    """The fonts of this process; a forked child opens its own unless its parent has rehearsed."""
    if _rehearsed is not None:
        return _rehearsed
    if os.getpid() not in _configurations:
        refuse_missing()
        from weasyprint.text.fonts import FontConfiguration

        with own_fonts():
            _configurations[os.getpid()] = FontConfiguration()
    return _configurations[os.getpid()]


@contextlib.contextmanager
def own_fonts() -> Iterator[None]:
    """Let fontconfig see our fonts only, and other programs started from here all of theirs."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder() / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def refuse_missing() -> None:
    """Raise RenderingFailed, with the package that has it, where a font of ours is not on this machine."""
    ours = ElementTree.parse(folder() / "fonts.conf")  # noqa: S314 - a file of this project
    places = [Path(element.text or "") for element in ours.iter("dir")]
    for package, files in FONTS.items():
        for name in files:
            if not any((place / name).exists() for place in places):
                raise RenderingFailed(
                    _(
                        "The font file %(file)s is not on this machine, so papers cannot be drawn. Ask whoever looks after the machine to type “apt-get install %(package)s”, then try again."
                    )
                    % {"file": name, "package": package}
                )


def keep_for_children() -> None:
    """Hand the fonts that this process has opened to the children that it forks."""
    global _rehearsed
    _rehearsed = configuration()
