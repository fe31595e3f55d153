"""The search field: completes the keys of the search, and says in place which term it does not understand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget

from maemi.project.filtering.keys import KEYS
from maemi.project.filtering.terms import write_term
from maemi_gui import theme
from maemi_gui.browse.search_terms import last_word
from maemi_gui.widgets.words import label

TYPING_PAUSE_MS = 200
HINT = (
    "Words of the name, the folder and the metadata, and terms such as\n"
    "detector:InLens  mag>10k  class:particles  state:pending  has:scale"
)


class TermLine(QLineEdit):
    """A line whose completer works on the term under the cursor, not on the whole text."""

    focused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        self._popup = QListView()
        self._popup.setAccessibleName("Completions of the search")
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._insert)
        self.textEdited.connect(lambda _text: self._offer())

    def set_words(self, words: Sequence[str]) -> None:
        """What may be completed: `detector:`, `class:particles` …"""
        self._words.setStringList(list(words))

    def _offer(self) -> None:
        _start, typed = last_word(self.text(), self.cursorPosition())
        if not typed:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(typed)
        if self._completer.completionCount() == 0 or self._completer.currentCompletion() == typed:
            self._popup.hide()
            return
        self._completer.complete()

    def _insert(self, word: str) -> None:
        start, typed = last_word(self.text(), self.cursorPosition())
        end = start + len(typed)
        # A whole term is followed by a space; a key waits for its value.
        tail = "" if word[-1:] in ":<>=" else " "
        self.setText(self.text()[:start] + word + tail + self.text()[end:].lstrip())
        self.setCursorPosition(start + len(word) + len(tail))
        self.textEdited.emit(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
        if self._popup.isVisible() and event.key() in keys:
            event.ignore()  # the completer's
            return
        super().keyPressEvent(event)


class SearchField(QWidget):
    """The line, and below it what is wrong with it."""

    changed = Signal(str)
    """The text after a pause of typing, or at once where it came from a click."""
    entered = Signal()
    """The keyboard is here: completions will be wanted."""
    left_down = Signal()
    """Return or ↓: on to the micrographs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = TermLine()
        self.line.setPlaceholderText("Search micrographs")
        self.line.setAccessibleName("Search micrographs")
        self.line.setAccessibleDescription(HINT)
        self.line.setToolTip(HINT)
        self.line.setClearButtonEnabled(True)
        self._glass = QAction(self.line)
        theme.tint(self._glass, "search")
        self.line.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._error = label("", "bad", wrap=True)
        self._error.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(self.line)
        rows.addWidget(self._error)
        self.offer({})
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.line.textChanged.connect(lambda _text: self._pause.start())
        self.line.returnPressed.connect(self._left)
        self.line.focused.connect(self.entered)

    def text(self) -> str:
        """What is searched for."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Search for something else, now."""
        self.line.setText(text)
        self._tell()

    def put(self, text: str) -> None:
        """Show a text without searching for it: somebody else does."""
        self.line.setText(text)
        self._pause.stop()
        self.fail("")

    def fail(self, sentence: str) -> None:
        """Say what is wrong with the text; empty where nothing is."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence or HINT)

    def error(self) -> str:
        """The sentence on show."""
        return self._error.text()

    def offer(self, facets: dict[str, dict[str, int]]) -> None:
        """Complete the keys of the search, and the values that occur."""
        keys = [f"{key.name}{'>' if key.kind == 'number' else ':'}" for key in KEYS]
        choices = [f"{key.name}:{choice}" for key in KEYS for choice in key.choices]
        values = [write_term(key, value) for key, counts in facets.items() for value in counts if value]
        self.line.set_words([*keys, *sorted({*choices, *values})])

    def _left(self) -> None:
        self._tell()
        self.left_down.emit()

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit(self.text())
