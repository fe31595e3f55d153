"""Memory and time of a fine-tune, before it starts. No torch: the window shows this."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from maemi.train.base_size import LARGE, BaseSize, read_base
from maemi.train.calibration import remembered_speed

if TYPE_CHECKING:
    from maemi.train.preview import Preview
    from maemi.train.spec import TrainSpec

CHARACTERS_PER_TOKEN = 3.2
"""Of facts, questions and answers of the sample project in the embedded model's tokens, which spell out numbers."""
OVERHEAD_TOKENS = 8
"""A conversation's marks."""
PROGRAM_BYTES = 480 * 1024**2
"""torch, transformers, peft and bitsandbytes themselves, imported."""
FLOPS_PER_SECOND = 8e10
"""What one core of a workstation was measured to reach in training the embedded base; a GPU is far above."""
START_SECONDS = 8.0
SECONDS_PER_ANSWER = 0.3
"""Of the scores before and after, for the embedded base."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a fine-tune will take on this machine."""

    memory_bytes: int
    seconds: float
    tokens: int
    """Trained over the whole run."""
    steps: int
    measured: bool
    """True: the speed was measured by an earlier run on this machine; False: a guess for two cores."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def estimate(spec: TrainSpec, pairs: Preview, config: BaseSize | None = None) -> Estimate:
    """From the spec, what it trains on, and the base's size (None: read from its files; InputError where missing).

    Memory: the program, the base's weights (NF4 with double quantisation: 0.516 bytes a parameter in matrices, 4
    elsewhere), A, B, B's gradient and both moments in float32, and a step's activations, for which 34 · layers · tokens
    · hidden elements (after Korthikanti et al., arXiv 2205.05198) are taken, plus the scores of the words.
    Time: 4 operations a parameter and token (forward 2, backward 2; frozen weights take no gradient), by the speed of
    an earlier run or the assumed one.
    """
    size = config or read_base(spec.base)
    tokens_per_pair = OVERHEAD_TOKENS + pairs.characters / max(1, pairs.train_pairs) / CHARACTERS_PER_TOKEN
    per_forward = min(spec.max_length, tokens_per_pair) * spec.batch
    tokens = round(pairs.steps * per_forward * spec.accumulation)

    other = size.parameters - size.linear_parameters
    weights = 0.516 * size.linear_parameters + 4 * other if spec.quantize else 4 * size.parameters
    adapter = spec.ranks[1] * size.adapter_features * 4 * (1 + 4)
    kept_elements = 34 * size.layers * per_forward * size.hidden
    if size.parameters > LARGE:  # one block at a time in half precision, and each block's input
        kept_elements = kept_elements / size.layers / 2 + size.layers * per_forward * size.hidden / 2
    activations = 4 * kept_elements + 12 * per_forward * size.vocabulary
    # Loading holds the plain weights for a moment, before they are packed.
    peak = max(weights + adapter + activations, 4 * size.parameters)

    answers = min(spec.score_pairs, pairs.held_out_pairs)
    speed = remembered_speed(size.family, size.parameters, spec.quantize)
    assumed = FLOPS_PER_SECOND / (4 * max(1, size.parameters))
    return Estimate(
        memory_bytes=round(PROGRAM_BYTES + peak + min(spec.image_memory_mb * 1024**2, 2**20 * pairs.train_micrographs)),
        seconds=START_SECONDS + tokens / (speed or assumed) + 2 * answers * SECONDS_PER_ANSWER,
        tokens=tokens,
        steps=pairs.steps,
        measured=speed is not None,
    )
