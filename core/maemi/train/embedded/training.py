"""The training of the embedded model: first to see, then to answer."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import PreTrainedTokenizerBase

from maemi.model.network import MaemiForConditionalGeneration
from maemi.progress import Progress
from maemi.train.embedded import checkpoints
from maemi.train.embedded.batches import AnswerBatch, answer_batch, sight_batch
from maemi.train.embedded.conversations import Packer
from maemi.train.embedded.recipe import Recipe
from maemi.train.embedded.rendering import Pictures
from maemi.train.embedded.schedule import Schedule
from maemi.train.embedded.sight import SightHead, look

_TOLD_EVERY = 20
_SIGHT_COOL_DOWN = 0.15


@dataclass(slots=True)
class Training:
    """Everything that changes while it learns, and where it is kept."""

    recipe: Recipe
    model: MaemiForConditionalGeneration
    head: SightHead
    tokenizer: PreTrainedTokenizerBase
    pictures: Pictures
    folder: Path
    progress: Progress
    save_every_s: float = 300.0
    compute: torch.dtype | None = torch.bfloat16
    """Autocast to this; None computes in float32."""
    _saved_s: float = 0.0

    def see(self, resume: dict[str, Any] | None) -> None:
        """The first phase: the image encoder and the sight head alone."""
        recipe = self.recipe
        trained = nn.ModuleList([self.model.vision_model, self.model.image_norm, self.head])
        stem = nn.ModuleList([self.model.vision_model.get_submodule("embeddings.patch_embeddings"), self.head])
        parts: list[tuple[nn.Module, float]] = [(stem, recipe.stem_rate), (_without(trained, stem), recipe.sight_rate)]
        optimizer = _adamw(parts, recipe.weight_decay)
        schedule = Schedule(recipe.sight_steps, recipe.warm_up, _SIGHT_COOL_DOWN)
        first = self._begin("sight", schedule, optimizer, resume)
        for step in range(first, recipe.sight_steps):
            batch = sight_batch(self.pictures, recipe.seed, step, recipe.sight_batch)
            _set_rates(optimizer, schedule.factor(step))
            # Most of it at half the size: four times as many images in the same time.
            small = step < recipe.sight_steps * (1 - _SIGHT_COOL_DOWN)
            pixels = functional.avg_pool2d(batch.pixels, 2) if small else batch.pixels
            loss, right = self._sight_step(pixels, batch.targets)
            _update(optimizer, loss, trained)
            self._tell("sight", step, schedule.steps, schedule, loss=loss.item(), classes_right=right)
            if self._pause("sight", step + 1, schedule, optimizer):
                return

    def answer(self, resume: dict[str, Any] | None, hours: float | None) -> int:
        """The second phase: the whole network; returns the number of steps it took."""
        recipe = self.recipe
        vision = nn.ModuleList([self.model.vision_model, self.model.image_norm, self.head])
        gates = nn.ParameterList(p for name, p in self.model.named_parameters() if name.endswith("_gate"))
        text = _without(self.model, nn.ModuleList([vision, gates]))
        # Gates start at zero and are the only way to the image: they learn faster than the rest.
        parts: list[tuple[nn.Module, float]] = [
            (text, recipe.rate),
            (vision, recipe.vision_rate),
            (gates, 5 * recipe.rate),
        ]
        optimizer = _adamw(parts, recipe.weight_decay)
        schedule = Schedule(recipe.steps, recipe.warm_up, recipe.cool_down, hours)
        packer = Packer(self.tokenizer, recipe.turn_tokens)
        step = self._begin("answers", schedule, optimizer, resume)
        while step < schedule.steps:
            batch = answer_batch(self.pictures, packer, recipe.seed, step, recipe.batch, recipe.told_share)
            _set_rates(optimizer, schedule.factor(step))
            answers, sight, right = self._answer_step(batch)
            _update(optimizer, answers + recipe.sight_weight * sight, self.model)
            self._tell("answers", step, schedule.steps, schedule, loss=answers.item(), classes_right=right)
            step += 1
            if self._pause("answers", step, schedule, optimizer):
                break
        return step

    def _sight_step(self, pixels: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, float]:
        with self._autocast():
            return self.head.loss(*look(self.model, pixels), targets)

    def _answer_step(self, batch: AnswerBatch) -> tuple[torch.Tensor, torch.Tensor, float]:
        with self._autocast():
            seen, stem = look(self.model, batch.sight.pixels)
            sight, right = self.head.loss(seen, stem, batch.sight.targets)
            features = seen.new_zeros(len(batch.present), *seen.shape[1:])
            features[batch.present] = seen[: int(batch.present.sum())]
            out = self.model(
                input_ids=batch.input_ids,
                attention_mask=batch.attention_mask,
                labels=batch.labels,
                image_features=features,
                image_present=batch.present,
            )
        return out.loss, sight, right

    def _autocast(self) -> torch.autocast:
        return torch.autocast("cpu", self.compute or torch.bfloat16, enabled=self.compute is not None)

    def _begin(
        self, phase: str, schedule: Schedule, optimizer: torch.optim.Optimizer, resume: dict[str, Any] | None
    ) -> int:
        self.model.train()
        resume = resume if resume is not None and resume["phase"] == phase else None
        schedule.begin(resume["spent_s"] if resume else 0.0)
        self._saved_s = schedule.spent_s
        if resume is None:
            return 0
        optimizer.load_state_dict(resume["optimizer"])
        if resume["settled"]:
            schedule.steps, schedule.hours = resume["steps"], None
        return int(resume["step"])

    def _tell(self, phase: str, step: int, steps: int, schedule: Schedule, **values: float) -> None:
        if step % _TOLD_EVERY == 0 or step + 1 == steps:
            self.progress.event(
                "step", phase=phase, step=step, total=steps, seconds=round(schedule.spent_s, 1), **values
            )

    def _pause(self, phase: str, step: int, schedule: Schedule, optimizer: torch.optim.Optimizer) -> bool:
        """Save where it is time to; True where the training shall stop, which also saves."""
        stop = self.progress.stop_requested()
        if stop or schedule.spent_s - self._saved_s > self.save_every_s:
            self._saved_s = schedule.spent_s
            state = {
                "phase": phase,
                "step": step,
                "steps": schedule.steps,
                "settled": schedule.hours is None,
                "spent_s": schedule.spent_s,
                "recipe": self.recipe.to_json(),
                "model": self.model.state_dict(),
                "head": self.head.state_dict(),
                "optimizer": optimizer.state_dict(),
            }
            checkpoints.save(self.folder, f"{phase}-{step:06}", state)
        return stop


def _adamw(groups: list[tuple[nn.Module, float]], decay: float) -> torch.optim.AdamW:
    """AdamW at one peak rate for each part; matrices decay, norms, biases and gates do not."""
    options: list[dict[str, Any]] = []
    for part, rate in groups:
        weights = [p for p in part.parameters() if p.requires_grad]
        options.append({"params": [p for p in weights if p.ndim > 1], "lr": rate, "peak": rate, "weight_decay": decay})
        options.append({"params": [p for p in weights if p.ndim <= 1], "lr": rate, "peak": rate, "weight_decay": 0.0})
    return torch.optim.AdamW(options, betas=(0.9, 0.98), fused=True)


def _without(model: nn.Module, part: nn.Module) -> nn.ParameterList:
    taken = {id(weight) for weight in part.parameters()}
    return nn.ParameterList(weight for weight in model.parameters() if id(weight) not in taken)


def _set_rates(optimizer: torch.optim.Optimizer, factor: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor


def _update(optimizer: torch.optim.Optimizer, loss: torch.Tensor, module: nn.Module) -> None:
    loss.backward()
    nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
