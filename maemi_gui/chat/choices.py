"""The models that a person can talk to: the embedded base, their fine-tunes, and servers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from maemi_gui.widgets.servers import Server

EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One line of the model chooser."""

    model: str
    """What the server is asked for: `embedded`, a run's id, or a model's name on a server."""
    text: str
    server: Server | None = None
    """None: the local model, behind `maemi serve`."""
    ranks: tuple[int, int] | None = None
    """Least and greatest rank of a fine-tune's adapter; None where the model has none."""

    def asked_for(self, rank: int | None) -> str:
        """The model's name in a request; a rank below the greatest cuts the adapter."""
        if self.ranks is None or rank is None or rank == self.ranks[1]:
            return self.model
        return f"{self.model}@{rank}"

    def label(self, rank: int | None) -> str:
        """How an answer is signed."""
        return f"{self.text} · rank {rank}" if self.ranks is not None and rank is not None else self.text


def find_choices(runs_dir: Path | None, servers: list[Server]) -> list[ModelChoice]:
    """All models of a project and of the settings, the embedded one first. Reads run folders: call it in a worker."""
    choices = [ModelChoice(EMBEDDED, "Embedded model")]
    if runs_dir is not None:
        choices += _fine_tunes(runs_dir)
    choices += [
        ModelChoice(server.model, f"{server.model} on {server.name}", server) for server in servers if server.model
    ]
    return choices


def _fine_tunes(runs_dir: Path) -> list[ModelChoice]:
    from maemi.jobs.adopt import run_folders

    found: list[ModelChoice] = []
    for folder in run_folders(runs_dir):
        state = folder.state()
        if (
            folder.kind != "train"
            or not state.is_over
            or not (folder.path / "adapter" / "adapter_config.json").is_file()
        ):
            continue
        begun = state.started_at.astimezone().strftime("%d %b %H:%M") if state.started_at else folder.id
        found.append(ModelChoice(folder.id, f"Fine-tune {begun}", ranks=_ranks(folder.spec().get("ranks"))))
    return found


def _ranks(value: object) -> tuple[int, int] | None:
    """`[4, 16]` or `"4:16"` as a run's spec writes it."""
    if isinstance(value, str):
        value = value.split(":")
    if isinstance(value, list | tuple) and len(value) == 2:
        return int(value[0]), int(value[1])
    return None


def shown_ranks(ranks: tuple[int, int]) -> list[int]:
    """The ranks worth choosing between: both ends, and the powers of two and their halves between them."""
    least, most = ranks
    return sorted({least, most, *(rank for rank in (1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64) if least <= rank <= most)})
