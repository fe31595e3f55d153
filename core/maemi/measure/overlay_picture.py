"""The scan with the outlines of what was measured on it, as a picture to keep."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from maemi.errors import InputError
from maemi.measure.result import Measurement
from maemi.measure.scan import Scan

COUNTED = (53, 208, 186)
CUT = (255, 167, 81)
"""Objects that the border cuts: counted, but without a size."""


def draw_overlay(scan: Scan, measurement: Measurement) -> Image.Image:
    """8-bit RGB of the scan's size (of giants, of the reduced one); outlines lie on the pixels' centres."""
    from maemi.micrograph.contrast import auto_limits, to_display

    picture = Image.fromarray(to_display(scan.grey, *auto_limits(scan.grey))).convert("RGB")
    pen = ImageDraw.Draw(picture)
    width = max(1, round(max(picture.size) / 900))
    whole = measurement.objects.get("whole", ())
    for index, outline in enumerate(measurement.contours):
        if outline:
            cut = index < len(whole) and not whole[index]
            corners = [((column + 0.5) / scan.side - 0.5, (row + 0.5) / scan.side - 0.5) for row, column in outline]
            pen.line([*corners, corners[0]], fill=CUT if cut else COUNTED, width=width, joint="curve")
    return picture


def write_overlay(path: Path, scan: Scan, measurement: Measurement) -> None:
    """Raises InputError for a suffix that Pillow cannot write."""
    from maemi.durable import written_beside

    kind = Image.registered_extensions().get(path.suffix.lower())
    if kind is None or kind not in Image.SAVE:
        raise InputError(f"{path} is no picture that can be written; give a name that ends in .png.")
    with written_beside(path) as file:
        draw_overlay(scan, measurement).save(file, format=kind)
