"""How much room the thumbnails of the open project may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.words import label

if TYPE_CHECKING:
    from maemi.project.project import Project

GIGABYTE = 1 << 30


class ThumbnailLimit(QWidget):
    """A number of GiB, kept in the project when it is changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._project = context.project
        self.room = QDoubleSpinBox()
        self.room.setRange(0.1, 1000.0)
        self.room.setSingleStep(0.5)
        self.room.setDecimals(1)
        self.room.setSuffix(" GiB")
        self.room.setAccessibleName("Room for thumbnails")
        self.room.setToolTip("Those that were not looked at for longest go first")
        self.room.setKeyboardTracking(False)
        self.trouble = label("", "bad", wrap=True)
        self.trouble.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 12)
        row.addWidget(label("At most"))
        row.addWidget(self.room)
        row.addWidget(self.trouble, 1)
        row.addStretch(1)
        self.setEnabled(False)
        if self._project is not None:
            context.background.run(_limit_of, self._project, then=self._known, database=True, owner=self)

    def _known(self, limit: int) -> None:
        self.room.setValue(limit / GIGABYTE)
        self.room.valueChanged.connect(self._changed)
        self.setEnabled(True)

    def _changed(self, gigabytes: float) -> None:
        if self._project is not None:
            limit = round(gigabytes * GIGABYTE)
            self._context.background.run(_limit, self._project, limit, failed=self._failed, database=True, owner=self)

    def _failed(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.show()


def _limit_of(project: Project) -> int:
    # Imported in the worker: without a project nothing of the database is loaded yet.
    from maemi.project.thumbnails import thumbnail_limit

    return thumbnail_limit(project)


def _limit(project: Project, limit: int) -> None:
    from maemi.project.thumbnails import set_thumbnail_limit

    set_thumbnail_limit(project, limit)
