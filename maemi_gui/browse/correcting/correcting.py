"""Corrections by hand on the canvas: the tool in use, the objects that it meets, and Ctrl+Z between it and drawing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from maemi.micrograph.correction import Correction, Verb
from maemi_gui.browse.correcting.correct_tool import CorrectTool
from maemi_gui.browse.correcting.painting import paint_by_hand, paint_tool
from maemi_gui.browse.drawing.drawing import Drawing
from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.measured import Measured
from maemi_gui.browse.viewport import Viewport


class Correcting(QObject):
    """Puts its tools on the picture; who measures hears of each correction, and shows the objects anew."""

    made = Signal(object)
    """A `Correction`, in pixels of the file: rows count from the top of what is shown."""
    missed = Signal(str)
    """A line was drawn that corrects nothing: a sentence that says why."""
    ended = Signal()
    """The tool was put away."""
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, image: ImageView, drawing: Drawing, measured: Measured, parent: QObject) -> None:
        super().__init__(parent)
        self._image = image
        self._drawing = drawing
        self._measured = measured
        self._by_hand: tuple[bool, ...] = ()
        self._last = False
        """The last thing that was done on the picture was a correction, not a drawing."""
        self.tool: CorrectTool | None = None
        self.can_undo = self.can_redo = False
        image.paint_over(self._paint)
        # After drawing's: the filter that was installed last is asked first.
        image.installEventFilter(self)
        drawing.begun.connect(self.put_away)
        drawing.annotations.stack.indexChanged.connect(self._drawn)

    def set_by_hand(self, by_hand: Sequence[bool]) -> None:
        """Another measurement is shown: which of its objects a person made."""
        self._by_hand = tuple(by_hand)
        if self.tool is not None:
            self.tool.forget_objects()
        self._image.update()

    def set_steps(self, can_undo: bool, can_redo: bool) -> None:
        """Whether there is a correction to take back, or to do again."""
        self.can_undo, self.can_redo = can_undo, can_redo

    def use(self, verb: Verb) -> None:
        """Correct with the mouse from now on."""
        if self.tool is not None:
            self.tool.cancel()
        self._drawing.put_away()
        self.tool = CorrectTool(verb, self._measured.at, self._done, self.missed.emit, self._image.update)
        self._image.use(self.tool)
        self._image.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """No tool of correcting is in use any more."""
        if self.tool is not None:
            self.tool.cancel()
            if self._image.tool is self.tool:
                self._image.use(None)
            self.tool = None
            self.ended.emit()
            self._image.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if self._takes(event):
            if event.type() == QEvent.Type.KeyPress:
                self._key(event)
            event.accept()
            return True
        return False

    def _takes(self, event: QKeyEvent) -> bool:
        if self.tool is not None and (self.tool.takes(event) or event.key() == Qt.Key.Key_Escape):
            return True
        if event.key() != Qt.Key.Key_Z or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        # While one corrects it is corrections that are taken back; else what was done last.
        again = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        mine = self.can_redo if again else self.can_undo
        stack = self._drawing.annotations.stack
        others = stack.canRedo() if again else stack.canUndo()
        return mine and (self.tool is not None or self._last or not others)

    def _key(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Z:
            again = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.redo_wanted if again else self.undo_wanted).emit()
        elif self.tool is not None and not self.tool.key(event):
            self.put_away()

    def _done(self, correction: Correction) -> None:
        self._last = True
        self.made.emit(correction)

    def _drawn(self, _index: int) -> None:
        self._last = False

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        outlines = self._measured.outlines
        if self._measured.shown:
            # Of a measurement that is just being replaced the one may be here before the other.
            made = [outline for outline, made in zip(outlines, self._by_hand, strict=False) if made and outline]
            paint_by_hand(painter, view, made)
        if self.tool is not None:
            paint_tool(painter, view, self.tool, outlines)
