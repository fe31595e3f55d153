"""What a person can do to correct a measurement by hand."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

TOOLS = register(
    ActionInfo("correct.remove", "&Remove objects", "Click an object that is none", "R", "remove"),
    ActionInfo(
        "correct.add", "&Add objects", "Draw around an object that was missed, freely or corner by corner", "N", "add"
    ),
    ActionInfo("correct.split", "&Split objects", "Draw a line across an object that is more than one", "K", "split"),
    ActionInfo("correct.merge", "&Merge objects", "Draw a stroke through objects that are one", "J", "merge"),
)

STEPS = register(
    ActionInfo(
        "correct.undo",
        "&Undo correction",
        "Take your last correction of this measurement back; Ctrl+Z in the picture does it, too",
        "U",
        "undo",
    ),
    ActionInfo("correct.redo", "Re&do correction", "Make it again; Ctrl+Shift+Z in the picture", "Shift+U", "redo"),
    ActionInfo("correct.clear", "&Clear all corrections", "Take all corrections of this measurement back at once"),
)
