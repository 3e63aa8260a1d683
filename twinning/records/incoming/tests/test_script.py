"""How ``script/mail`` ends, as mail servers read it."""

import shutil
import subprocess

import pytest
from django.conf import settings


@pytest.mark.parametrize(("ended", "told"), [(0, 0), (65, 65), (75, 75), (1, 75), (137, 75)])
def test_only_an_empty_pipe_is_told_apart_from_try_again(tmp_path, ended, told):
    script = tmp_path / "script" / "mail"
    python = tmp_path / ".venv" / "bin" / "python"
    for folder in (script.parent, python.parent):
        folder.mkdir(parents=True)
    shutil.copy(settings.BASE_DIR / "script" / "mail", script)
    python.write_text(f"#!/bin/sh\nexit {ended}\n")
    python.chmod(0o755)
    assert subprocess.run([str(script)], check=False).returncode == told
