"""Review: one pair after the other, and a curator's decision on each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from maemi.project.reasons import REJECT_REASONS
from maemi_gui import actions, theme
from maemi_gui.context import Context
from maemi_gui.review import commands as commands  # registers the actions
from maemi_gui.review import verbs
from maemi_gui.review.decision_bar import DecisionBar
from maemi_gui.review.empty import sentence_for
from maemi_gui.review.filter_bar import FilterBar
from maemi_gui.review.guidelines_panel import GuidelinesPanel
from maemi_gui.review.help_overlay import HelpOverlay
from maemi_gui.review.last_decisions import LastDecisions
from maemi_gui.review.live_check import LiveCheck
from maemi_gui.review.pair_card import PairCard
from maemi_gui.review.pair_list_view import PairListView
from maemi_gui.review.pair_table import PairTable
from maemi_gui.review.queue import ReviewQueue
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.typing_focus import PanelKeys

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from maemi.project.pace import LastDecision
    from maemi.project.rows import MicrographRow, PairRow

SLOW_MS = 700
SLOW = "Waiting to write the decision: another program is writing to the project. The pair stays until it is on disk."


class ReviewPanel(QWidget):
    """The queue and the keys that decide; `commands.ACTIONS` names them."""

    micrograph_wanted = Signal(int)
    """The pair that is up belongs to this micrograph: select it."""
    run_started = Signal(object)
    """The folder (Path) of a run that was started here."""
    table_wanted = Signal(QWidget, bool)
    """Show this table beside the picture, or put it away."""

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
        self.last = LastDecisions()
        self.guidelines = GuidelinesPanel(context)
        self.table = PairTable(self.queue, self)
        self.table.hide()
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
        if self._ask_about_many("approve"):
            return
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
        if self._ask_about_many("reject"):
            return
        if self.queue.current is not None:
            self.notice.clear()
            self.bar.show_face("reject")
            self._keys.refresh()

    def edit(self) -> None:
        """Key E: question and answer become text fields."""
        if self.queue.current is not None:
            self.notice.clear()
            self.card.set_editing(True)
            self.below.hide()  # the change against the teacher's words needs the room
            self.bar.show_face("edit")
            self._keys.refresh()

    def skip(self) -> None:
        """Key Space."""
        if not self._ask_about_many("skip"):
            self._decide("skip")

    def reject_as(self, reason: str) -> None:
        """Keys 1 … 9: reject at once, for this reason."""
        if self.table_is_up and self.table.selected_count() > 1:
            self.table.bulk.reason.setCurrentIndex(self.table.bulk.reason.findData(reason))
            self.table.ask("reject")
        else:
            self._decide("reject", reason)

    @property
    def table_is_up(self) -> bool:
        """Whether the pairs are shown as a table beside the picture."""
        return not self.table.isHidden()

    def show_table(self) -> None:
        """Key T: the table beside the picture, or one pair at a time again."""
        on = not self.table_is_up
        self.table_wanted.emit(self.table, on)
        (self.table.view if on else self.list).setFocus()
        self.split.setVisible(True)
        self._show_below()

    def decide_all(self, verb: str) -> None:
        """Ask about everything that the filter shows, in the table."""
        if not self.table_is_up:
            self.show_table()
        self.table.ask_all(verb)

    def show_guidelines(self) -> None:
        """Key G: what the lab tells its curators, or the queue again."""
        on = not (self.below.currentIndex() == 1 and self.below.isVisible())
        self.below.setCurrentIndex(1 if on else 0)
        self._show_below()
        if on:
            self.split.setSizes([1, 1])
            self.guidelines.refresh()
            self.guidelines.browser.setFocus()
        else:
            self._take_focus_again()

    def _show_below(self) -> None:
        """Beside the table the queue would say the same once more; guidelines stay."""
        self.below.setVisible(not self.table_is_up or self.below.currentIndex() == 1)

    def show_history(self) -> None:
        """Key H."""
        self.card.history.button.toggle()

    def search(self) -> None:
        """Key /: into the search field."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def show_help(self) -> None:
        """Key ?: every key, over the window."""
        HelpOverlay(self.window())

    def _ask_about_many(self, verb: str) -> bool:
        """With several pairs selected in the table, a key is about all of them, after a question."""
        many = self.table_is_up and self.table.selected_count() > 1
        if many:
            self.table.ask(verb)
        return many

    def _take_focus_again(self) -> None:
        (self.table.view if self.table_is_up else self.list).setFocus()

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
            self._take_focus_again()

    def _lay_out(self) -> None:
        self.below = QTabWidget()
        self.below.setDocumentMode(True)
        self.below.setUsesScrollButtons(False)
        self.below.setAccessibleName("Queue and guidelines")
        self.below.tabBar().setAccessibleName("Queue and guidelines")
        self.below.addTab(self.list, "Queue")
        self.below.addTab(self.guidelines, "Guidelines")
        self.below.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.split = split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.card)
        split.addWidget(self.below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 150])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.filters)
        layout.addWidget(self.notice)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.last)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.queue.shown.connect(self._show)
        self.queue.counted.connect(self.filters.tell)
        self.queue.counted.connect(lambda _counts: self._able())
        self.queue.failed.connect(lambda sentence: self.notice.tell(sentence, "error"))
        self.queue.busy.connect(self._writing)
        self.queue.told.connect(lambda sentence: self.notice.tell(sentence, "info"))
        self.queue.decided.connect(self._one_more)
        self.queue.log_changed.connect(self._read_log)
        self.queue.listed.connect(self._listed)
        self.last.chosen.connect(self._go_back)
        self.table.order_wanted.connect(self.filters.set_order)
        self.table.bulk.face_changed.connect(self._bulk_turned)
        self.filters.facets_wanted.connect(self._read_facets)
        self.filters.left.connect(self._take_focus_again)
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
        for number, (word, _) in enumerate(REJECT_REASONS, start=1):
            self._keys.add(f"review.reason_{number}", partial(self.reject_as, word), self._keys_act)
        for verb in ("approve", "reject", "skip"):
            self._keys.add(f"review.{verb}_all", partial(self.decide_all, verb), self._keys_act)
        for name, act in (
            ("search", self.search),
            ("table", self.show_table),
            ("guidelines", self.show_guidelines),
            ("history", self.show_history),
            ("help", self.show_help),
        ):
            self._keys.add(f"review.{name}", act, self._keys_act)
        self.addAction(actions.make("review.generate", self, self.generate))
        self._context.project_changed.connect(self._project_changed)
        self._context.pairs_changed.connect(self._pairs_changed)
        theme.announcer().changed.connect(self._theme_changed)
        self._project_changed()

    def _check_written(self, question: str, answer: str) -> None:
        if self.card.pair is not None:
            self.live.look(self.card.pair, question, answer, soon=not self.card.editing)

    def _keys_act(self) -> bool:
        return not self.card.editing and self.bar.face == "decide" and self.table.bulk.face == "choose"

    def _project_changed(self) -> None:
        self._micrograph_id = None
        self.notice.clear()
        self._back()
        self.bar.reasons.set_reasons(REJECT_REASONS)
        self._read_log()
        self._read_facets()
        self.queue.counts = {}
        self.queue.reload(self.filters.wanted(None), keep=False)

    def _pairs_changed(self) -> None:
        # What this panel decided itself is in its list already.
        if not self.queue.announcing:
            self.refresh()
            self._read_facets()

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
            self._show_below()
            self.list.show_place(self.queue.pairs.index(self.queue.pairs.place(pair.id), 0))
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
        self._show_below()
        self.bar.show_face("decide")
        self._keys.refresh()
        self._take_focus_again()

    def _chosen(self, at: int) -> None:
        self.notice.clear()
        self.queue.go_to(at)

    def _act_on_empty(self) -> None:
        if self.filters.state.currentData() == "pending" and sum(self.queue.counts.values()) == 0:
            self.generate()
        else:
            self.filters.show_all_pending()

    def _load_history(self, pair_id: int) -> None:
        project = self._context.project
        if project is not None:
            self._context.background.run(
                verbs.history,
                *(project, pair_id, self._context.curator),
                then=self.card.history.tell,
                database=True,
                owner=self.card,
            )

    def _one_more(self, verb: str, pair: PairRow) -> None:
        self.last.decided(verb, pair)
        if pair.decided_at is not None:
            self.filters.progress.decided(pair.decided_at)

    def _read_log(self) -> None:
        """What was decided last, and how fast: of this curator, who may be another one by now."""
        project = self._context.project
        if project is None:
            self.last.set_decisions(())
            self.filters.progress.set_times(())
            return

        def then(found: tuple[Sequence[LastDecision], Sequence[datetime]]) -> None:
            if project is self._context.project:
                self.last.set_decisions(found[0])
                self.filters.progress.set_times(found[1])

        self._context.background.run(verbs.recent, project, self._context.curator, then=then, database=True, owner=self)

    def _read_facets(self) -> None:
        project = self._context.project
        if project is None:
            self.filters.set_facets({})
        elif self.filters.more.isChecked():
            # Beside the thread of the database: reading all pairs once must not hold up a decision.
            self._context.background.run(verbs.facets, project, then=self.filters.set_facets, owner=self)

    def _go_back(self, pair: PairRow) -> None:
        """One of the last decisions was clicked: its pair as it is now."""
        project = self._context.project
        if project is not None:
            self.notice.clear()
            self._context.background.run(
                verbs.rows,
                project,
                [pair.id],
                then=lambda rows: rows and self.queue.show_pair(rows[0]),
                database=True,
                owner=self,
            )

    def _listed(self) -> None:
        if self.queue.current is not None:
            self.list.show_place(self.queue.pairs.index(self.queue.pairs.place(self.queue.current.id), 0))

    def _bulk_turned(self) -> None:
        self._keys.refresh()
        if self.table.bulk.face == "choose" and self.table_is_up:
            self.table.view.setFocus()

    def _run_started(self, folder: Path) -> None:
        self.notice.tell("The teacher is at work; its pairs appear here as they come.")
        self.run_started.emit(folder)

    def _theme_changed(self) -> None:
        self.card.repaint_text()
        self.filters.progress.again()
        self.last.again()
