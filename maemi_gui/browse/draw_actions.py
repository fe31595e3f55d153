"""What a person can draw on the picture, and do with what was drawn."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

TOOLS = register(
    ActionInfo("canvas.draw_line", "&Line", "Drag a line: its length", "", "line", checkable=True),
    ActionInfo(
        "canvas.draw_angle", "&Angle", "Click three points: the angle at the second", "", "angle", checkable=True
    ),
    ActionInfo(
        "canvas.draw_polyline",
        "Poly&line",
        "Click points, Enter or a double click ends: the length along them",
        "",
        "polyline",
        checkable=True,
    ),
    ActionInfo(
        "canvas.draw_polygon",
        "Poly&gon",
        "Click corners, Enter or the first corner ends: area and perimeter",
        "",
        "polygon",
        checkable=True,
    ),
    ActionInfo(
        "canvas.draw_rectangle", "&Rectangle", "Drag a box; Shift makes a square", "", "rectangle", checkable=True
    ),
    ActionInfo("canvas.draw_ellipse", "&Ellipse", "Drag a box; Shift makes a circle", "", "ellipse", checkable=True),
)

DRAWN = register(
    ActionInfo(
        "canvas.undo", "&Undo drawing", "Take the last change back; Ctrl+Z while the picture has the focus", "", "undo"
    ),
    ActionInfo("canvas.redo", "Re&do drawing", "Make it again; Ctrl+Shift+Z in the picture", "", "redo"),
    ActionInfo(
        "canvas.remove_region", "Re&move region", "Remove the selected shape; Delete in the picture", "", "delete"
    ),
    ActionInfo(
        "canvas.ask_region", "As&k about this region", "Put the selected region into the chat's question", "", "chat"
    ),
    ActionInfo(
        "canvas.regions",
        "List of re&gions",
        "Sizes and grey values of what was drawn",
        "Ctrl+Shift+R",
        "regions",
        checkable=True,
    ),
    ActionInfo(
        "canvas.profile",
        "Line &profile",
        "Grey values along the selected line",
        "Ctrl+Shift+P",
        "profile",
        checkable=True,
    ),
    ActionInfo("canvas.info_bar", "Info &bar", "Show the vendor's strip of text", "Ctrl+I", "info-bar", checkable=True),
    ActionInfo("canvas.copy_image", "&Copy image", "Copy the scan with its scale bar, in its own pixels", "", "copy"),
    ActionInfo(
        "canvas.figure",
        "E&xport figure…",
        "Write the micrograph with its scale bar as PNG, TIFF or SVG for a paper",
        "Ctrl+E",
        "figure",
    ),
)
