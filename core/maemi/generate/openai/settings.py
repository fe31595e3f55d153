"""What a person sets of a teacher behind a server; all of it is part of what a request is known by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maemi.errors import InputError
from maemi.micrograph.picture import LONGEST_SIDE

DETAILS = ("auto", "low", "high")
"""How closely a model that knows the parameter looks at a picture; `auto` leaves it to the server."""
METADATA, MEASURED = "metadata", "measured"
FACTS = frozenset({METADATA, MEASURED})
MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class TeacherSettings:
    """Raises InputError for what no request can be made with."""

    temperature: float | None = 0.2
    """None leaves it to the server."""
    image_side: int = LONGEST_SIDE
    """Longer side, in pixels, of the picture that is sent."""
    media_type: str = "image/png"
    info_bars: bool = False
    """Whether pictures keep the vendor's info bar."""
    detail: str = "auto"
    """One of DETAILS."""
    max_tokens: int | None = None
    """Of a whole reply; None reckons by the number of questions."""
    reasoning: bool = True
    """Whether the teacher is asked for its thoughts; they are kept apart from the answers."""
    facts: frozenset[str] = FACTS
    """Which of FACTS go into the prompt."""
    give_class: bool = True
    """Whether the teacher is told the micrograph's class."""
    examples: int = 0
    """How many approved examples of similar micrographs go before, as turns of the chat."""
    example_pictures: bool = True
    """Whether they go with a small picture, or in words only."""

    def __post_init__(self) -> None:
        if not 64 <= self.image_side <= 8192:
            raise InputError(f"A picture of {self.image_side} pixels cannot be sent: choose a side of 64 to 8192.")
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            raise InputError(f"A temperature of {self.temperature} is not known: choose 0 to 2.")
        if self.detail not in DETAILS:
            raise InputError(f"“{self.detail}” is no detail of a picture: choose {', '.join(DETAILS)}.")
        if self.max_tokens is not None and not 16 <= self.max_tokens <= 1_000_000:
            raise InputError(f"A reply of at most {self.max_tokens} tokens holds no answers: choose 16 or more.")
        if unknown := sorted(self.facts - FACTS):
            raise InputError(f"“{unknown[0]}” are no facts: choose metadata, measured, or none.")
        if not 0 <= self.examples <= MOST_EXAMPLES:
            raise InputError(f"{self.examples} examples do not fit a request: choose 0 to {MOST_EXAMPLES}.")

    def to_json(self) -> dict[str, Any]:
        """Equal settings give equal documents."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__} | {"facts": sorted(self.facts)}
        if not self.examples:
            found.pop("example_pictures")
        return found
