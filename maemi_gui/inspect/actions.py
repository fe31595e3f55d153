"""What a person can do in Inspect."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

ACTIONS = register(
    ActionInfo(
        "inspect.measure", "&Measure", "Measure what is in the micrograph, by image analysis", "Ctrl+M", "measure"
    ),
)
