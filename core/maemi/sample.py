"""The sample project: phantoms of all ten classes with pairs and decisions, made from a seed at first use.

Everything in it is synthetic and says so. What is made twice is made the same; what was killed half-way goes on.
"""

from __future__ import annotations

from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi.errors import InputError, MaemiError
from maemi.phantom.classes import CLASSES
from maemi.progress import Progress, Silent
from maemi.project.project import Project

NAME = "Sample project (synthetic)"
MADE, MAKING, READY = "sample", "making", "ready"
"""Name and values of the project's setting that tells a sample project and whether it is whole."""
SEED = 20260
A_CLASS = 6
"""Phantoms of each class."""
ROWS, COLUMNS = 480, 640


@dataclass(frozen=True, slots=True)
class Plan:
    """One phantom of the sample."""

    class_name: str
    number: int
    """0 … A_CLASS - 1 within its class."""

    @property
    def file(self) -> str:
        return f"{self.class_name}_{self.number + 1}.tif"

    @property
    def seed(self) -> int:
        return SEED + self.number

    @property
    def vendor(self) -> str:
        return "fei" if (self.number + CLASSES.index(self.class_name)) % 2 == 0 else "zeiss"


def default_location() -> Path:
    """Where the sample project lies when nobody names a folder."""
    from platformdirs import user_data_path

    return user_data_path("maemi", appauthor=False) / "sample-project"


def make_sample(folder: Path, progress: Progress | None = None, workers: int = 2) -> Project:
    """Make the sample project in a folder, or complete one that was begun; a whole one is only opened.

    The first micrographs are in the project within a second or two. Stops between micrographs when asked.
    Raises InputError where the folder holds another project, MaemiError where it cannot be written.
    """
    listener = progress or Silent()
    project = open_or_begin(folder)
    try:
        if not is_ready(project):
            _complete(project, listener, workers)
    except BaseException:
        project.close()
        raise
    return project


def open_or_begin(folder: Path) -> Project:
    """The sample project of a folder, a new one where there is none."""
    from maemi.project.micrographs import count_micrographs
    from maemi.project.settings import get_setting, set_setting

    is_there = (folder / "maemi.sqlite").is_file()
    project = Project.open(folder) if is_there else Project.create(folder)
    if get_setting(project, MADE) is None:
        if count_micrographs(project):
            project.close()
            raise InputError(f"{folder} holds a project that is not the sample: name another folder.")
        set_setting(project, MADE, MAKING)
        set_setting(project, "name", NAME)
    return project


def is_ready(project: Project) -> bool:
    """Whether a sample project is whole."""
    from maemi.project.settings import get_setting

    return get_setting(project, MADE) == READY


def plans() -> list[Plan]:
    """One of each class first, so that the gallery shows all of them early."""
    return [Plan(name, number) for number in range(A_CLASS) for name in CLASSES]


def _complete(project: Project, listener: Progress, workers: int) -> None:
    from maemi.generate.measured.teaching import MeasuredTeacher
    from maemi.generate.run import GenerateOptions, generate
    from maemi.project.settings import set_setting
    from maemi.sample_review import review

    facts = _draw_all(project, listener, workers)
    if listener.stop_requested():
        return
    report = generate(project, MeasuredTeacher(SEED), GenerateOptions(concurrency=workers, seed=SEED), listener)
    if report.failed:
        raise MaemiError(f"The sample project is not whole: {report.failed[0]['reason']} Make it again.")
    if report.stopped:
        return
    listener.event("progress", done=0, total=None, message="Deciding on some pairs")
    review(project, facts, A_CLASS)
    set_setting(project, MADE, READY)


def _draw_all(project: Project, listener: Progress, workers: int) -> dict[str, dict[str, Any]]:
    """Draw what is missing and add it; returns file name → what is true of it."""
    from maemi.generate.workers import worker_pool
    from maemi.micrograph.taking_in import HereAndNow
    from maemi.project.micrographs import add_paths, list_micrographs, set_class

    folder = project.folder / "micrographs"
    folder.mkdir(exist_ok=True)
    facts: dict[str, dict[str, Any]] = {}
    wanted = plans()
    with worker_pool(workers) as pool:
        futures = {pool.submit(draw_one, folder, plan): plan for plan in wanted}
        for done, future in enumerate(as_completed(futures), start=1):
            plan = futures[future]
            try:
                facts[plan.file] = future.result()
            except OSError as error:
                raise MaemiError(f"The sample cannot be written to {folder}: {error.strerror or error}.") from error
            add_paths(project, [folder / plan.file], reader=HereAndNow())
            ids = [row.id for row in list_micrographs(project, search=plan.file) if row.class_name is None]
            set_class(project, ids, plan.class_name)
            listener.event("progress", done=done, total=len(wanted), message=f"Drawing {plan.file}")
            if listener.stop_requested():
                pool.shutdown(wait=True, cancel_futures=True)
                break
    return facts


def draw_one(folder: Path, plan: Plan) -> dict[str, Any]:
    """Draw a phantom and write it where it is missing; returns its facts. Runs in a worker process."""
    from typing import cast

    from maemi.phantom.drawing import draw
    from maemi.phantom.writing import Vendor, write

    phantom = draw(plan.class_name, plan.seed, ROWS, COLUMNS)
    path = folder / plan.file
    if not path.exists():
        write(phantom, path, cast("Vendor", plan.vendor))
    return phantom.facts
