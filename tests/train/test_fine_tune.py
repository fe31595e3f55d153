"""A fine-tune from door to door on a tiny base: it learns, stops, resumes, and says in a sentence what goes wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")
pytest.importorskip("peft", reason="the local model is not installed")

from maemi.errors import InputError, MaemiError  # noqa: E402
from maemi.model.ranks import RankClock  # noqa: E402
from maemi.train import checkpoints  # noqa: E402
from maemi.train.run import fine_tune  # noqa: E402
from maemi.train.spec import TrainSpec  # noqa: E402

pytestmark = pytest.mark.local


@pytest.fixture
def spec(project_folder: Path, base_folder: Path) -> TrainSpec:
    return TrainSpec(
        project=str(project_folder),
        base=str(base_folder),
        steps=8,
        batch=4,
        quantize=False,
        threads=1,
        checkpoint_every=3,
        validation_pairs=4,
        score_pairs=0,
    )


def test_it_learns_tells_and_leaves_an_adapter(spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]) -> None:
    listener = heard()
    folder = tmp_path / "runs" / "train-1"
    result = fine_tune(replace(spec, steps=20, score_pairs=4, score_tokens=6), folder, listener)

    steps = listener.of("step")
    assert [event["step"] for event in steps] == list(range(1, 21))
    assert [event["rank"] for event in steps] == [RankClock(0, (4, 16)).rank(step) for step in range(20)]
    assert set(steps[0]) >= {"loss", "lr", "tokens_per_s", "memory_mb", "remaining_s", "total"}
    validation = listener.of("validation")
    assert validation[0]["step"] == 0 and validation[-1]["step"] == 20
    assert validation[-1]["loss"] < validation[0]["loss"]
    kinds = [kind for kind, _ in listener.events]
    assert kinds.index("step") < kinds.index("validation") < kinds.index("scores")  # nothing delays the first loss

    assert {event["when"] for event in listener.of("scores")} == {"before", "after"}
    assert result["metrics"]["after"]["BLEU-2"]["signature"].endswith("order:2")
    assert json.loads((folder / "result.json").read_text()) == json.loads(json.dumps(result))
    assert {file.name for file in (folder / "adapter").iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
        "maemi.json",
    }
    origin = json.loads((folder / "adapter" / "maemi.json").read_text())
    assert origin["base"] == spec.base and origin["steps"] == 20
    assert {entry["curator"] for entry in origin["decisions"]} == {"Ada"}
    assert not set(origin["pairs"]) & set(origin["held_out_pairs"])


@pytest.mark.parametrize("quantize", [False, True])
def test_a_stopped_and_resumed_run_has_the_losses_of_an_uninterrupted_one(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any], quantize: bool
) -> None:
    spec = replace(spec, quantize=quantize)
    whole, first, second = heard(), heard(stop_after_steps=5), heard()
    fine_tune(spec, tmp_path / "runs" / "whole", whole)
    fine_tune(spec, tmp_path / "runs" / "first", first)
    result = fine_tune(replace(spec, resume="first"), tmp_path / "runs" / "second", second)
    assert result["resumed_from"] == "first/step-000005"
    again = [(event["step"], event["loss"]) for event in first.of("step") + second.of("step")]
    assert again == [(event["step"], event["loss"]) for event in whole.of("step")]
    assert second.of("validation")[-1] == whole.of("validation")[-1]


def test_stop_leaves_the_adapter_of_the_steps_done(spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]) -> None:
    from safetensors.torch import load_file

    listener = heard(stop_after_steps=2)
    folder = tmp_path / "runs" / "train-1"
    result = fine_tune(replace(spec, score_pairs=4), folder, listener)
    assert (result["steps"], result["metrics"]) == (2, {})
    tensors = load_file(folder / "adapter" / "adapter_model.safetensors")
    assert any(tensor.abs().max() > 0 for name, tensor in tensors.items() if "lora_B" in name)
    assert checkpoints.last_checkpoint(folder / "checkpoints") == folder / "checkpoints" / "step-000002"


def test_a_stop_before_the_first_step_leaves_an_adapter_too(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]
) -> None:
    folder = tmp_path / "runs" / "train-1"
    assert fine_tune(spec, folder, heard(stop_after_steps=0))["steps"] == 0
    assert (folder / "adapter" / "adapter_model.safetensors").is_file()


def test_accumulation_gives_the_loss_of_one_large_batch(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]
) -> None:
    one, two = heard(), heard()
    fine_tune(replace(spec, batch=8), tmp_path / "runs" / "one", one)
    fine_tune(replace(spec, batch=2, accumulation=4), tmp_path / "runs" / "two", two)
    losses = [[event["loss"] for event in listener.of("step")] for listener in (one, two)]
    assert losses[0] == pytest.approx(losses[1], abs=2e-4)


def test_a_deleted_image_is_a_warning_and_the_rest_goes_on(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]
) -> None:
    (tmp_path / "pictures" / "dots-03.png").unlink()
    (tmp_path / "pictures" / "dots-04.png").write_text("no picture at all")
    listener = heard()
    result = fine_tune(replace(spec, validation_pairs=99), tmp_path / "runs" / "train-1", listener)
    assert result["steps"] == 8
    assert sorted(Path(row["micrograph"]).name for row in result["skipped"]) == ["dots-03.png", "dots-04.png"]
    assert len(listener.of("warning")) == 2


def test_no_image_at_all_is_a_sentence(spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]) -> None:
    for path in (tmp_path / "pictures").iterdir():
        path.unlink()
    with pytest.raises(MaemiError, match="No micrograph of the approved pairs can be read"):
        fine_tune(replace(spec, steps=60), tmp_path / "runs" / "train-1", heard())


def test_a_loss_that_is_no_number_keeps_the_last_good_adapter(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from maemi.train.encoding import MaemiEncoder

    plain, calls = MaemiEncoder.training, [0]

    def poisoned(self: Any, examples: Any) -> Any:
        inputs = plain(self, examples)
        calls[0] += torch.is_grad_enabled()
        if calls[0] > 5 and inputs is not None:
            inputs["image_features"] = inputs["image_features"] * math.nan
        return inputs

    monkeypatch.setattr(MaemiEncoder, "training", poisoned)
    folder = tmp_path / "runs" / "train-1"
    with pytest.raises(MaemiError, match="no longer a number at step 6; the adapter of step 3 is kept"):
        fine_tune(spec, folder, heard())
    assert json.loads((folder / "adapter" / "maemi.json").read_text())["steps"] == 3


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")]
)
def test_running_out_of_memory_is_a_sentence(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    from maemi.train.encoding import MaemiEncoder

    def full(self: Any, examples: Any) -> Any:
        raise error

    monkeypatch.setattr(MaemiEncoder, "training", full)
    with pytest.raises(MaemiError, match="memory ran out: choose a batch below 4"):
        fine_tune(spec, tmp_path / "runs" / "train-1", heard())


def test_a_base_that_is_not_there_is_a_sentence(spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]) -> None:
    with pytest.raises(InputError):
        fine_tune(replace(spec, base=str(tmp_path / "nothing")), tmp_path / "runs" / "train-1", heard())


def test_a_run_without_a_checkpoint_cannot_be_resumed(
    spec: TrainSpec, tmp_path: Path, heard: Callable[..., Any]
) -> None:
    with pytest.raises(InputError, match="no checkpoint to go on from"):
        fine_tune(replace(spec, resume="never"), tmp_path / "runs" / "train-1", heard())
