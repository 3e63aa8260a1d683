"""A city whose papers lie in a folder of the test, and one paper."""

from collections.abc import Callable, Iterator

import pytest

from twinning.records.issued import actions as issued
from twinning.records.issued.models import Issue
from twinning.records.tests.conftest import shared_database

__all__ = ["shared_database"]

FACTS = {"language": "en", "paper_size": "letter", "frozen_at": "2026-03-12T15:00:00-06:00", "n": 1}


_seal: list[bytes] = []


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> Iterator[None]:
    """Folders of the test; the City's seal in them is made once for all tests, for making one takes a second."""
    for name in ("SEAL_DIR", "PAPERS_DIR", "UPLOADS_DIR"):
        setattr(settings, name, tmp_path / name.lower())
    settings.PAPERS_DIR.mkdir()
    settings.SITE_URL = "https://twinning.example.ca/"
    kept = settings.SEAL_DIR / "seal.pem"
    if _seal:
        settings.SEAL_DIR.mkdir()
        kept.write_bytes(_seal[0])
    yield
    if not _seal and kept.exists():
        _seal.append(kept.read_bytes())


@pytest.fixture
def ask(lacombe, clerk) -> Callable[..., Issue]:
    """``ask(key=…, facts=…)`` issues a paper; it is not made yet."""

    def ask(**more) -> Issue:
        asked = {
            "template": "resolution",
            "facts": FACTS,
            "title": "Resolution 26-014",
            "filename": "Resolution 26-014.pdf",
            "public_title": "Resolution 26-014: Twinning with Mazatlán",
            "key": "resolution:1",
            "by": clerk,
        }
        return issued.issue(**asked | more)

    return ask
