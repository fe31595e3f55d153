"""Without the local extra, `maemi serve` says so before it tells anybody of a server."""

from __future__ import annotations

import pytest

from maemi.errors import MaemiError
from maemi.serve import server
from maemi.serve.catalogue import Catalogue


def test_a_missing_part_is_said_before_a_server_is_announced(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None if name == "uvicorn" else object())
    with pytest.raises(MaemiError, match="uvicorn is missing"):
        server.serve(Catalogue(None, ["embedded"]))
    assert capfd.readouterr().out == ""
