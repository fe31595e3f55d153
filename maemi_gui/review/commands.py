"""The actions of reviewing, under the keys that curators know from other tools."""

from __future__ import annotations

from maemi.project.reasons import REJECT_REASONS
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
    *(
        ActionInfo(
            f"review.reason_{number}",
            f"Reject: {word}",
            f"Reject the pair: {explanation}",
            str(number),
        )
        for number, (word, explanation) in enumerate(REJECT_REASONS, start=1)
    ),
    ActionInfo("review.search", "&Search pairs", "Go to the words that pairs are searched for", "/"),
    ActionInfo("review.table", "&Table of pairs", "Show the pairs as a table, or one at a time again", "T"),
    ActionInfo("review.guidelines", "&Guidelines", "Show what the lab tells its curators, or the queue again", "G"),
    ActionInfo("review.history", "&History", "Show all that happened to the pair", "H"),
    *(
        ActionInfo(
            f"review.{verb}_all",
            f"{verb.capitalize()} all that the filter shows…",
            f"{verb.capitalize()} every pair of the filter in one go, after a question",
            "",
        )
        for verb in ("approve", "reject", "skip")
    ),
    ActionInfo("review.help", "Keys of revie&wing", "Show every key of reviewing", "?"),
    ActionInfo("review.generate", "&Generate pairs…", "Let a teacher write pairs about the micrographs", "Ctrl+G"),
)
