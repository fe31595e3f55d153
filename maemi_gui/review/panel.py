"""Review: one pair after the other, and a curator's decision on each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from maemi_gui import actions, theme
from maemi_gui.context import Context
from maemi_gui.review import commands as commands  # registers the actions
from maemi_gui.review import verbs
from maemi_gui.review.decision_bar import DecisionBar
from maemi_gui.review.empty import sentence_for
from maemi_gui.review.filter_bar import FilterBar
from maemi_gui.review.live_check import LiveCheck
from maemi_gui.review.pair_card import PairCard
from maemi_gui.review.pair_list_view import PairListView
from maemi_gui.review.queue import ReviewQueue
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.typing_focus import PanelKeys

if TYPE_CHECKING:
    from maemi.project.rows import MicrographRow, PairRow

SLOW_MS = 700
SLOW = "Waiting to write the decision: another program is writing to the project. The pair stays until it is on disk."


class ReviewPanel(QWidget):
    """The queue and the keys that decide; `commands.ACTIONS` names them."""

    micrograph_wanted = Signal(int)
    """The pair that is up belongs to this micrograph: select it."""
    run_started = Signal(object)
    """The folder (Path) of a run that was started here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._micrograph_id: int | None = None
        self.queue = ReviewQueue(context, self)
        self.filters = FilterBar()
        self.notice = Notice()
        self.card = PairCard()
        self.live = LiveCheck(context, self)
        self.list = PairListView()
        self.list.setModel(self.queue.pairs)
        self.bar = DecisionBar()
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: self.notice.tell(SLOW, "info"))
        self.empty = EmptyState("check")
        self._way_out = self.empty.add_button("Generate pairs…", self._act_on_empty)
        self._lay_out()
        self._connect()
        self._able()

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected in the window."""
        micrograph_id = row.id if row is not None else None
        if micrograph_id == self._micrograph_id:
            return
        self._micrograph_id = micrograph_id
        if self.filters.this_micrograph:
            self.queue.reload(self.filters.wanted(micrograph_id), keep=False)

    def refresh(self) -> None:
        """Pairs came from elsewhere (a teacher, the chat); the pair that is up stays up, and whole."""
        self.queue.look_for_more()

    def approve(self) -> None:
        """Key A; with measured values put in, the pair is approved with them, as an edit."""
        if self.card.replacing.changed and self.queue.current is not None:
            self._save(self.queue.current.question, self.card.replacing.draft.answer)
        else:
            self._decide("approve")

    def use_measured(self) -> None:
        """Key M: put the next measured value in the place of a wrong number."""
        self._use_measured(every=False)

    def use_all_measured(self) -> None:
        """Keys Shift+M."""
        self._use_measured(every=True)

    def _use_measured(self, every: bool) -> None:
        if self.queue.current is None:
            return
        if not self.card.use_measured(every):
            self.notice.tell("No number of this answer has a measured value to put in its place.", "info")
            return
        self.notice.clear()
        self._able()

    def reject(self) -> None:
        """Key X: ask for the reason."""
        if self.queue.current is not None:
            self.notice.clear()
            self.bar.show_face("reject")
            self._keys.refresh()

    def edit(self) -> None:
        """Key E: question and answer become text fields."""
        if self.queue.current is not None:
            self.notice.clear()
            self.card.set_editing(True)
            self.bar.show_face("edit")
            self._keys.refresh()

    def skip(self) -> None:
        """Key Space."""
        self._decide("skip")

    def undo(self) -> None:
        """Keys Backspace and Ctrl+Z."""
        self.notice.clear()
        if self.card.undo_measured():
            self._able()
        else:
            self.queue.undo()

    def generate(self) -> None:
        """Ask what a teacher shall write about which micrographs, and start it."""
        if self._context.project is None:
            return
        # Imported here: reading QSettings and building four forms is nothing that the first look needs.
        from maemi_gui.review.generate_dialog import GenerateDialog

        dialog = GenerateDialog(self._context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.run_started.connect(self._run_started)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt would give the focus to the first drop-down list, which takes Space for itself.
        QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or self.isAncestorOf(focus)):
            self.list.setFocus()

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.card)
        split.addWidget(self.list)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([420, 130])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.filters)
        layout.addWidget(self.notice)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.queue.shown.connect(self._show)
        self.queue.counted.connect(self.filters.tell)
        self.queue.counted.connect(lambda _counts: self._able())
        self.queue.failed.connect(lambda sentence: self.notice.tell(sentence, "error"))
        self.queue.busy.connect(self._writing)
        self.queue.told.connect(lambda sentence: self.notice.tell(sentence, "info"))
        self.filters.changed.connect(self._filter_changed)
        self.filters.generate.connect(self.generate)
        self.list.chosen.connect(self._chosen)
        self.card.saved.connect(self._save)
        self.card.cancelled.connect(self._back)
        self.card.history_wanted.connect(self._load_history)
        self.card.replace_wanted.connect(self.use_measured)
        self.card.written.connect(self._check_written)
        self.live.checked.connect(self.card.tell_checked)
        self.bar.save.connect(self.card.save)
        self.bar.back.connect(self._back)
        self.bar.reasons.confirmed.connect(partial(self._decide, "reject"))
        self._keys = PanelKeys(self)
        for name in ("approve", "reject", "edit", "skip", "undo"):
            act = getattr(self, name)
            self._keys.add(f"review.{name}", act, self._keys_act)
            getattr(self.bar, name).connect(act)
        for name in ("use_measured", "use_all_measured"):
            self._keys.add(f"review.{name}", getattr(self, name), self._keys_act)
        self.addAction(actions.make("review.generate", self, self.generate))
        self._context.project_changed.connect(self._project_changed)
        self._context.pairs_changed.connect(self._pairs_changed)
        theme.announcer().changed.connect(self._theme_changed)
        self._project_changed()

    def _check_written(self, question: str, answer: str) -> None:
        if self.card.pair is not None:
            self.live.look(self.card.pair, question, answer, soon=not self.card.editing)

    def _keys_act(self) -> bool:
        return not self.card.editing and self.bar.face == "decide"

    def _project_changed(self) -> None:
        self._micrograph_id = None
        self.notice.clear()
        self._back()
        if self._context.project is not None:
            self._context.background.run(verbs.reject_reasons, then=self.bar.reasons.set_reasons, owner=self)
        self.queue.reload(self.filters.wanted(None), keep=False)

    def _pairs_changed(self) -> None:
        # What this panel decided itself is in its list already.
        if not self.queue.announcing:
            self.refresh()

    def _filter_changed(self) -> None:
        self._back()
        self.notice.clear()
        self.queue.reload(self.filters.wanted(self._micrograph_id))

    def _show(self, pair: PairRow | None) -> None:
        self.live.forget()
        self.bar.show_face("decide")
        if pair is None:
            self.card.set_editing(False)
            heading, text, button = sentence_for(self.queue, self._context.project is not None)
            self.empty.say(heading, text)
            self._way_out.setText(button or "Generate pairs…")
            self._way_out.setAccessibleName(self._way_out.text())
            self._way_out.setVisible(bool(button))
        else:
            self.card.show_pair(pair)
            self.list.show_place(self.queue.pairs.index(self.queue.pairs.place(pair.id)))
            self.micrograph_wanted.emit(pair.micrograph_id)
        page = 0 if pair is None else 1
        if page != self._pages.currentIndex():
            self._pages.setCurrentIndex(page)
            self._take_focus()
        self._able()

    def _able(self) -> None:
        self.bar.set_able(self.queue.current is not None, self._context.project is not None)
        self.bar.tell_edited(self.card.replacing.changed and self.queue.current is not None)
        self.filters.generate_button.setEnabled(self._context.project is not None)
        if hasattr(self, "_keys"):
            self._keys.refresh()

    def _decide(self, verb: str, reason: str = "") -> None:
        self.notice.clear()
        self.queue.decide(verb, reason)

    def _writing(self, on: bool) -> None:
        """A decision is on disk at once; where another program holds the project, say that it is not lost."""
        if on:
            self._slow.start()
            return
        self._slow.stop()
        if self.notice.text() == SLOW:
            self.notice.clear()

    def _save(self, question: str, answer: str) -> None:
        pair = self.queue.current
        if pair is None:
            return
        if not question or not answer:
            self.notice.tell("A pair needs a question and an answer; write both, or reject the pair.", "warning")
        elif (question, answer) == (pair.question, pair.answer):
            self._decide("approve")
        else:
            self.notice.clear()
            self.queue.decide("edit", question=question, answer=answer)

    def _back(self) -> None:
        self.card.set_editing(False)
        self.card.repaint_text()
        self.bar.show_face("decide")
        self._keys.refresh()
        self.list.setFocus()

    def _chosen(self, at: int) -> None:
        self.notice.clear()
        self.queue.go_to(at)

    def _act_on_empty(self) -> None:
        if self.filters.state.currentData() == "pending" and sum(self.queue.counts.values()) == 0:
            self.generate()
        else:
            self.filters.state.setCurrentIndex(0)
            self.filters.scope.setCurrentIndex(0)

    def _load_history(self, pair_id: int) -> None:
        project = self._context.project
        if project is not None:
            self._context.background.run(
                verbs.history, project, pair_id, then=self.card.history.tell, database=True, owner=self.card
            )

    def _run_started(self, folder: Path) -> None:
        self.notice.tell("The teacher is at work; its pairs appear here as they come.")
        self.run_started.emit(folder)

    def _theme_changed(self) -> None:
        self.card.repaint_text()
        self.filters.tell(self.queue.counts)
