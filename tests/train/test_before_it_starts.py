"""What the window tells before a fine-tune: no torch, honest counts, an estimate."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from maemi.errors import InputError
from maemi.project.decisions import decide
from maemi.project.pairs import list_pairs
from maemi.project.project import Project
from maemi.train.base_size import BaseSize, read_base
from maemi.train.calibration import calibration_file, remember_speed, remembered_speed
from maemi.train.estimate import estimate
from maemi.train.preview import Preview, preview
from maemi.train.selection import select
from maemi.train.spec import TrainSpec

SIZE = BaseSize(
    parameters=12_800_000,
    linear_parameters=10_000_000,
    adapter_features=20_000,
    layers=8,
    hidden=288,
    vocabulary=4096,
    family="maemi",
)


def test_the_window_may_import_these_without_torch() -> None:
    code = (
        "import sys, maemi.train.spec, maemi.train.preview, maemi.train.estimate, maemi.evaluate.text_metrics;"
        "print([m for m in ('torch', 'transformers', 'peft', 'sacrebleu', 'nltk') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=240)
    assert done.stdout.strip() == "[]"


def test_the_preview_counts_approved_pairs_by_micrograph(project_folder: Path) -> None:
    project = Project.open(project_folder)
    spec = TrainSpec(project=str(project_folder))
    told = preview(project, spec)
    selection = select(project, spec)
    project.close()
    assert told.pairs == 30  # the pending one is not among them
    assert (told.train_pairs, told.held_out_pairs) == (len(selection.train), len(selection.held_out))
    assert told.train_pairs + told.held_out_pairs == 30
    assert told.train_micrographs + told.held_out_micrographs == 10
    sides = [{pair.micrograph_id for pair in side} for side in (selection.train, selection.held_out)]
    assert not sides[0] & sides[1]
    assert told.steps == spec.total_steps(told.train_pairs)
    assert told.problem is None
    assert told.missing_files == ()
    json.dumps(told.to_json())


def test_a_deleted_file_is_named_beforehand(project_folder: Path) -> None:
    project = Project.open(project_folder)
    gone = list_pairs(project, state="approved")[0].micrograph_path
    gone.unlink()
    told = preview(project, TrainSpec(project=str(project_folder)))
    project.close()
    assert told.missing_files == (str(gone),)


def test_too_few_pairs_are_told_and_refused(project_folder: Path) -> None:
    project = Project.open(project_folder)
    spec = TrainSpec(project=str(project_folder))
    for pair in list_pairs(project, state="approved")[3:]:
        decide(project, pair.id, "reject", "Ada", reason="vague")
    told = preview(project, spec)
    assert told.problem is not None and "3 approved pairs" in told.problem
    with pytest.raises(InputError, match="approve at least 4"):
        select(project, spec)
    project.close()


def test_pairs_of_one_micrograph_leave_nothing_to_hold_out(project_folder: Path) -> None:
    project = Project.open(project_folder)
    for pair in list_pairs(project, state="approved"):
        if pair.micrograph_id != 1:
            decide(project, pair.id, "reject", "Ada", reason="vague")
    told = preview(project, TrainSpec(project=str(project_folder)))
    project.close()
    assert told.problem is not None  # three pairs of one micrograph


def some_pairs(pairs: int = 160) -> Preview:
    return Preview(pairs, pairs, 0, 48, 12, {}, 0, pairs * 150, TrainSpec(project="/p").total_steps(pairs))


def test_the_estimate_grows_with_pairs_steps_and_base() -> None:
    spec = TrainSpec(project="/p")
    small = estimate(spec, some_pairs(), SIZE)
    assert estimate(spec, some_pairs(320), SIZE).seconds > small.seconds
    large = estimate(spec, some_pairs(), replace(SIZE, parameters=7_000_000_000, linear_parameters=6_600_000_000))
    assert large.memory_bytes > 3 * 1024**3
    plain = estimate(replace(spec, quantize=False), some_pairs(), SIZE)
    assert plain.memory_bytes > small.memory_bytes
    assert 300e6 < small.memory_bytes < 2e9


def test_the_estimate_uses_the_speed_of_an_earlier_run() -> None:
    spec = TrainSpec(project="/p")
    guessed = estimate(spec, some_pairs(), SIZE)
    assert not guessed.measured
    remember_speed(SIZE.family, SIZE.parameters, True, tokens_per_s=1e6)
    known = estimate(spec, some_pairs(), SIZE)
    assert known.measured and known.seconds < guessed.seconds
    assert not estimate(replace(spec, quantize=False), some_pairs(), SIZE).measured


def test_a_damaged_calibration_is_as_none() -> None:
    calibration_file().parent.mkdir(parents=True, exist_ok=True)
    calibration_file().write_text("{not json")
    assert remembered_speed("maemi", 1, True) is None


@pytest.mark.local
def test_the_size_of_a_base_is_read_from_its_headers(base_folder: Path) -> None:
    from safetensors.torch import load_file

    size = read_base(str(base_folder))
    tensors = load_file(base_folder / "model.safetensors")
    assert size.parameters == sum(tensor.numel() for tensor in tensors.values())
    assert 0 < size.linear_parameters < size.parameters
    assert (size.layers, size.hidden, size.family) == (3, 64, "maemi")  # two, and one gated block


@pytest.mark.parametrize("base", ["nowhere/at-all", "/no/such/folder"])
def test_a_missing_base_is_one_sentence(base: str) -> None:
    with pytest.raises(InputError, match="not on this machine"):
        read_base(base)


def test_damaged_weights_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 40)
    with pytest.raises(InputError, match="damaged"):
        read_base(str(tmp_path))
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(InputError, match="no weights"):
        read_base(str(tmp_path))
