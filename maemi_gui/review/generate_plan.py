"""What the teacher is asked to do, as a command line; and what it would cost, from a dry run of that command."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi import person
from maemi.errors import InputError, MaemiError
from maemi.redaction import know

KEY_VARIABLE = "OPENAI_API_KEY"
_DRY_RUN_S = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one `maemi generate`. No key is part of it: it goes into the child's environment."""

    project: str
    teacher: str = "measured"
    limit: int = 0
    """Most micrographs to ask about; 0 is all."""
    micrograph_ids: tuple[int, ...] = ()
    """Only these, where there are any."""
    model: str = ""
    base_url: str = ""
    budget_usd: float = 0.0
    """The project never spends more than this altogether; 0 is no cap."""
    concurrency: int = 4
    image_side: int = 1024
    """Longer side, in pixels, of the picture that is sent."""
    local_only: bool = False
    """Refuse every server but one on this machine."""
    keep_info_bars: bool = False
    """Send pictures with the vendors' info bars."""
    asking: tuple[str, ...] = ()
    """Further arguments: which tasks, and how a language model is asked."""
    agreed: bool = False
    """Somebody saw what goes to another machine, and agreed for this run."""

    def argv(self) -> list[str]:
        """Arguments after `maemi`. Raises InputError where something is missing."""
        argv = ["generate", self.project, "--teacher", self.teacher]
        if self.limit:
            argv += ["--limit", str(self.limit)]
        for micrograph_id in self.micrograph_ids:
            argv += ["--micrograph", str(micrograph_id)]
        if self.teacher == "openai":
            if not self.base_url or not self.model:
                raise InputError("Name the server's address and the model that shall write the pairs.")
            argv += ["--model", self.model, "--base-url", self.base_url]
            argv += ["--concurrency", str(self.concurrency), "--image-size", str(self.image_side)]
            if self.budget_usd:
                argv += ["--budget-usd", f"{self.budget_usd:g}"]
            argv += self.asking
            for wanted, flag in (
                (self.local_only, "--local-only"),
                (self.keep_info_bars, "--keep-info-bars"),
                (self.agreed, "--yes"),
            ):
                argv += [flag] if wanted else []
        return argv

    def spec(self) -> dict[str, Any]:
        """For the run folder: what was asked for, without anything secret."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a dry run found."""

    micrographs: int = 0
    requests: int = 0
    tokens: int = 0
    """Sent, and at most received."""
    cost_usd: float | None = None
    """At most; None where the model's price is not known."""


def forecast(plan: Plan) -> Forecast:
    """Run `maemi generate … --dry-run --json`: nothing is sent and nothing written.

    In a process of its own, since it reads the project for seconds where that is large. For a worker; MaemiError.
    """
    command = [sys.executable, "-m", "maemi", *plan.argv(), "--dry-run", "--json"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_DRY_RUN_S, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MaemiError("The dry run did not end; start with fewer micrographs.") from error
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()
        raise MaemiError(last[-1].removeprefix("maemi: ") if last else "The dry run failed without a word.")
    try:
        said = json.loads(done.stdout)
        tokens = said["tokens_in"] + said["tokens_out"]
        return Forecast(said["micrographs"], said["requests"], tokens, said["cost_usd"])
    except (ValueError, KeyError, TypeError) as error:
        raise MaemiError("The dry run said something that cannot be read; update MAEMI.") from error


def start(plan: Plan, runs_dir: Path, key: str | None, who: str = "") -> Path:
    """Start the run; returns its folder. The key is in the child's environment only. For a worker.

    `who`: the person in whose name requests are entered.
    Without a key the variable is emptied for the child: a key that is meant for one provider must not reach another.
    """
    from maemi.jobs.start import start as start_job

    know(key)
    env = {person.VARIABLE: who} if who else {}
    if plan.teacher == "openai":
        env[KEY_VARIABLE] = key or ""
    return start_job(runs_dir, "generate", plan.argv(), plan.spec(), env=env).path
