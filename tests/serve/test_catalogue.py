"""Names of models: bases, runs, runs at a rank."""

from __future__ import annotations

from pathlib import Path

import pytest

from maemi.errors import InputError
from maemi.serve.catalogue import Catalogue, Choice, NoSuchModelError

RUN = "train-20261123-0800-abcd"


def test_bases_and_finished_runs_are_offered(project: Path, model_folder: Path) -> None:
    catalogue = Catalogue(project / "runs")
    assert catalogue.names() == ["embedded", RUN]
    assert catalogue.find("embedded") == Choice("embedded")
    adapter = project / "runs" / RUN / "adapter"
    assert catalogue.find(RUN) == Choice(str(model_folder), adapter, None)
    assert catalogue.find(f"{RUN}@4") == Choice(str(model_folder), adapter, 4)


@pytest.mark.parametrize("name", ["other", "train-20261123-0900-dead", "other@4", "../runs", RUN + "@x"])
def test_other_names_are_not(project: Path, name: str) -> None:
    with pytest.raises(NoSuchModelError, match="There is no model"):
        Catalogue(project / "runs").find(name)


def test_a_rank_that_the_run_does_not_have(project: Path) -> None:
    with pytest.raises(InputError, match="2 to 8"):
        Catalogue(project / "runs").find(f"{RUN}@9")


def test_without_a_project_there_are_only_bases() -> None:
    assert Catalogue(None, ["embedded", "embedded", "/a/b"]).names() == ["embedded", "/a/b"]
