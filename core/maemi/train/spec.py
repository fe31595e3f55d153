"""What one fine-tune shall do: all of it, so that a run folder's `spec.json` is enough to run it again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from maemi.errors import InputError
from maemi.model.ranks import check_ranks


@dataclass(frozen=True, slots=True)
class TrainSpec:
    """A fine-tune by DyQLoRA-FA of `base` on the approved pairs of `project`.

    The defaults are for the embedded base on two cores: 200 pairs, three epochs, about a minute.
    """

    project: str
    """The project's folder or database address."""
    base: str = "embedded"
    """`embedded`, a folder, or a hub name that is on this machine already."""
    ranks: tuple[int, int] = (4, 16)
    """r_min and r_max, both included."""
    alpha: float = 16.0
    """The adapter's output is scaled by alpha / r."""
    epochs: int = 3
    steps: int | None = None
    """Optimizer steps; None: as many as `epochs` gives."""
    batch: int = 8
    """Pairs in one forward."""
    accumulation: int = 1
    """Forwards in one optimizer step."""
    learning_rate: float = 4e-3
    """The peak of a cosine with warm-up. Where A is frozen and B starts at zero, it is ten times that of LoRA."""
    warmup: float = 0.05
    """Part of the steps over which the learning rate rises."""
    clip: float = 1.0
    """Largest norm of a step's gradient."""
    seed: int = 0
    max_length: int = 768
    """Tokens of one conversation; longer ones are left out, never cut."""
    held_out: float = 0.2
    """Part of the micrographs that training never sees."""
    split_seed: int = 0
    """Apart from `seed`, so that runs of different seeds are scored on the same micrographs."""
    quantize: bool = True
    """The base in NF4 (QLoRA)."""
    validate_every: int = 0
    """Steps between validations; 0: five times a run."""
    validation_pairs: int = 32
    checkpoint_every: int = 25
    """Steps between checkpoints; one more is written at the end."""
    score_pairs: int = 24
    """Held-out pairs that are answered before and after for BLEU and ROUGE; 0: none."""
    score_tokens: int = 96
    """The longest answer that is generated for scoring."""
    threads: int = 0
    """Worker threads; 0: all cores, or as OMP_NUM_THREADS says."""
    image_memory_mb: int = 512
    """What prepared images may take."""
    resume: str | None = None
    """A run (its id, or folder) whose last checkpoint this one goes on from."""

    def __post_init__(self) -> None:
        check_ranks(self.ranks)
        for name in ("epochs", "batch", "accumulation", "max_length"):
            if getattr(self, name) < 1:
                raise InputError(f"“{name}” is {getattr(self, name)}: a fine-tune needs at least 1.")
        if self.steps is not None and self.steps < 1:
            raise InputError(f"“steps” is {self.steps}: a fine-tune needs at least 1.")
        if not 0.0 < self.held_out < 1.0:
            raise InputError(f"“held_out” is {self.held_out}: it is a part between 0 and 1 of the micrographs.")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0 and self.alpha > 0):
            raise InputError(f"“learning_rate” is {self.learning_rate} and “alpha” {self.alpha}: both are above 0.")

    def total_steps(self, train_pairs: int) -> int:
        """Optimizer steps of the whole run over that many pairs."""
        per_epoch = math.ceil(train_pairs / (self.batch * self.accumulation))
        return self.steps if self.steps is not None else self.epochs * per_epoch

    def validation_interval(self, total_steps: int) -> int:
        """Steps between validations."""
        return self.validate_every or max(1, math.ceil(total_steps / 5))

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"ranks": list(self.ranks)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TrainSpec:
        """The inverse of `to_json`; names that this version does not know are refused: they would change the run."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise InputError(f"The fine-tune's settings have unknown names ({', '.join(unknown)}): update MAEMI.")
        if "project" not in data:
            raise InputError("The fine-tune's settings name no project.")
        values = dict(data)
        if "ranks" in values:
            low, high = values["ranks"]
            values["ranks"] = (int(low), int(high))
        return cls(**values)
