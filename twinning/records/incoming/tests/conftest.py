"""A folder of its own for the mails of each test."""

from pathlib import Path
from typing import Any

import pytest

from twinning.records.tests.conftest import environment, shared_database

__all__ = ["environment", "shared_database"]


@pytest.fixture(autouse=True)
def mail_in(settings: Any, tmp_path: Path) -> Path:
    """Where mails that come in are kept."""
    settings.MAIL_IN_DIR = tmp_path / "mail-in"
    return settings.MAIL_IN_DIR
