"""Why a pair is rejected: few words, each with what it means."""

from __future__ import annotations

REJECT_REASONS: tuple[tuple[str, str], ...] = (
    ("wrong number", "a count, size or share in the answer is not what the micrograph shows"),
    ("wrong content", "the answer names something else than what is there"),
    ("not visible", "the answer cannot be seen in this micrograph"),
    ("vague", "the answer would fit any micrograph"),
    ("language", "the question or answer is badly written"),
    ("duplicate", "another pair of this micrograph says the same"),
    ("other", "another reason"),
)
"""In the order of the keys 1, 2, 3 …; at most nine."""
