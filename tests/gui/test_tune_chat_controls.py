"""Every control of the rooms has a name and can be reached by keyboard; nothing needs more than the panel's width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from maemi_gui.context import Context

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView, QProgressBar)
PANEL_WIDTH = 380


def review(context: Context) -> QWidget:
    from maemi_gui.review.panel import ReviewPanel

    return ReviewPanel(context)


def chat(context: Context) -> QWidget:
    from maemi_gui.chat.panel import ChatPanel

    return ChatPanel(context)


def tune(context: Context) -> QWidget:
    from maemi_gui.tune.page import TunePage

    page = TunePage(context)
    page.trainer.keep_warm = lambda: None  # type: ignore[method-assign]  # no process for a look at the names
    page.form.fold.setChecked(True)
    return page


def settings(context: Context) -> QWidget:
    from maemi_gui.settings.dialog import SettingsDialog

    return SettingsDialog(context)


def generate(context: Context) -> QWidget:
    from maemi_gui.review.generate_dialog import GenerateDialog

    dialog = GenerateDialog(context)
    dialog._later.stop()
    dialog.teacher.show()
    return dialog


def own(widget: QWidget) -> bool:
    """Not a part that Qt puts into its own composite widgets."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView) or parent.inherits(
            "QComboBoxPrivateContainer"
        ):
            return False
        parent = parent.parentWidget()
    names = ("qt_", "ScrollLeft", "ScrollRight")  # scroll areas, the arrows of a tab bar, the clear button of a field
    return not widget.objectName().startswith(names) and not isinstance(widget.parentWidget(), QLineEdit)


@pytest.mark.parametrize("room", [review, chat, tune, settings, generate])
def test_every_control_has_a_name(
    qtbot: QtBot, tiny_project: Context, settle: Callable[[], None], room: Callable[[Context], QWidget]
) -> None:
    widget = room(tiny_project)
    qtbot.addWidget(widget)
    widget.show()
    settle()
    nameless: list[str] = []
    unreachable: list[str] = []
    for control in widget.findChildren(QWidget):
        if not isinstance(control, CONTROLS) or not own(control):
            continue
        name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        if not name:
            nameless.append(repr(control))
        if isinstance(control, QRadioButton) and not control.isChecked():
            continue  # Tab reaches the one of its group that is chosen, arrow keys the others
        if not isinstance(control, QProgressBar) and not control.focusPolicy() & Qt.FocusPolicy.TabFocus:
            unreachable.append(f"{name}: {control!r}")
    assert nameless == []
    assert unreachable == []


@pytest.mark.parametrize("room", [review, chat])
def test_a_panel_fits_its_column(
    qtbot: QtBot, tiny_project: Context, settle: Callable[[], None], room: Callable[[Context], QWidget]
) -> None:
    widget = room(tiny_project)
    qtbot.addWidget(widget)
    widget.show()
    settle()
    assert widget.minimumSizeHint().width() <= PANEL_WIDTH
