"""The page of what was sent, and the switch that is always in sight."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from maemi import local_only
from maemi.project import consent
from maemi.project.content import Content
from maemi.project.egress import list_egress, record
from maemi_gui.context import Context
from maemi_gui.egress.local_only_button import LocalOnlyButton
from maemi_gui.egress.window import EgressWindow
from maemi_gui.settings.dialog import SettingsDialog
from maemi_gui.settings.egress_page import EgressPage
from maemi_gui.widgets import servers, session_keys

Settle = Callable[[], None]


@pytest.fixture
def sent(tiny_project: Context) -> Context:
    """Three requests to two hosts."""
    project = tiny_project.project
    assert project is not None
    record(project, "lab.example:8000", 45_678, 1, "chat", model="m", content=Content(1, 96, 128, 200), who="ada")
    record(project, "api.example", 1_200_000, None, "generate pairs", who="bob")
    record(project, "127.0.0.1:1234", 5, 2, "ask", who="bob")
    return tiny_project


@pytest.fixture
def window(qtbot: QtBot, sent: Context, settle: Settle) -> EgressWindow:
    made = EgressWindow(sent)
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def cell(window: EgressWindow, row: int, column: int) -> str:
    return window.model.data(window.model.index(row, column), Qt.ItemDataRole.DisplayRole)


def test_every_request_is_listed_with_who_what_and_to_whom(window: EgressWindow, settle: Settle) -> None:
    assert window.model.rowCount() == 3
    cell(window, 0, 0)
    settle()
    assert cell(window, 0, 1) == "127.0.0.1:1234 (this machine)"
    told = ["lab.example:8000", "chat", "m", "micrograph_0.png", "46 kB", "1 picture, 128 × 96 px; 200 bytes of text"]
    assert [cell(window, 2, column) for column in (1, 2, 3, 4, 5, 6, 7)] == [*told, "ada"]
    assert cell(window, 1, 6) == "not noted"
    assert "3 requests, 1.2 MB" in window.count.text()
    first = window.totals.topLevelItem(0)
    assert first is not None and [first.text(column) for column in (1, 2, 3)] == ["api.example", "1", "1.2 MB"]


def test_filters_narrow_table_and_sums(window: EgressWindow, settle: Settle) -> None:
    window.filter.host.setCurrentIndex(window.filter.host.findData("lab.example:8000"))
    settle()
    assert window.model.rowCount() == 1 and window.totals.topLevelItemCount() == 1
    window.filter.host.setCurrentIndex(0)
    window.filter.who.setCurrentIndex(window.filter.who.findData("bob"))
    settle()
    assert window.model.rowCount() == 2
    window.filter.period.setCurrentIndex(1)
    window.filter.search.setText("micrograph_1")
    window.filter.changed.emit()
    settle()
    assert window.model.rowCount() == 1


def test_a_chosen_request_shows_its_micrograph_and_leads_to_it(
    window: EgressWindow, qtbot: QtBot, settle: Settle
) -> None:
    window.table.selectRow(2)
    settle()
    qtbot.waitUntil(lambda: not window.details.picture.pixmap().isNull(), timeout=20_000)
    with qtbot.waitSignal(window.micrograph_wanted) as caught:
        window.details.show_button.click()
    assert caught.args == [1]
    window.table.selectRow(1)
    settle()
    assert not window.details.show_button.isEnabled() and "Without" in window.details.picture.text()


def test_what_is_listed_goes_into_a_csv(window: EgressWindow, settle: Settle, tmp_path: Path) -> None:
    window.filter.who.setCurrentIndex(window.filter.who.findData("bob"))
    settle()
    window.export(tmp_path / "sent.csv")
    settle()
    rows = list(csv.DictReader((tmp_path / "sent.csv").read_text("utf-8").splitlines()))
    assert [row["host"] for row in rows] == ["127.0.0.1:1234", "api.example"]
    window.export(tmp_path / "no folder" / "sent.csv")
    settle()
    assert "cannot be written" in window.count.text()


def test_many_lines_are_read_by_pages(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    project = tiny_project.project
    assert project is not None
    with project.session() as session:
        session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250000) "
                "INSERT INTO egress (host, bytes_sent, purpose, at) "
                "SELECT 'h' || (i % 3), i, 'chat', '2026-01-01 00:00:00' FROM n"
            )
        )
    window = EgressWindow(tiny_project)
    qtbot.addWidget(window)
    settle()
    assert window.model.rowCount() == 250_000
    assert sum(total.requests for total in window._totals) == 250_000
    assert len(window.model._pages) <= 2, "lines are read as they come into sight"
    cell(window, 249_999, 1)
    settle()
    assert cell(window, 249_999, 1) == "h1"


def test_agreements_are_listed_and_taken_back(qtbot: QtBot, sent: Context, settle: Settle) -> None:
    project = sent.project
    assert project is not None
    consent.give(project, "api.example", "ada")
    page = EgressPage(sent)
    qtbot.addWidget(page)
    settle()
    item = page.tree.topLevelItem(0)
    assert item is not None and [item.text(0), item.text(1), item.text(3)] == ["api.example", "ada", "cut off"]
    page.tree.setCurrentItem(item)
    page.revoke_button.click()
    settle()
    assert consent.standing(project, "api.example") is None and page.tree.topLevelItemCount() == 0


def test_the_switch_holds_at_once_and_all_show_it(qtbot: QtBot, tiny_project: Context, settle: Settle) -> None:
    button = LocalOnlyButton(tiny_project)
    dialog = SettingsDialog(tiny_project)
    qtbot.addWidget(button)
    qtbot.addWidget(dialog)
    settle()
    assert not button.isChecked()
    button.click()
    assert local_only.is_on(), "before any file is written"
    settle()
    assert local_only.is_kept() and button.text() == "Local only: on" and dialog.general.local_only.isChecked()
    dialog.general.local_only.click()
    settle()
    assert not local_only.is_on() and not button.isChecked()
    dialog.general.of_project.click()
    settle()
    assert local_only.is_on() and button.isChecked() and "the project forbids it" in button.toolTip()
    assert not dialog.general.local_only.isEnabled()
    with qtbot.waitSignal(tiny_project.notice):
        button.click()
    settle()
    assert local_only.is_on() and button.isChecked()
    dialog.general.of_project.click()
    settle()
    assert not local_only.is_on()


def test_the_switch_of_an_older_version_is_taken_over(context: Context, settle: Settle) -> None:
    context.settings.setValue("network/local_only", "true")
    servers.take_over_switch(context)
    assert local_only.is_on(), "before the window shows"
    settle()
    assert local_only.is_kept() and context.settings.value("network/local_only") is None


class Models(BaseHTTPRequestHandler):
    """Lists one model to whoever has the right key; tells the wrong key back."""

    def do_GET(self) -> None:
        key = self.headers["Authorization"]
        right = key == "Bearer sk-right-0123456789"
        found: dict[str, Any] = {
            "object": "list",
            "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "x"}],
        }
        body = json.dumps(found if right else {"error": {"message": f"no such key {key}"}}).encode()
        self.send_response(200 if right else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def models() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Models)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_key_is_kept_for_the_session_checked_and_removed(
    qtbot: QtBot, tiny_project: Context, settle: Settle, models: str
) -> None:
    dialog = SettingsDialog(tiny_project, page="Servers")
    qtbot.addWidget(dialog)
    page = dialog.servers
    page.add()
    page.name.setText("Lab")
    page.base_url.setText(models)
    page.model.setText("m")
    page.key.setText("sk-wrong-0123456789")
    page.check()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=20_000)
    assert "does not accept" in page.notice.text() and "sk-wrong" not in page.notice.text()
    page.key.setText("sk-right-0123456789")
    page.kept.setCurrentIndex(1)
    page.save()
    settle()
    assert page.key.text() == "" and "for this session" in page.key.placeholderText()
    assert servers.read_key(models) == "sk-right-0123456789"
    page.check()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=20_000)
    assert "takes this key; it offers 1 models" in page.notice.text()
    project = tiny_project.project
    assert project is not None
    assert [line.purpose for line in list_egress(project)] == ["check a key", "check a key"]
    page.forget_key()
    settle()
    assert session_keys.key_of(models.split("/")[2]) is None
    tiny_project.settings.sync()
    for file in Path(tiny_project.settings.fileName()).parent.rglob("*"):
        assert not file.is_file() or b"sk-right" not in file.read_bytes(), file
