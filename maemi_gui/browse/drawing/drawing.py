"""Drawing on the canvas: the tools, what they drew, and the project that keeps it."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent

from maemi.micrograph.record import PixelSize
from maemi.micrograph.shape_size import box_text, size_text
from maemi.project.region_row import RegionRow
from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.browse import draw_actions
from maemi_gui.browse.drawing.annotations import Annotation, Annotations
from maemi_gui.browse.drawing.draw_tool import DrawTool
from maemi_gui.browse.drawing.edit_tool import EditTool
from maemi_gui.browse.drawing.keeper import Keeper
from maemi_gui.browse.drawing.painting import paint_annotations
from maemi_gui.browse.image_view import ImageView
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.project.project import Project

_loaded_keys = count(-1, -1)
"""Of shapes that came from the project; those that are drawn here count upwards."""


class Drawing(QObject):
    """Puts its tools on an `ImageView`. Keys reach it while the picture has the focus, and only then."""

    begun = Signal()
    """A drawing tool was chosen: no other may hold the mouse."""
    question_wanted = Signal(str, object)
    """Somebody wants to ask about a region: words that say which and where, and its box in pixels (Shape.box)."""

    def __init__(self, context: Context, image: ImageView, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._image = image
        self._keeper: Keeper | None = None
        self._place: tuple[int, int] | None = None
        self.pixel_size: PixelSize | None = None
        self.annotations = Annotations(self)
        self._edit = EditTool(self.annotations)
        self.tool: DrawTool | None = None
        self.actions_by_id: dict[str, QAction] = {}
        self._tools = QActionGroup(self)
        self._tools.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        image.rest_with(self._edit)
        image.paint_over(lambda painter, view: paint_annotations(painter, view, self.annotations, self.pixel_size))
        image.installEventFilter(self)
        self.annotations.changed.connect(image.update)
        self.annotations.wanted.connect(self._want)
        self.annotations.selection_changed.connect(self._enable)
        self._make_actions(parent)

    def _make_actions(self, owner: QObject) -> None:
        for info in draw_actions.TOOLS:
            kind = info.id.rsplit("_", 1)[1]
            action = make(info.id, owner, partial(self._choose, kind))
            self._tools.addAction(action)
            self.actions_by_id[info.id] = action
        slots = {
            "canvas.undo": self.annotations.stack.undo,
            "canvas.redo": self.annotations.stack.redo,
            "canvas.remove_region": self._remove,
            "canvas.ask_region": self.ask,
        }
        for action_id, slot in slots.items():
            self.actions_by_id[action_id] = make(action_id, owner, slot)
        self.annotations.stack.canUndoChanged.connect(self.actions_by_id["canvas.undo"].setEnabled)
        self.annotations.stack.canRedoChanged.connect(self.actions_by_id["canvas.redo"].setEnabled)
        self._enable()

    def show(self, row: MicrographRow | None, frame: int, pixel_size: PixelSize | None) -> None:
        """Another micrograph or frame is on the canvas, or none."""
        self.pixel_size = pixel_size
        place = (row.id, frame) if row is not None else None
        if place == self._place:
            self._image.update()
            return
        self._place = place
        if self._keeper is not None:
            self._keeper.retire()
            self._keeper = None
        if self.tool is not None:
            self.tool.cancel()
        self.annotations.load([])
        if row is not None and self._context.project is not None:
            self._keeper = keeper = Keeper(self._context, row.id, frame, self.annotations.name, self)
            keeper.load(lambda regions: self._loaded(keeper, regions))

    def forget(self) -> None:
        """Another project is open: numbers of micrographs mean others."""
        self.show(None, 0, None)

    def words_for(self, item: Annotation) -> str:
        """How a question speaks of a region: its label, size, and where its middle lies."""
        c0, r0, c1, r1 = item.shape.box
        size = box_text(item.shape, self.pixel_size)
        where = f"its middle at column {(c0 + c1) / 2:.0f}, row {(r0 + r1) / 2:.0f}"
        measured = "" if item.shape.closed else f", {size_text(item.shape, self.pixel_size)}"
        return f"region {item.label} ({item.shape.kind}{measured}, {size}, {where})"

    def ask(self) -> None:
        """Ask about the selected region."""
        item = self.annotations.selected
        if item is not None and item.label:
            self.question_wanted.emit(self.words_for(item), item.shape.box)

    def rename(self, key: int, label: str) -> None:
        """Call a region something else, where the project allows it."""
        keeper, project = self._keeper, self._context.project
        region = keeper.region_id(key) if keeper is not None else None
        if project is None or region is None:
            self.annotations.name(key, self._label_of(key))
            return
        self._context.background.run(
            _renamed,
            project,
            region,
            label,
            then=lambda row: self.annotations.name(key, row.label),
            failed=lambda sentence: (self._context.notice.emit(sentence), self.annotations.changed.emit()),
            database=True,
            owner=self,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Ctrl+Z and Backspace are Review's, too: while the picture has the focus and something to take back, its own.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            tool = self.tool or self._edit
            if tool.takes(event):
                event.accept()
                return True
        return False

    def _choose(self, kind: str, on: bool) -> None:
        if self.tool is not None:
            self.tool.cancel()
        if on:
            self.begun.emit()
            # A new shape may begin where the selected one has a handle.
            self.annotations.select(None)
            self.tool = DrawTool(kind, self.annotations, self._edit)
            self._image.use(self.tool)
            self._image.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.tool is not None and self.tool.kind == kind:
            self.tool = None
            self._image.use(None)

    def put_away(self) -> None:
        """No drawing tool is in use any more."""
        chosen = self._tools.checkedAction()
        if chosen is not None:
            chosen.setChecked(False)

    def _remove(self) -> None:
        selected = self.annotations.selected
        if selected is not None:
            self.annotations.remove(selected.key)

    def _want(self, key: int, item: Annotation | None) -> None:
        if self._keeper is not None:
            self._keeper.want(key, item)
        elif item is not None and not item.label:
            from maemi.project.regions import next_label

            self.annotations.name(key, next_label({other.label for other in self.annotations.items}))

    def _loaded(self, keeper: Keeper, regions: list[RegionRow]) -> None:
        if keeper is not self._keeper:
            return
        items: list[Annotation] = []
        for region in regions:
            key = next(_loaded_keys)
            keeper.know(key, region)
            items.append(Annotation(key, region.shape, region.label))
        self.annotations.also(items)

    def _label_of(self, key: int) -> str:
        item = self.annotations.get(key)
        return item.label if item is not None else ""

    def _enable(self) -> None:
        selected = self.annotations.selected is not None
        for action_id in ("canvas.remove_region", "canvas.ask_region"):
            self.actions_by_id[action_id].setEnabled(selected)
        self.actions_by_id["canvas.undo"].setEnabled(self.annotations.stack.canUndo())
        self.actions_by_id["canvas.redo"].setEnabled(self.annotations.stack.canRedo())


def _renamed(project: Project, region_id: int, label: str) -> RegionRow:
    from maemi.project.regions import rename_region

    return rename_region(project, region_id, label)
