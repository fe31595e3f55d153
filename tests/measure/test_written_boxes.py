"""Boxes with writing are left out of a measurement and told; what only looks like one stays."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from maemi.measure.measuring import measure
from maemi.measure.written_boxes import painted_over, written_boxes

CENTRES = [(80.0, 100.0), (80.0, 300.0), (200.0, 500.0), (250.0, 150.0)]
RADII = [20.0, 24.0, 26.0, 22.0]


def with_label(
    scan: np.ndarray, corner: tuple[int, int], paper: int, ink: int, words: str = "H 1 = 914.5 nm"
) -> np.ndarray:
    """8-bit, with a label of 150 × 44 pixels whose left upper corner is at (column, row)."""
    picture = Image.fromarray(np.clip(scan, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((*corner, corner[0] + 149, corner[1] + 43), fill=paper)
    pen.text((corner[0] + 20, corner[1] + 14), words, fill=ink)
    return np.asarray(picture)


def lossy(scan: np.ndarray) -> np.ndarray:
    file = BytesIO()
    Image.fromarray(scan).save(file, "JPEG", quality=90)
    return np.asarray(Image.open(file))


@pytest.mark.parametrize("corner", [(330, 280), (440, 356), (0, 300)])
@pytest.mark.parametrize(("paper", "ink"), [(0, 210), (255, 10)])
@pytest.mark.parametrize("stored", [np.asarray, lossy])
def test_a_label_is_no_particle_and_is_told(
    draw_discs: Any, spoil: Any, corner: tuple[int, int], paper: int, ink: int, stored: Any
) -> None:
    scan = stored(with_label(spoil(draw_discs(CENTRES, RADII)), corner, paper, ink)).astype(np.float32)
    (box,) = written_boxes(scan)
    assert abs(box[1].start - max(corner[0] - 3, 0)) <= 3
    assert abs(box[0].start - (corner[1] - 3)) <= 3
    found = measure(scan, None, "particles")
    assert found.count == 4
    assert any("a box with writing burned into the scan left out" in warning for warning in found.warnings)


def test_what_is_no_label_stays(draw_discs: Any, spoil: Any) -> None:
    plain = spoil(draw_discs(CENTRES, RADII))
    empty = with_label(plain, (330, 280), 0, 0).astype(np.float32)
    disc = np.where(draw_discs([(200.0, 300.0)], [60.0]) > 120, 255.0, plain).astype(np.float32)
    smooth = with_label(draw_discs(CENTRES, RADII), (330, 280), 0, 210).astype(np.float32)
    for scan in (plain, empty, disc, smooth, np.zeros((40, 40), np.float32)):
        assert written_boxes(scan) == []


def test_a_box_is_painted_over_with_its_surroundings() -> None:
    plane = np.full((60, 120), 90, dtype=np.float32)
    plane[20:40, 30:90] = 0
    over = painted_over(plane, [(slice(17, 43), slice(27, 93))])
    assert (over == 90).all()
    assert plane[30, 50] == 0
