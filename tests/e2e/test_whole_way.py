"""From the welcome page to an answer of the adapter that was trained: every step with the mouse and the keyboard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from maemi import resources

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.local,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_spec("torch") is None, reason="the local model is not installed: maemi[local]"),
]


def live(day: str, folder: Path) -> None:
    """One day at the window, in a process of its own."""
    environment = {**os.environ, "MAEMI_DATA_DIR": str(folder / "data"), "MAEMI_LOG_DIR": str(folder / "log")}
    walking = Path(__file__).with_name("walking.py")
    done = subprocess.run(
        [sys.executable, str(walking), day, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, f"{day} day: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"


def test_from_the_welcome_page_to_an_answer_of_the_adapter(tmp_path: Path) -> None:
    assert (resources.path("model") / "config.json").is_file(), "resources/model holds no embedded model"
    live("first", tmp_path)
    live("second", tmp_path)
    assert json.loads((tmp_path / "told.json").read_text())["answer"].strip()
