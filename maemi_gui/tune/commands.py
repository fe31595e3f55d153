"""The actions of fine-tuning."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

ACTIONS = register(
    ActionInfo("tune.start", "&Fine-tune", "Start a fine-tune on the approved pairs", "Ctrl+Return", window_wide=False),
    ActionInfo(
        "tune.stop", "&Stop fine-tune", "Stop the running fine-tune and keep its adapter", "Ctrl+.", window_wide=False
    ),
)
