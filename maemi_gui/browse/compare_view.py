"""Two to four micrographs side by side, in place of the single picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from maemi.micrograph.units import format_length
from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.browse import actions as _actions  # noqa: F401 - registers what the tool row shows
from maemi_gui.browse.compare_group import CompareGroup
from maemi_gui.browse.compare_pane import ComparePane
from maemi_gui.browse.tone import Tone
from maemi_gui.context import Context
from maemi_gui.widgets.turning_row import TurningRow
from maemi_gui.widgets.words import ElidedLabel, label

FEWEST, MOST = 2, 4
HEADING_WIDTH = 170


class CompareView(QWidget):
    """Holds the panes of one comparison; nothing of it outlives its closing but two switches."""

    closed = Signal()
    """Back to the single picture."""
    position_changed = Signal(str)
    """What is under the cursor, as the single picture says it."""
    chosen = Signal(int)
    """The id of the micrograph that the panels shall be about."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.panes: list[ComparePane] = []
        self.group = CompareGroup(self)
        self.group.moved.connect(self._tell_scale)
        self.actions_by_id: dict[str, QAction] = {}
        self._heading = ElidedLabel("", "heading")
        self._scale = label("", "muted")
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._contrasts = QStackedWidget()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._tool_row())
        rows.addLayout(self._grid, 1)
        rows.addWidget(self._contrasts)
        context.project_changed.connect(self.close_comparison)

    def _tool_row(self) -> QWidget:
        slots: dict[str, Callable[..., object]] = {
            "compare.link": lambda on: self.group.set_linked(on, self.active()),
            "compare.same_scale": self.same_scale,
            "compare.fit": self.group.fit,
            "compare.same_contrast": self._share_contrast,
            "compare.close": self.close_comparison,
        }
        tools = QWidget()
        across = QHBoxLayout(tools)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2)
        across.addWidget(self._scale)
        across.addSpacing(8)
        for action_id, slot in slots.items():
            action = make(action_id, self, slot)
            self.actions_by_id[action_id] = action
            self.addAction(action)
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", ""))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            across.addWidget(button)
        self._enable(False)
        return TurningRow(self._heading, tools, HEADING_WIDTH)

    def compare(self, micrographs: list[MicrographRow]) -> None:
        """Show these, two to four, instead of those before."""
        self._clear()
        for number, row in enumerate(micrographs[:MOST]):
            pane = ComparePane(self.context, row)
            self.panes.append(pane)
            self._grid.addWidget(pane, number // 2, number % 2)
            self._contrasts.addWidget(pane.contrast)
            pane.activated.connect(lambda pane=pane: self.activate(pane))
            pane.shown.connect(self._pane_shown)
            pane.position_changed.connect(self.position_changed)
            pane.contrast.tone_changed.connect(self._spread_tone)
        self._grid.setRowStretch(0, 1)
        self._grid.setRowStretch(1, 1 if len(self.panes) > 2 else 0)
        self._heading.setText(f"Comparing {len(self.panes)} micrographs")
        self.group.linked = True
        for action_id, on in (("compare.link", True), ("compare.same_contrast", False)):
            action = self.actions_by_id[action_id]
            action.blockSignals(True)
            action.setChecked(on)
            action.blockSignals(False)
        self.group.set_panes(self.panes)
        self._enable(True)
        self.panes[0].image.setFocus()
        self.activate(self.panes[0])

    def active(self) -> ComparePane | None:
        """The pane that the panels, the contrast strip and `Same scale` are about."""
        return next((pane for pane in self.panes if pane.active), None)

    def activate(self, pane: ComparePane) -> None:
        """Make a pane the active one."""
        if pane.active:
            return
        for each in self.panes:
            each.set_active(each is pane)
        self._contrasts.setCurrentWidget(pane.contrast)
        self._tell_scale()
        self.chosen.emit(pane.row.id)

    def follow(self, row: MicrographRow | None) -> bool:
        """Another micrograph is selected: whether it is one of these, which then is the active one."""
        pane = next((pane for pane in self.panes if row is not None and pane.row.id == row.id), None)
        if pane is None or row is None:
            return False
        if pane.set_row(row):
            self.group.settle()
        self.activate(pane)
        return True

    def same_scale(self) -> None:
        """Bring all to the scale of the active one."""
        pane = self.active()
        if pane is not None:
            self.group.same_scale(pane)

    def close_comparison(self) -> None:
        """Let go of the pictures and go back to the single one."""
        if self.panes:
            self._clear()
            self.closed.emit()

    def _clear(self) -> None:
        for pane in self.panes:
            pane.close_image()
            self._grid.removeWidget(pane)
            self._contrasts.removeWidget(pane.contrast)
            pane.contrast.deleteLater()
            pane.hide()
            pane.deleteLater()
        self.panes = []
        self.group.set_panes([])
        self._enable(False)

    def _enable(self, on: bool) -> None:
        for action in self.actions_by_id.values():
            action.setEnabled(on)

    def _pane_shown(self) -> None:
        if self.actions_by_id["compare.same_contrast"].isChecked():
            self._share_contrast(True)

    def _share_contrast(self, on: bool) -> None:
        """One pair of limits that holds the grey values of all, or each its own again."""
        bars = [pane.contrast for pane in self.panes if pane.is_ready]
        if on and bars:
            tones = [bar.tone for bar in bars]
            self._spread_tone(Tone(min(tone.low for tone in tones), max(tone.high for tone in tones)))
        elif not on:
            for bar in bars:
                bar.auto_contrast()

    def _spread_tone(self, tone: Tone) -> None:
        if self.actions_by_id["compare.same_contrast"].isChecked():
            for pane in self.panes:
                if pane.is_ready and pane.contrast.tone != tone:
                    pane.contrast.set_tone(tone)

    def _tell_scale(self) -> None:
        pane = self.active()
        spacing = self.group.spacing(pane) if pane else None
        self._scale.setText(f"{format_length(spacing)} a screen pixel" if spacing else "")
