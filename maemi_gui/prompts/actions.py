"""The action of the prompts."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

ACTIONS = register(
    ActionInfo("prompts.show", "P&rompts…", "What a language model is told: look, edit, preview, go back", "", "edit"),
)
