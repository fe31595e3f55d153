"""Export and import of pairs from the window, and the page that lists what was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from maemi.project.egress import record
from maemi.project.origin import project_licence
from maemi.project.pair_filter import PairFilter
from maemi.project.pairs import add_pairs, count_pairs
from maemi.project.rows import NewPair
from maemi_gui.context import Context
from maemi_gui.settings.egress_page import EgressPage
from maemi_gui.transfer.export_dialog import ExportDialog
from maemi_gui.transfer.import_dialog import ImportDialog
from maemi_gui.widgets.command import Command
from maemi_gui.widgets.servers import set_local_only

Settle = Callable[[], None]


@pytest.fixture
def with_pairs(tiny_project: Context) -> Context:
    assert tiny_project.project is not None
    new = [NewPair(1, f"What is number {number}?", f"A disc {number}.", "vqa", "measured") for number in range(3)]
    add_pairs(tiny_project.project, new)
    return tiny_project


def test_export_then_import_tells_counts_and_refused_lines(
    with_pairs: Context, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.jsonl"
    dialog = ExportDialog(with_pairs)
    qtbot.addWidget(dialog)
    settle()
    assert "(0)" in dialog.state.currentText() and not dialog.export_button.isEnabled(), "nothing is approved"
    dialog.state.setCurrentIndex(dialog.state.findData("pending"))
    dialog.file.setText(str(out))
    dialog.start()
    assert not dialog.export_button.isEnabled(), "a second click must not start a second export"
    settle()
    assert dialog.said.text() == f"3 pairs written to {out}."
    lines = out.read_text().splitlines()
    other = json.loads(lines[0])
    other["messages"][1]["content"][0]["text"] = "A new answer."
    del other["maemi"]  # it names the pair that it was
    out.write_text("\n".join([*lines, json.dumps(other), "no JSON"]) + "\n")
    report = ImportDialog(with_pairs, out)
    qtbot.addWidget(report)
    with qtbot.waitSignal(with_pairs.pairs_changed, timeout=10_000):
        settle()
    assert "added" in report.said.text() and report.said.text().endswith("1 refused.")
    assert "pairs.jsonl, 5: is not JSON" in report.refused.toPlainText()


def test_an_export_never_overwrites(with_pairs: Context, qtbot: QtBot, settle: Settle, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    out.write_text("precious")
    dialog = ExportDialog(with_pairs)
    qtbot.addWidget(dialog)
    dialog.state.setCurrentIndex(dialog.state.findData("all"))
    dialog.file.setText(str(out))
    dialog.start()
    settle()
    assert "not overwritten" in dialog.said.text()
    assert out.read_text() == "precious"
    assert dialog.export_button.isEnabled(), "another name may be tried"


def test_the_offered_name_follows_the_format_and_a_typed_one_keeps_its_stem(
    with_pairs: Context, qtbot: QtBot, settle: Settle
) -> None:
    dialog = ExportDialog(with_pairs)
    qtbot.addWidget(dialog)
    settle()
    dialog.format.setCurrentIndex(dialog.format.findData("parquet"))
    assert dialog.file.text().endswith("project approved parquet") and dialog.as_folder
    dialog.form.setCurrentIndex(dialog.form.findData("file"))
    assert dialog.file.text().endswith("approved parquet.parquet")
    assert dialog.parts.isHidden() and not dialog.licence.isHidden()
    dialog.file.setText("/somewhere/mine.parquet")
    dialog.format.setCurrentIndex(dialog.format.findData("llava"))
    assert dialog.file.text() == "/somewhere/mine.json"
    dialog.file.setText("/somewhere/v1.2 mine")
    assert dialog.as_folder and dialog.form.currentData() == "folder" and not dialog.parts.isHidden()
    dialog.format.setCurrentIndex(dialog.format.findData("coco"))
    assert dialog.file.text() == "/somewhere/v1.2 mine"


def test_a_dataset_of_what_review_shows_is_written_and_taken_in_again(
    with_pairs: Context, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    assert with_pairs.project is not None
    shown = PairFilter("pending", search="number 1")
    dialog = ExportDialog(with_pairs, shown=shown)
    qtbot.addWidget(dialog)
    settle()
    dialog.state.setCurrentIndex(dialog.state.findData("shown"))
    dialog.parts.setCurrentIndex(dialog.parts.findData("none"))
    assert not dialog.shares.isEnabled()
    dialog.licence.setText("CC-BY-4.0")
    dialog.file.setText(str(tmp_path / "out"))
    dialog.start()
    settle()
    assert dialog.said.text() == f"1 pair written to {tmp_path / 'out'}."
    assert "license: cc-by-4.0" in (tmp_path / "out" / "README.md").read_text()
    assert project_licence(with_pairs.project) == "CC-BY-4.0", "the project keeps it"
    report = ImportDialog(with_pairs, tmp_path / "out")
    qtbot.addWidget(report)
    settle()
    assert report.said.text() == "0 added, 1 known already, 0 refused."


def test_a_stopped_command_says_nothing_and_writes_nothing(with_pairs: Context, tmp_path: Path) -> None:
    assert with_pairs.project is not None
    out = tmp_path / "never.jsonl"
    command = Command(["export", with_pairs.project.address, str(out), "--format", "messages", "--state", "all"])
    command.stop()
    assert command.run() == {}
    assert not out.exists()
    assert count_pairs(with_pairs.project)["pending"] == 3


def test_the_page_says_what_was_sent(tiny_project: Context, qtbot: QtBot, settle: Settle) -> None:
    assert tiny_project.project is not None
    page = EgressPage(tiny_project)
    qtbot.addWidget(page)
    settle()
    assert page.summary.text() == "Nothing of this project was sent to any server."
    record(tiny_project.project, "lab.example:8000", 45_678, 1, "chat")
    record(tiny_project.project, "api.example", 1_200_000, None, "generate pairs")
    set_local_only(tiny_project.settings, True)
    page.refresh()
    settle()
    assert page.summary.text() == "Sent altogether: 1.2 MB to api.example, 46 kB to lab.example:8000."
    assert "refused" in page.switch.text()
