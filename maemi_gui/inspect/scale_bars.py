"""Reads, confirms and rejects the scale bar of the selected micrograph, off the Qt thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from maemi.micrograph.record import MicrographInfo
from maemi.project.rows import MicrographRow
from maemi_gui.context import Context
from maemi_gui.inspect.scale_bar_card import ScaleBarCard

MARGIN = 12
"""Pixels around label and bar that the crop shows."""


class ScaleBars(QObject):
    """Between the card and the project."""

    def __init__(self, context: Context, card: ScaleBarCard, selected: Callable[[], Iterable[int]]) -> None:
        super().__init__(card)
        self.context = context
        self.card = card
        self._selected = selected
        self._row: MicrographRow | None = None
        card.wanted.connect(self.read)
        card.accepted.connect(self._confirm)
        card.rejected.connect(self._reject)
        card.drawn.connect(self._set_drawn)

    def show_row(self, row: MicrographRow | None) -> None:
        """Another micrograph, or the same with other facts."""
        self._row = row
        self.card.show_row(row if row is not None and row.error is None else None)
        if row is not None and row.info is not None and row.info.scale_bar is not None and row.pixel_size is None:
            box = row.info.scale_bar.box
            self.context.background.watch(
                self.context.decoder.pixels(row.path),
                then=lambda pixels: self._show_crop(row, crop(pixels, box)),
                failed=lambda _sentence: None,
                owner=self.card,
            )

    def read(self) -> None:
        """Read the picture in a decoder's process, then keep what was read."""
        row = self._row
        if row is None or row.error:
            return
        self.card.say_busy()
        self.context.background.watch(
            self.context.decoder.scale_bar(row.path, check=True),
            then=lambda info: self._was_read(row, info),
            failed=lambda sentence: self._say(row, sentence, "bad"),
            owner=self.card,
        )

    def _was_read(self, row: MicrographRow, info: MicrographInfo) -> None:
        from maemi.project.bars import keep_reading

        self._write(keep_reading, row.id, info)
        if info.scale_bar is None:
            broken = next((warning for warning in info.warnings if "pip install" in warning), "")
            self._say(row, broken or "No scale bar was found in the picture.", "bad" if broken else "muted")

    def _confirm(self, length_m: float | None) -> None:
        from maemi.project.bars import confirm_scale_bar

        if self._row is not None:
            self._write(confirm_scale_bar, self._row.id, self.context.curator, length_m)

    def _reject(self) -> None:
        from maemi.project.bars import reject_scale_bar

        if self._row is not None:
            self._write(reject_scale_bar, self._row.id, self.context.curator)

    def _set_drawn(self, metres: float) -> None:
        """The pixel size from a drawn line, for the selected micrographs of the same size."""
        from maemi.project.bars import set_drawn_pixel_size

        if self._row is not None:
            ids = sorted({self._row.id, *self._selected()})
            self._write(set_drawn_pixel_size, self._row.id, ids, metres, self.context.curator)

    def _write(self, verb: Callable[..., Any], *args: object) -> None:
        project = self.context.project
        if project is not None:
            self.context.background.run(
                verb,
                project,
                *args,
                then=lambda _none: self.context.micrographs_changed.emit(),
                database=True,
                owner=self.card,
            )

    def _say(self, row: MicrographRow, sentence: str, kind: str) -> None:
        if self._row is not None and self._row.id == row.id:
            self.card.say(sentence, kind)

    def _show_crop(self, row: MicrographRow, image: QImage) -> None:
        if self._row is not None and self._row.id == row.id:
            self.card.show_crop(image)


def crop(pixels: np.ndarray[Any, Any], box: tuple[int, int, int, int]) -> QImage:
    """The part of [rows, columns] or [rows, columns, 3] in and around a box, as 8-bit grey."""
    first_row, first_column, last_row, last_column = box
    part = pixels[
        max(0, first_row - MARGIN) : last_row + MARGIN + 1, max(0, first_column - MARGIN) : last_column + MARGIN + 1
    ]
    grey = part.astype(np.float32)
    if grey.ndim == 3:
        grey = grey.mean(axis=2)
    low, high = float(np.nanmin(grey)), float(np.nanmax(grey))
    shown = np.ascontiguousarray(np.nan_to_num((grey - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))
    rows, columns = shown.shape
    return QImage(shown.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
