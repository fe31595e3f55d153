"""The training loop: draw a rank, go forward and back, step, tell, and now and then validate and write a checkpoint."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from maemi.errors import MaemiError
from maemi.model import dyqlora
from maemi.model.dyqlora_optimizer import RankedAdamW
from maemi.model.ranks import RankClock
from maemi.progress import Progress
from maemi.train import order
from maemi.train.encoding import NOT_COUNTED, Encoder, Example
from maemi.train.failures import not_finite
from maemi.train.memory import memory_mb
from maemi.train.schedule import learning_rate

if TYPE_CHECKING:
    from peft import PeftModel

    from maemi.train.spec import TrainSpec

SMOOTHING = 0.1
"""Weight of the newest step in the time that a step takes."""


@dataclass
class Losses:
    """What a run has measured so far; goes into checkpoints and the result."""

    step: int = 0
    """Steps done."""
    last: float | None = None
    validation: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    tokens: int = 0
    seconds: float = 0.0
    """Spent in steps alone, by this process."""


class Loop:
    """Trains B of one model on some examples. `checkpoint` is called with the steps done whenever one is due."""

    def __init__(
        self,
        model: PeftModel,
        encoder: Encoder,
        train: Sequence[Example],
        held_out: Sequence[Example],
        spec: TrainSpec,
        progress: Progress,
        checkpoint: Callable[[Losses], None],
    ) -> None:
        self.model, self.encoder, self.spec = model, encoder, spec
        self.train, self.held_out = train, held_out
        self.total = spec.total_steps(len(train))
        self.clock = RankClock(spec.seed, spec.ranks)
        self.matrices = list(dyqlora.trained(model).values())
        self.optimizer = RankedAdamW(self.matrices, lr=spec.learning_rate)
        self.losses = Losses()
        self._progress, self._checkpoint = progress, checkpoint
        self._kept: int | None = None
        self._step_s: float | None = None
        self._fresh = True

    def run(self) -> Losses:
        """Go on to the last step, or until somebody asks to stop; then leave a checkpoint. Raises MaemiError on NaN."""
        interval = self.spec.validation_interval(self.total)
        while self.losses.step < self.total and not self._progress.stop_requested():
            self._step(self.losses.step)
            done = self.losses.step
            if done == 1:
                # Where the run comes from; after the first step, which people wait for.
                with self.model.disable_adapter():
                    self._validate(0)
            if done % interval == 0 or done == self.total:
                self._validate(done)
            if done % self.spec.checkpoint_every == 0 and done < self.total:
                self._save()
        self._save()
        return self.losses

    def _save(self) -> None:
        self._checkpoint(self.losses)
        self._kept = self.losses.step

    def _step(self, step: int) -> None:
        started = time.perf_counter()
        spec = self.spec
        rank = self.clock.rank(step)
        rate = learning_rate(step, self.total, spec.learning_rate, spec.warmup)
        dyqlora.set_rank(self.model, rank)
        self.model.train()
        self.optimizer.zero_grad(set_to_none=True)
        chosen = [self.train[i] for i in order.batch(spec.seed, step, spec.batch * spec.accumulation, len(self.train))]
        loss_sum, counted, tokens = 0.0, 0, 0
        for first in range(0, len(chosen), spec.batch):
            inputs = self.encoder.training(chosen[first : first + spec.batch])
            if inputs is None:
                continue
            answered = _counted(inputs)
            loss = self.model(**inputs).loss * answered
            loss.backward()
            loss_sum, counted = loss_sum + float(loss.detach()), counted + answered
            tokens += int(inputs["attention_mask"].sum())
        self.losses.step = step + 1
        if counted == 0:
            self._check_images()
            return
        if not math.isfinite(loss_sum):
            raise not_finite(step + 1, rate, self._kept)
        # The mean over all answer tokens of the step, however they fell into its forwards.
        for b in self.matrices:
            if b.grad is not None:
                b.grad /= counted
        norm = torch.nn.utils.clip_grad_norm_(self.matrices, spec.clip)
        if not bool(torch.isfinite(norm)):
            raise not_finite(step + 1, rate, self._kept)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step(rank=rank)
        self._tell(loss_sum / counted, rank, rate, tokens, time.perf_counter() - started)

    def _tell(self, loss: float, rank: int, rate: float, tokens: int, seconds: float) -> None:
        losses = self.losses
        losses.last = loss
        losses.tokens += tokens
        losses.seconds += seconds
        # The first step of a process prepares much that later ones find ready: it says little about them.
        if self._step_s is None or self._fresh:
            self._fresh = self._step_s is None
            self._step_s = seconds
        self._step_s += SMOOTHING * (seconds - self._step_s)
        self._progress.event(
            "step",
            step=losses.step,
            total=self.total,
            loss=round(loss, 5),
            rank=rank,
            lr=rate,
            tokens_per_s=round(tokens / seconds, 1),
            memory_mb=memory_mb(),
            remaining_s=round((self.total - losses.step) * self._step_s, 1),
        )

    def _validate(self, step: int) -> None:
        loss = self.validation_loss()
        if loss is not None:
            self.losses.validation.append((step, loss))
            self._progress.event("validation", step=step, loss=round(loss, 5))

    @torch.no_grad()
    def validation_loss(self) -> float | None:
        """Mean loss of an answer token over held-out pairs, at the largest rank; None where somebody asks to stop."""
        dyqlora.set_rank(self.model, self.spec.ranks[1])
        self.model.eval()
        loss_sum, counted = 0.0, 0
        for first in range(0, len(self.held_out), self.spec.batch):
            if self._progress.stop_requested():
                return None
            inputs = self.encoder.training(self.held_out[first : first + self.spec.batch])
            if inputs is not None:
                answered = _counted(inputs)
                loss_sum += float(self.model(**inputs).loss) * answered
                counted += answered
        return loss_sum / counted if counted else None

    def _check_images(self) -> None:
        """Raises MaemiError where no pair at all can be trained on; some that cannot are left out."""
        unreadable = self.encoder.images.unreadable
        if all(example.micrograph in unreadable for example in self.train):
            raise MaemiError("No micrograph of the approved pairs can be read: put the files back where they were.")
        if self.losses.step >= self.total and self.losses.last is None:
            raise MaemiError(f"No pair fits into {self.spec.max_length} tokens: choose a larger “max_length”.")


def _counted(inputs: dict[str, Any]) -> int:
    """Answer tokens that the loss counts; the first token has nothing before it to be predicted from."""
    return int((inputs["labels"][:, 1:] != NOT_COUNTED).sum())
