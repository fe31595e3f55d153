"""How long the project's verbs take with 20,000 micrographs and 100,000 pairs: `python benchmarks/store.py`.

Prints the median and the worst of each verb in milliseconds, beside one write and flush of 4 KiB to the same disk: a
decision cannot be quicker than that.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert

from maemi.micrograph.record import MicrographInfo
from maemi.project.decisions import decide, undo
from maemi.project.ledger import reserve, settle
from maemi.project.micrographs import count_micrographs, list_micrographs
from maemi.project.pairs import count_pairs, list_pairs, next_pending
from maemi.project.project import Project
from maemi.project.tables.decision import Decision
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.team.claims import claim_next

MICROGRAPHS, PAIRS, REPEATS = 20_000, 100_000, 30
DECIDED = {"approved": "approve", "rejected": "reject", "skipped": "skip", "pending": ""}
SENTENCE = "The micrograph shows wires with a mean width of 84 nm, which lie across each other on a smooth substrate. "


def fill(project: Project) -> None:
    """Insert micrographs, pairs and one decision for each pair that is not pending."""
    rng = random.Random(7)
    states = [rng.choice(list(DECIDED)) for _ in range(PAIRS)]
    info = MicrographInfo(Path("x.tif"), "TIFF", "FEI", (1103, 1024), "uint8", 1, 1, None).to_json()
    of_micrograph = [states[number::MICROGRAPHS] for number in range(MICROGRAPHS)]
    micrographs = [
        {
            "path": f"/lab/set/sem_{number:05d}.tif",
            "name": f"sem_{number:05d}.tif",
            "content_hash": f"{number:064x}",
            "size": 1,
            "mtime_ns": 1,
            "info": info,
            "synthetic": False,
            "added_at": now(),
            **{f"pairs_{state}": of_micrograph[number].count(state) for state in DECIDED},
        }
        for number in range(MICROGRAPHS)
    ]
    pairs = [
        {
            "micrograph_id": number % MICROGRAPHS + 1,
            "question": f"How wide are the wires of number {number}?",
            "answer": SENTENCE * 2,
            "task": "size and distribution",
            "teacher": "measured",
            "model": "",
            "template_hash": "",
            "reasoning": "",
            "findings": [],
            "synthetic": False,
            "created_at": now(),
            "state": state,
            "reason": "",
        }
        for number, state in enumerate(states)
    ]
    log = [
        {"pair_id": number, "curator": "ada", "verb": DECIDED[state], "reason": "", "at": now()}
        for number, state in enumerate(states, 1)
        if state != "pending"
    ]
    with project.session() as session:
        session.execute(insert(Micrograph), micrographs)
        session.execute(insert(Pair), pairs)
        session.execute(insert(Decision), log)


def timed(name: str, work: Callable[[], object], repeats: int = REPEATS) -> None:
    """Print how long one call takes."""
    work()
    took: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    print(f"{name:44} {statistics.median(took):9.2f} {max(took):9.2f}")


def flush(path: Path) -> None:
    """One write of 4 KiB that is on the disk when it returns."""
    with path.open("ab") as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())


def measure(project: Project) -> None:
    """Time the verbs that a person waits for."""
    ids = iter([pair.id for pair in list_pairs(project, state="pending", limit=10 * REPEATS)])
    keys = iter(range(10**6))

    def ask() -> None:
        key = str(next(keys))
        reserve(project, key, "openai", "gpt", 0.01, 100.0)
        settle(project, key, 0.01)

    print(f"{'milliseconds':44} {'median':>9} {'worst':>9}")
    timed("write and flush 4 KiB, for comparison", lambda: flush(project.folder / "flush"))
    timed("count pairs by state", lambda: count_pairs(project))
    timed("count micrographs", lambda: count_micrographs(project))
    timed("200 micrographs from the middle", lambda: list_micrographs(project, offset=10_000, limit=200))
    timed("200 micrographs with a pending pair", lambda: list_micrographs(project, state="pending", limit=200))
    timed("200 micrographs, searched", lambda: list_micrographs(project, search="sem_019", limit=200))
    timed("all 20,000 micrographs", lambda: list_micrographs(project), 3)
    timed("200 pending pairs from the middle", lambda: list_pairs(project, state="pending", offset=10_000, limit=200))
    timed("pairs of one micrograph", lambda: list_pairs(project, micrograph_id=777))
    timed("200 pairs, searched in all 100,000", lambda: list_pairs(project, search="number 99", limit=200))
    timed("next pending pair", lambda: next_pending(project, after=50_000))
    timed("next pending pair, claimed", lambda: claim_next(project, "ada"))
    timed("decide", lambda: decide(project, next(ids), "approve", "ada"))
    timed("undo", lambda: undo(project, "ada"))
    timed("reserve and settle a request", ask)


def main() -> int:
    """Build the store in a temporary folder, and time it."""
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "lab") as project:
        began = time.perf_counter()
        fill(project)
        print(f"{MICROGRAPHS:,} micrographs and {PAIRS:,} pairs written in {time.perf_counter() - began:.1f} s")
        measure(project)
        project.close()
        began = time.perf_counter()
        Project.open(project.folder).close()
        print(f"opened in {(time.perf_counter() - began) * 1000:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
