"""What a fine-tune would train on, told before it starts. No torch: the window shows this."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from maemi.train.conversation import facts_of
from maemi.train.selection import divide, problem

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.train.spec import TrainSpec


@dataclass(frozen=True, slots=True)
class Preview:
    """The approved pairs of a project as a fine-tune divides them."""

    pairs: int
    train_pairs: int
    held_out_pairs: int
    train_micrographs: int
    held_out_micrographs: int
    tasks: dict[str, int]
    """Pairs to train on, by task."""
    synthetic_pairs: int
    """How many of all are about phantoms."""
    characters: int
    """Of all that is trained on, facts, questions and answers: the estimate of tokens comes from these."""
    steps: int
    missing_files: tuple[str, ...] = ()
    """Micrographs whose file is not where it was; their pairs will be left out."""
    problem: str | None = None
    """The sentence that says why this cannot be started, or None."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def preview(project: Project, spec: TrainSpec) -> Preview:
    """Count what `maemi train` with this spec would take; nothing is started and nothing written."""
    selection = divide(project, spec)
    both = (*selection.train, *selection.held_out)
    paths = {pair.micrograph_path for pair in both}
    facts = facts_of(project, {pair.micrograph_id for pair in selection.train})
    return Preview(
        pairs=len(both),
        train_pairs=len(selection.train),
        held_out_pairs=len(selection.held_out),
        train_micrographs=len({pair.micrograph_id for pair in selection.train}),
        held_out_micrographs=len({pair.micrograph_id for pair in selection.held_out}),
        tasks=dict(Counter(pair.task for pair in selection.train).most_common()),
        synthetic_pairs=sum(pair.synthetic for pair in both),
        characters=sum(
            len(facts.get(pair.micrograph_id, "")) + len(pair.question) + len(pair.answer) for pair in selection.train
        ),
        steps=spec.total_steps(len(selection.train)),
        missing_files=tuple(sorted(str(path) for path in paths if not path.is_file())),
        problem=problem(len(both), len(selection.train), len(selection.held_out)),
    )
