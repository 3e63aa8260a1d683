"""How a paper is drawn: fonts, pictures, the press (WeasyPrint) and the child that draws.

``twinning.records.rendering`` puts them together; nothing else uses them.
"""

from pathlib import Path

from django.conf import settings


class RenderingFailed(Exception):
    """The paper was not made and nothing was stored; says why, and how to put it right, to a clerk."""


def folder() -> Path:
    """Where the style sheet, the fonts' list and our pictures lie."""
    return Path(settings.BASE_DIR) / "static" / "documents"
