"""One fine-tune from door to door: pairs, base, training, adapter, scores."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi import durable
from maemi.errors import InputError
from maemi.model.adapters import save_adapter
from maemi.progress import Progress
from maemi.project.project import Project
from maemi.train import checkpoints
from maemi.train.base_size import read_base
from maemi.train.calibration import remember_speed
from maemi.train.conversation import facts_of
from maemi.train.encoding import Example, make_encoder
from maemi.train.failures import explained
from maemi.train.loop import Loop, Losses
from maemi.train.opening import attach, open_base, use_threads
from maemi.train.provenance import provenance
from maemi.train.scoring import before_and_after
from maemi.train.selection import Selection, select, spread

if TYPE_CHECKING:
    from maemi.train.spec import TrainSpec


def fine_tune(spec: TrainSpec, folder: Path, progress: Progress) -> dict[str, Any]:
    """Train an adapter into `folder` (a run folder): `adapter/`, `checkpoints/`, `result.json`; returns the result.

    The result: run, adapter, steps, total, loss, validation, metrics, tokens_per_s, seconds, skipped, resumed_from.
    Asked to stop, it leaves the adapter of the steps done and scores nothing. Raises MaemiError, and then the adapter
    of the last checkpoint stays.
    """
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with explained(spec.batch):
        progress.event("progress", done=0, total=None, message="Reading the approved pairs")
        train, held_out, selection = _examples(spec)
        use_threads(spec.threads)
        progress.event("progress", done=0, total=None, message="Opening the base")
        base, processor = open_base(spec)
        model = attach(base, spec)
        encoder = make_encoder(base, processor, spec.max_length, spec.image_memory_mb * 1024**2, progress)
        origin = provenance(spec, selection, folder.name)

        def save(losses: Losses) -> None:
            state = {"spec": spec.to_json(), "pairs_hash": origin["pairs_hash"], "validation": losses.validation}
            checkpoints.write_checkpoint(folder / "checkpoints", losses.step, model, loop.optimizer, state)
            save_adapter(model, folder / "adapter", origin | {"steps": losses.step, "loss": losses.last})

        loop = Loop(model, encoder, train, spread(held_out, spec.validation_pairs), spec, progress, save)
        resumed = _resume(spec, folder, loop, origin["pairs_hash"], progress)
        losses = loop.run()
        stopped = losses.step < loop.total
        metrics = {} if stopped else before_and_after(model, processor, encoder, held_out, spec, progress)
        result = {
            "run": folder.name,
            "adapter": str(folder / "adapter"),
            "base": spec.base,
            "steps": losses.step,
            "total": loop.total,
            "loss": losses.last,
            "validation": losses.validation,
            "metrics": metrics,
            "tokens_per_s": round(losses.tokens / losses.seconds, 1) if losses.seconds else None,
            "seconds": round(time.monotonic() - started, 1),
            "skipped": [{"micrograph": str(path), "why": why} for path, why in encoder.images.unreadable.items()],
            "resumed_from": resumed,
        }
        durable.write_text(folder / "result.json", json.dumps(result, ensure_ascii=False, indent=1))
    _remember(spec, losses)
    return result


def _examples(spec: TrainSpec) -> tuple[list[Example], list[Example], Selection]:
    """What is trained on, what is held out, and the pairs that both come from."""
    project = Project.open(spec.project)
    try:
        selection = select(project, spec)
        both = (*selection.train, *selection.held_out)
        facts = facts_of(project, {pair.micrograph_id for pair in both})
    finally:
        project.close()
    train, held_out = (
        [
            Example(pair.id, pair.micrograph_path, facts.get(pair.micrograph_id, ""), pair.question, pair.answer)
            for pair in pairs
        ]
        for pairs in (selection.train, selection.held_out)
    )
    return train, held_out, selection


def _resume(spec: TrainSpec, folder: Path, loop: Loop, pairs_hash: str, progress: Progress) -> str | None:
    """Go on from the last checkpoint of the run that the spec names, or of this folder itself; returns what it was."""
    source = _run_folder(spec.resume, folder) if spec.resume else folder
    checkpoint = checkpoints.last_checkpoint(source / "checkpoints")
    if checkpoint is None:
        if spec.resume:
            raise InputError(f"The run {spec.resume} has no checkpoint to go on from: start a new fine-tune.")
        return None
    state = checkpoints.read_state(checkpoint)
    if state.get("pairs_hash") != pairs_hash:
        progress.event("warning", message="Pairs were decided since the checkpoint: it goes on with those of now.")
    checkpoints.restore(checkpoint, loop.model, loop.optimizer)
    loop.losses.step = int(state["step"])
    loop.losses.validation = [(int(step), float(loss)) for step, loss in state.get("validation", [])]
    return f"{source.name}/{checkpoint.name}"


def _run_folder(run: str, folder: Path) -> Path:
    """A run named by its folder, or by its id beside this run's folder."""
    named = Path(run)
    return named if named.is_absolute() else folder.parent / run


def _remember(spec: TrainSpec, losses: Losses) -> None:
    if losses.seconds < 5:  # mostly the first step's start
        return
    with contextlib.suppress(InputError):  # a base that cannot be measured has no estimate either
        size = read_base(spec.base)
        remember_speed(size.family, size.parameters, spec.quantize, losses.tokens / losses.seconds)
