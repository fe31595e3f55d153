"""Expert studies in a window of their own: the micrograph, question and answer, and the marks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from maemi_gui import theme
from maemi_gui.context import Context
from maemi_gui.study import reading
from maemi_gui.study.marks_form import MarksForm
from maemi_gui.study.new_study import NewStudyDialog
from maemi_gui.study.picture import Picture
from maemi_gui.study.reading import Desk
from maemi_gui.widgets.empty_state import EmptyState
from maemi_gui.widgets.typing_focus import is_typing
from maemi_gui.widgets.words import label, set_kind

if TYPE_CHECKING:
    from maemi.study.rows import ItemRow, Marks, StudyRow

SIZE = QSize(1080, 700)


class StudyWindow(QDialog):
    """Teacher, class, state and others' marks are not shown: nobody shall be led."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.desk: Desk | None = None
        self.at = 0
        self._writing = False
        self.setWindowTitle("Expert studies")
        self.resize(SIZE)
        self.studies = QComboBox()
        self.new_button = QPushButton("&New study…")
        self.report_button = QPushButton("&Report…")
        self.progress = QProgressBar()
        self.place = label("", "muted")
        self.picture = Picture(context)
        self.question = label("", "heading", wrap=True, selectable=True)
        self.answer = label("", wrap=True, selectable=True)
        self.form = MarksForm()
        self.back_button = QPushButton("&Back")
        self.keep_button = QPushButton("&Keep, next")
        self.told = label("", "muted", wrap=True)
        self.empty = EmptyState("review", "No study yet", "Draw pairs that experts shall rate.")
        self.empty.add_button("New study…", self.ask_new)
        self.pages = QStackedWidget()
        self._lay_out()
        self.studies.currentIndexChanged.connect(self._open_chosen)
        self.new_button.clicked.connect(self.ask_new)
        self.report_button.clicked.connect(self._ask_report)
        self.form.changed.connect(self._able)
        self.back_button.clicked.connect(lambda: self.go_to(self.at - 1))
        self.keep_button.clicked.connect(self.keep)
        context.project_changed.connect(self.close)
        self.reload()

    def reload(self, study_id: int | None = None) -> None:
        """Read which studies there are, and open one: this, else the one that is open, else the newest."""
        project = self._context.project
        if project is not None:
            wanted = study_id if study_id is not None else self.desk.study.id if self.desk else None
            self._context.background.run(
                reading.studies,
                project,
                then=partial(self._list, wanted),
                failed=self._say_bad,
                database=True,
                owner=self,
            )

    def ask_new(self) -> None:
        """Ask how a new study shall be drawn."""
        dialog = NewStudyDialog(self._context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.drawn.connect(self.reload)
        dialog.open()

    def go_to(self, at: int) -> None:
        """Show the item at a place of the expert's order; beyond the last one nothing is left to rate."""
        if self.desk is None:
            return
        self.at = max(0, min(at, len(self.desk.items)))
        item = self._item()
        self.form.setEnabled(item is not None)
        self.back_button.setEnabled(self.at > 0)
        self._progress()
        if item is None:
            self.question.setText("All pairs of this study have your marks.")
            self.answer.setText("Go back to change any, or write the report.")
            self.form.show_marks(None)
            self.picture.show_file(None)
        else:
            self.question.setText(item.question)
            self.answer.setText(item.answer)
            self.form.show_marks(self.desk.marks.get(item.id))
            self.picture.show_file(self.desk.paths.get(item.micrograph_id))
        self._able()

    def keep(self) -> None:
        """Keep the marks; the next pair shows once they are on disk."""
        project, item = self._context.project, self._item()
        if project is None or item is None or self._writing or not self.form.complete:
            return
        marks, self._writing = self.form.marks(), True
        self._able()
        self._context.background.run(
            reading.keep,
            project,
            item.id,
            self._context.curator,
            marks,
            then=lambda _none: self._kept(item, marks),
            failed=self._not_kept,
            database=True,
            owner=self,
        )

    def write_report(self, folder: Path) -> None:
        """Write the report into a new folder and show where it is."""
        project = self._context.project
        if project is None or self.desk is None:
            return
        self.report_button.setEnabled(False)
        self._context.background.run(
            reading.write, project, self.desk.study.id, folder, then=self._reported, failed=self._say_bad, owner=self
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 5 give marks, Enter keeps them, Backspace goes back; silent while typing."""
        key, typing = event.key(), is_typing(self.focusWidget())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        elif not typing and Qt.Key.Key_1 <= key <= Qt.Key.Key_5 and self.form.isEnabled():
            self.form.press(key - Qt.Key.Key_0)
        elif not typing and key == Qt.Key.Key_Backspace:
            self.go_to(self.at - 1)
        else:
            super().keyPressEvent(event)

    def _list(self, wanted: int | None, studies: list[StudyRow]) -> None:
        self.studies.blockSignals(True)
        self.studies.clear()
        for study in studies:
            self.studies.addItem(f"{study.name} ({study.items} pairs)", study.id)
        self.studies.setCurrentIndex(max(0, self.studies.findData(wanted)) if studies else -1)
        self.studies.blockSignals(False)
        self.pages.setCurrentIndex(1 if studies else 0)
        for widget in (self.studies, self.new_button, self.report_button, self.progress, self.place):
            widget.setVisible(bool(studies))
        self._open_chosen()

    def _open_chosen(self) -> None:
        project, study_id = self._context.project, self.studies.currentData()
        if project is not None and study_id is not None:
            self._context.background.run(
                reading.desk,
                project,
                study_id,
                self._context.curator,
                then=self._opened,
                failed=self._say_bad,
                database=True,
                owner=self,
            )

    def _opened(self, desk: Desk) -> None:
        self.desk = desk
        self._say(f"You rate as {self._context.curator}; the settings have your name.")
        self.go_to(next((at for at, one in enumerate(desk.items) if one.id not in desk.marks), len(desk.items)))

    def _item(self) -> ItemRow | None:
        return self.desk.items[self.at] if self.desk is not None and self.at < len(self.desk.items) else None

    def _kept(self, item: ItemRow, marks: Marks) -> None:
        self._writing = False
        if self.desk is not None:
            self.desk.marks[item.id] = marks
            open_places = [at for at, one in enumerate(self.desk.items) if one.id not in self.desk.marks]
            later = [at for at in open_places if at > self.at]
            self.go_to((later or open_places or [len(self.desk.items)])[0])
        self.setFocus()

    def _not_kept(self, sentence: str) -> None:
        self._writing = False
        self._say_bad(sentence)
        self._able()

    def _able(self) -> None:
        self.keep_button.setEnabled(self.form.complete and self.form.isEnabled() and not self._writing)

    def _progress(self) -> None:
        assert self.desk is not None
        total, done = len(self.desk.items), len(self.desk.marks)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.place.setText(f"{done} of {total} rated")

    def _ask_report(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Where shall the report's new folder lie?")
        if folder and self.desk is not None:
            name = "".join(sign if sign.isalnum() or sign in "-_ " else "_" for sign in self.desk.study.name).strip()
            self.write_report(Path(folder) / f"study {name}")

    def _reported(self, page: Path) -> None:
        self.report_button.setEnabled(True)
        self._say(f"The report is in {page.parent}.")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))

    def _say(self, sentence: str) -> None:
        set_kind(self.told, "muted")
        self.told.setText(sentence)

    def _say_bad(self, sentence: str) -> None:
        self.report_button.setEnabled(self.studies.count() > 0)
        set_kind(self.told, "bad")
        self.told.setText(sentence)

    def _lay_out(self) -> None:
        self.studies.setAccessibleName("Study")
        self.studies.setMinimumWidth(260)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(8)
        self.keep_button.setProperty("kind", "primary")
        for button, icon in ((self.new_button, "add"), (self.report_button, "export"), (self.back_button, "previous")):
            button.setAutoDefault(False)
            theme.tint(button, icon)
        self.keep_button.setAutoDefault(False)
        self.keep_button.setToolTip("Enter")
        self.back_button.setToolTip("Backspace")
        head = QHBoxLayout()
        head.addWidget(self.studies)
        head.addWidget(self.new_button)
        head.addStretch(1)
        head.addWidget(self.place)
        head.addWidget(self.report_button)
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(0, 0, 8, 0)
        said.addWidget(self.question)
        said.addWidget(self.answer)
        said.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setProperty("kind", "plain")
        scrolled.setWidget(words)
        buttons = QHBoxLayout()
        buttons.addWidget(label("Keys: 1 to 5, Enter, Backspace", "muted"))
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.keep_button)
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(8, 0, 0, 0)
        right.addWidget(scrolled, 1)
        right.addWidget(self.form)
        right.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.picture)
        split.addWidget(side)
        split.setSizes([SIZE.width() // 2, SIZE.width() // 2])
        self.pages.addWidget(self.empty)
        self.pages.addWidget(split)
        rows = QVBoxLayout(self)
        rows.addLayout(head)
        rows.addWidget(self.progress)
        rows.addWidget(self.pages, 1)
        rows.addWidget(self.told)
