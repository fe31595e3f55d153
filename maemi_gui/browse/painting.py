"""The pixels of a micrograph on the screen: the tiles in sight, and coarser ones where those are on their way."""

from __future__ import annotations

from math import floor, log2

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from maemi_gui.browse.levels import TILE, Levels, TileKey
from maemi_gui.browse.tone import Tiles
from maemi_gui.browse.viewport import Viewport


def paint_tiles(painter: QPainter, view: Viewport, levels: Levels, tiles: Tiles, pixel_ratio: float) -> None:
    """Paint the level whose pixels are just smaller than those of the screen; tell `levels` what is seen."""
    device_scale = max(view.scale, view.row_scale) * pixel_ratio
    level = min(max(floor(-log2(device_scale)), 0), levels.count - 1)
    seen, around = tiles_in_sight(view, levels, level)
    levels.want(seen, around)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, device_scale < 2)
    for key in seen:
        image = tiles.image(key)
        if image is not None:
            _, row, column = key
            whole = QRectF(0, 0, image.width(), image.height())
            painter.drawImage(_place(view, level, row * TILE, column * TILE, whole.width(), whole.height()), image)
        else:
            _paint_coarser(painter, view, levels, tiles, key)


def tiles_in_sight(view: Viewport, levels: Levels, level: int) -> tuple[list[TileKey], list[TileKey]]:
    """Tiles that the window shows, those in its middle first; and their neighbours."""
    side = TILE * 2**level
    rows, columns = levels.rows >> level, levels.columns >> level
    last_row, last_column = (max(rows, 1) - 1) // TILE, (max(columns, 1) - 1) // TILE
    left, top = (max(0, floor(value / side)) for value in view.to_image(0, 0))
    x, y = view.to_image(view.width, view.height)
    right, bottom = min(floor(x / side), last_column), min(floor(y / side), last_row)
    middle_row, middle_column = (top + bottom) / 2, (left + right) / 2
    seen: list[TileKey] = []
    around: list[TileKey] = []
    for row in range(max(top - 1, 0), min(bottom + 1, last_row) + 1):
        for column in range(max(left - 1, 0), min(right + 1, last_column) + 1):
            inside = top <= row <= bottom and left <= column <= right
            (seen if inside else around).append((level, row, column))
    for keys in (seen, around):
        keys.sort(key=lambda key: abs(key[1] - middle_row) + abs(key[2] - middle_column))
    return seen, around


def _paint_coarser(painter: QPainter, view: Viewport, levels: Levels, tiles: Tiles, key: TileKey) -> None:
    """The same place from the finest coarser level that is here."""
    level, row, column = key
    high = min(TILE, (levels.rows >> level) - row * TILE)
    wide = min(TILE, (levels.columns >> level) - column * TILE)
    for coarser in range(level + 1, levels.count):
        ratio = 2 ** (coarser - level)
        up, left = row // ratio, column // ratio
        image = tiles.image((coarser, up, left))
        if image is None:
            continue
        x, y = column * TILE / ratio - left * TILE, row * TILE / ratio - up * TILE
        # The coarser level may lack the last odd rows and columns.
        part = QRectF(x, y, wide / ratio, high / ratio) & QRectF(image.rect())
        if part.isEmpty():
            return
        target = _place(view, level, row * TILE, column * TILE, part.width() * ratio, part.height() * ratio)
        painter.drawImage(target, image, part)
        return


def _place(view: Viewport, level: int, row: float, column: float, wide: float, high: float) -> QRectF:
    """Where a part of a level lies on the screen, in whole pixels: neighbours share an edge, no seam shows."""
    side = 2**level
    left, top = view.to_window(column * side, row * side)
    right, bottom = left + wide * side * view.scale, top + high * side * view.row_scale
    return QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(bottom)))
