"""The window as a whole: names for every control, pages, sizes that are remembered, a clean end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from maemi.measure.result import Measurement
from maemi_gui.browse.dialogs import ClassDialog, PixelSizeDialog
from maemi_gui.context import Context
from maemi_gui.inspect.result import Result
from maemi_gui.main_window import MainWindow
from maemi_gui.new_project import NewProjectDialog
from maemi_gui.strip.job_view import JobView

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
# Parts of other controls that Qt makes itself; a screen reader meets them through their owner.
QT_OWN = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def nameless(root: QWidget) -> list[str]:
    """Interactive controls that a screen reader could not name."""
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, INTERACTIVE) or isinstance(widget, QScrollBar | QHeaderView):
            continue
        if widget.objectName().startswith(QT_OWN):
            continue
        owner = widget.parentWidget()
        box = owner.parentWidget() if owner else None
        if isinstance(owner, QAbstractSpinBox | QComboBox | QLineEdit) or isinstance(box, QComboBox):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        if not name.strip():
            found.append(f"{type(widget).__name__} < {type(owner).__name__} < {type(box).__name__}")
    return found


def test_every_control_has_a_name(window: MainWindow, tiny_project: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.browse.gallery.current() is not None, timeout=10_000)
    window.strip.show_job(JobView("x", "Evaluation"))
    assert nameless(window) == []


@pytest.mark.parametrize("dialog", ["pixel size", "class", "new project", "settings"])
def test_every_control_of_a_dialog_has_a_name(dialog: str, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    from maemi_gui.settings.dialog import SettingsDialog

    made: QDialog = {
        "pixel size": lambda: PixelSizeDialog(2),
        "class": lambda: ClassDialog(1, "tips"),
        "new project": lambda: NewProjectDialog(tmp_path),
        "settings": lambda: SettingsDialog(context),
    }[dialog]()
    qtbot.addWidget(made)
    made.show()
    assert nameless(made) == []


def test_every_tool_button_can_be_reached_by_keyboard(window: MainWindow) -> None:
    from PySide6.QtCore import Qt

    for button in window.findChildren(QToolButton):
        if button.objectName().startswith(QT_OWN) or isinstance(button.parent(), QLineEdit | QTabBar):
            continue
        reachable = bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus)
        action = button.defaultAction()
        assert reachable or (action is not None and action.shortcuts()), button.accessibleName()


def test_pages_and_panels_follow_their_actions(window: MainWindow, tiny_project: Context) -> None:
    assert window.pages.currentWidget() is window.browse
    window.actions_by_id["view.tune"].trigger()
    assert window.pages.currentWidget() is window.tune
    window.actions_by_id["view.review"].trigger()
    assert window.pages.currentWidget() is window.browse
    assert window.browse.tabs.currentWidget() is window.review
    assert window.actions_by_id["view.browse"].isChecked()


def test_without_a_project_there_is_nothing_to_add_to(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.welcome
    for action_id in ("file.add_folder", "file.add_files", "view.tune", "file.close_project"):
        assert not window.actions_by_id[action_id].isEnabled()


def test_sizes_are_remembered(context: Context, settings: QSettings, qtbot: QtBot) -> None:
    sizes: list[object] = []
    for wanted in ([200, 400, 360], None):
        window = MainWindow(context)
        qtbot.addWidget(window)
        if wanted:
            window.pages.setCurrentWidget(window.browse)
            window.show()
            window.browse.splitter.setSizes(wanted)
        sizes.append(window.browse.splitter.saveState().data())
        window.close()
    assert sizes[0] == sizes[1]
    assert settings.contains("window/geometry")


def test_the_selected_micrograph_is_the_same_everywhere(
    window: MainWindow, tiny_project: Context, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: window.browse.gallery.current() is not None, timeout=10_000)
    with qtbot.waitSignal(window.browse.canvas.shown, timeout=15_000):
        window.browse.gallery.step(1)
    assert window.browse.inspect._name.text() == "micrograph_1.png"
    tiny_project.set_project(None)
    assert window.browse.canvas.image.levels is None


START = """
import sys, time
begun = time.perf_counter()
from PySide6.QtCore import QTimer
from maemi_gui import app, main_window
class Window(main_window.MainWindow):
    def __init__(self, *args):
        super().__init__(*args)
        self.shown.connect(lambda: print("shown", time.perf_counter() - begun, flush=True))
        self.shown.connect(lambda: print("early", *sorted({name.split(".")[0] for name in sys.modules}), flush=True))
        self.ready.connect(lambda: QTimer.singleShot(500, self.close))
main_window.MainWindow = Window
status = app.main(sys.argv[1:])
import threading, psutil
print("late", *sorted({name.split(".")[0] for name in sys.modules}))
print("children", len(psutil.Process().children(recursive=True)))
others = [each for each in threading.enumerate() if each is not threading.main_thread()]
print("threads", *[each.name for each in others if not each.daemon])
sys.exit(status)
"""


def test_it_starts_light_and_ends_clean(tmp_path: Path, tiny_project: Context) -> None:
    """A real process on a real project: no torch ever, nothing heavy before the window shows, nothing left behind."""
    project = tiny_project.project
    assert project is not None
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "MAEMI_SETTINGS": str(tmp_path / "window.ini")}
    run = subprocess.run(
        [sys.executable, "-c", START, str(project.folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    lines = dict(line.partition(" ")[::2] for line in run.stdout.splitlines())
    early, late = set(lines["early"].split()), set(lines["late"].split())
    assert {"torch", "transformers", "peft", "bitsandbytes", "skimage"} & late == set()
    assert {"sqlalchemy", "alembic", "openai", "tifffile", "pyarrow", "scipy", "pyqtgraph"} & early == set()
    assert "sqlalchemy" in late, "the project was opened"
    assert lines["children"] == "0"
    assert lines["threads"] == ""
    assert "Traceback" not in run.stderr
    # Under 1.0 s on an idle machine; the bound leaves room for a busy one.
    assert float(lines["shown"]) < 4.0


def test_both_switches_of_the_outlines_agree(window: MainWindow, tiny_project: Context, qtbot: QtBot) -> None:
    page = window.browse
    with qtbot.waitSignal(page.canvas.shown, timeout=15_000):
        pass
    page.inspect.outlines_found.emit((((1.0, 1.0), (5.0, 5.0), (5.0, 1.0)),), ())
    switch = page.canvas.actions_by_id["canvas.outlines"]
    assert switch.isChecked() and page.inspect.measurement.outlines.isChecked()
    page.inspect.measurement.outlines.setChecked(False)
    assert not switch.isChecked() and not page.canvas.measured.shown
    switch.setChecked(True)
    assert page.inspect.measurement.outlines.isChecked() and page.canvas.measured.shown


def test_at_its_least_size_no_panel_is_cut(
    window: MainWindow, tiny_project: Context, settle: Callable[[], None]
) -> None:
    window.resize(window.minimumSize())
    settle()
    for panel in (window.browse.inspect, window.review, window.chat):
        assert panel is not None
        window.show_panel(panel)
        QApplication.processEvents()
        assert panel.minimumSizeHint().width() <= panel.width(), type(panel).__name__
    canvas = window.browse.canvas
    assert canvas.contrast.histogram.width() > 200
    assert not canvas._name.text().endswith("…") and canvas._name.width() >= 150  # pyright: ignore[reportPrivateUsage]


def test_a_click_on_an_outline_tells_about_that_object(window: MainWindow, tiny_project: Context, qtbot: QtBot) -> None:
    page = window.browse
    with qtbot.waitSignal(page.canvas.shown, timeout=15_000):
        pass
    boxes = tuple(((10.0, c), (10.0, c + 30), (40.0, c + 30), (40.0, c)) for c in (10.0, 60.0))
    found = Measurement("particles", confidence=0.9, objects={"size": (30.0, 31.0), "whole": (1.0, 0.0)})
    page.inspect._measured(Result(found, boxes))
    image, card = page.canvas.image, page.inspect.measurement.view.object
    x, y = image.view.to_window(75.5, 25.5)
    qtbot.mouseClick(image, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert card.chosen == 1 and page.canvas.measured.chosen == 1 and not card.isHidden()
    card.after.click()
    assert card.chosen == 0 and page.canvas.measured.chosen == 0
    card.close_button.click()
    assert card.isHidden() and page.canvas.measured.chosen is None
