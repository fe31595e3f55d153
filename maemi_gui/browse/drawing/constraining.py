"""What Shift does while drawing: angles of 45°, squares and circles, as they lie in the specimen."""

from __future__ import annotations

import math

from maemi.micrograph.shapes import BOXES, Point


def constrained(kind: str, start: Point, place: Point, aspect: float) -> Point:
    """The place nearest to the cursor that the constraint allows; `aspect` is a pixel's height over its width."""
    across, down = place[0] - start[0], (place[1] - start[1]) * aspect
    if kind in BOXES:
        side = max(abs(across), abs(down))
        across, down = math.copysign(side, across), math.copysign(side, down)
    else:
        turn = round(math.atan2(down, across) / (math.pi / 4)) * (math.pi / 4)
        # The foot of the cursor on the allowed direction.
        long = across * math.cos(turn) + down * math.sin(turn)
        across, down = long * math.cos(turn), long * math.sin(turn)
    return start[0] + across, start[1] + down / aspect
