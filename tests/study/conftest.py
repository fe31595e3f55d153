"""A project whose pairs are of two classes and two teachers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maemi.project.classes import label
from maemi.project.decisions import decide
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """12 approved pairs: of `tips` 8 by gpt and 2 by measured, of `powder` 2 by gpt; and one that is pending."""
    for seed, name in enumerate(("a", "b")):
        pixels = np.random.default_rng(seed).integers(0, 255, (24, 32), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    with Project.create(tmp_path / "lab") as made:
        add_paths(made, [tmp_path / "a.png", tmp_path / "b.png"])
        one, other = list_micrographs(made)
        label(made, {one.id: "tips", other.id: "powder"})
        kinds = [(one.id, "gpt")] * 8 + [(one.id, "measured")] * 2 + [(other.id, "gpt")] * 2
        ids = add_pairs(
            made,
            [
                NewPair(micrograph, f"What is seen, {number}?", f"A sharp tip, {number}.", "vqa", teacher, "m1", "t")
                for number, (micrograph, teacher) in enumerate(kinds)
            ],
        )
        for each in ids:
            decide(made, each, "approve", "ada")
        add_pairs(made, [NewPair(one.id, "Pending?", "Yes.", "vqa", "gpt", "m1", "t")])
        yield made
