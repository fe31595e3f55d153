"""The actions of reviewing, under the keys that curators know from other tools."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

ACTIONS = register(
    ActionInfo("review.approve", "&Approve", "Approve the pair as it stands", "A"),
    ActionInfo("review.reject", "Re&ject…", "Reject the pair and say why", "X"),
    ActionInfo("review.edit", "&Edit", "Change question or answer, then approve it", "E"),
    ActionInfo("review.skip", "&Skip", "Leave the pair for later", "Space"),
    ActionInfo(
        "review.use_measured", "Use the &measured value", "Put the measured value in the place of a wrong number", "M"
    ),
    ActionInfo(
        "review.use_all_measured",
        "Use a&ll measured values",
        "Put the measured values in the place of all wrong numbers",
        "Shift+M",
    ),
    ActionInfo("review.undo", "&Undo decision", "Take your last decision back", "Backspace; Ctrl+Z"),
    ActionInfo("review.generate", "&Generate pairs…", "Let a teacher write pairs about the micrographs", "Ctrl+G"),
)
