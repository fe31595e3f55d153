"""Eight curators, as processes, on one PostgreSQL: `python benchmarks/curators.py [--pairs 4000] [--share 0.05]`.

Starts a private server on the loopback, lets eight processes review until nothing is left, kills two of them in the
middle, and says what became of it: no pair judged twice but the drawn ones, no decision lost, no claim stuck. The
curators are made to agree nine times in ten, so that there are disagreements and a kappa to see.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from sqlalchemy import select

from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.pairs import NewPair, add_pairs, count_pairs
from maemi.project.project import Project
from maemi.project.tables.decision import Decision
from maemi.project.tables.pair import Pair
from maemi.project.team.agreement import agreement
from maemi.project.team.claims import TakenError, claim_next, list_claims
from maemi.project.team.drawing import is_drawn
from maemi.project.team.founding import begin, change
from maemi.project.team.judging import decide_claimed
from maemi.project.team.settings import team_of
from tests.project.private_postgres import private_server

NAMES = ("ada", "bob", "cleo", "dan", "eve", "finn", "gus", "hana")
KILLED = ("gus", "hana")
AHEAD = 3
CLAIM_MINUTES = 0.05
"""Three seconds: what a killed curator held comes back within them."""


def curate(address: str, curator: str, seed: int) -> None:
    """One curator's process: claims, judges, and says on standard output what was returned as taken."""
    rng = random.Random(seed)
    longest, met = 0.0, 0
    with Project.open(address) as project:
        print("ready", flush=True)
        sys.stdin.readline()
        idle_since: float | None = None
        while True:
            began = time.perf_counter()
            pairs = claim_next(project, curator, AHEAD)
            longest = max(longest, time.perf_counter() - began)
            if not pairs:
                # Others may hold what is left, and be killed while they do: their claims end.
                idle_since = idle_since or time.monotonic()
                if time.monotonic() - idle_since > CLAIM_MINUTES * 60 * 2 + 1:
                    break
                time.sleep(0.1)
                continue
            idle_since = None
            for pair in pairs:
                usual = "approve" if pair.id % 3 else "reject"
                verb = usual if rng.random() < 0.95 else "reject" if usual == "approve" else "approve"
                began = time.perf_counter()
                try:
                    decide_claimed(project, pair.id, verb, curator)
                except TakenError:
                    met += 1
                    continue
                longest = max(longest, time.perf_counter() - began)
                print(pair.id, flush=True)
    print(json.dumps({"longest_s": longest, "met": met}), flush=True)


def fill(address: str, count: int, share: float) -> None:
    with tempfile.TemporaryDirectory() as folder, Project.create(address) as project:
        for number in range(20):
            Image.new("L", (16, 16), number).save(Path(folder) / f"{number}.png")
        add_paths(project, [Path(folder)])
        begin(project, "ada", share)
        change(project, "ada", claim_minutes=CLAIM_MINUTES)
        ids = [row.id for row in list_micrographs(project)]
        new = [
            NewPair(ids[number % len(ids)], f"Question {number}?", f"Answer {number}.", "basics", "measured")
            for number in range(count)
        ]
        add_pairs(project, new)


def review(address: str, count: int) -> tuple[dict[str, list[str]], float]:
    """Let all of them work; two are killed when about a third is done. Returns what each said, and how long it took."""
    here = [sys.executable, str(Path(__file__).resolve()), "--curate", address]
    with tempfile.TemporaryDirectory() as folder:
        outs = {name: Path(folder) / name for name in NAMES}
        processes: dict[str, subprocess.Popen[str]] = {}
        for seed, name in enumerate(NAMES):
            with outs[name].open("w") as out:
                words = [*here, "--name", name, "--seed", str(seed)]
                processes[name] = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=out, text=True)
        while not all(outs[name].read_text().startswith("ready") for name in NAMES):
            time.sleep(0.1)
        began = time.monotonic()
        for process in processes.values():
            process.stdin.write("\n")  # type: ignore[union-attr]
            process.stdin.close()  # type: ignore[union-attr]
        while sum(outs[name].read_text().count("\n") - 1 for name in NAMES) < count // 3:
            time.sleep(0.05)
        for name in KILLED:
            processes[name].kill()
        for process in processes.values():
            process.wait()
        return {name: outs[name].read_text().splitlines()[1:] for name in NAMES}, time.monotonic() - began


def report(address: str, said: dict[str, list[str]], seconds: float, count: int) -> int:
    problems: list[str] = []
    notes = [json.loads(lines[-1]) for name, lines in said.items() if name not in KILLED]
    taken = Counter((name, int(line)) for name, lines in said.items() for line in lines if line.isdigit())
    with Project.open(address) as project:
        settings = team_of(project)
        with project.read_session() as session:
            judged = session.execute(select(Decision.curator, Decision.pair_id))
            log = Counter((row.curator, row.pair_id) for row in judged)
            opinions = {row.id: row.opinions for row in session.execute(select(Pair.id, Pair.opinions))}
        found, states, left = agreement(project), count_pairs(project), list_claims(project)
    by_pair = Counter(pair for _, pair in log)
    assert settings is not None
    drawn = {pair for pair in opinions if is_drawn(settings, pair)}
    doubles = [pair for pair, number in by_pair.items() if number > (2 if pair in drawn else 1)]
    undone = [pair for pair in opinions if by_pair[pair] < (2 if pair in drawn else 1)]
    lost = set(taken) - set(log)
    if doubles:
        problems.append(f"{len(doubles)} pairs were judged too often")
    if undone:
        problems.append(f"{len(undone)} pairs were judged too seldom")
    if lost:
        problems.append(f"{len(lost)} decisions that were returned as taken are not in the log")
    if max(log.values(), default=0) > 1:
        problems.append("a curator judged a pair twice")
    disputed = found.counts["disputed"]
    if states["pending"] != disputed:
        problems.append(f"{states['pending']} pairs are pending, and {disputed} are disputed")
    kappa, raw = found.overall.kappa, found.overall.agreement
    print(f"curators                   {len(NAMES)}, {len(KILLED)} of them killed in the middle")
    pace = sum(log.values()) / seconds
    print(f"pairs judged               {len(by_pair):,} of {count:,} in {seconds:.0f} s, {pace:.0f} decisions/s")
    print(f"judged by two              {sum(n == 2 for n in by_pair.values())}, {len(drawn) / count:.1%} drawn")
    print(f"judged twice but not drawn {len(doubles)}")
    print(f"returned as taken, lost    {len(lost)} of {sum(taken.values()):,}")
    print(f"met another's claim        {sum(note['met'] for note in notes)}")
    print(f"claims left                {len(left)}")
    print(f"longest wait               {max(note['longest_s'] for note in notes) * 1000:.0f} ms")
    each = Counter(who for who, _ in log)
    print(f"each curator               {', '.join(f'{name} {each[name]}' for name in NAMES)}")
    if kappa and raw:
        print(f"agreement                  {raw.value:.3f} ({raw.low:.3f} to {raw.high:.3f})")
        print(f"Fleiss' kappa              {kappa.value:.3f} ({kappa.low:.3f} to {kappa.high:.3f})")
    print(f"disagreements to settle    {disputed}")
    for problem in problems:
        print(f"WRONG: {problem}")
    return 1 if problems else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--share", type=float, default=0.05)
    for word in ("--curate", "--name"):
        parser.add_argument(word, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.curate:
        curate(args.curate, args.name, args.seed)
        return 0
    with private_server(options="") as server:
        address = f"{server}/postgres"
        fill(address, args.pairs, args.share)
        said, seconds = review(address, args.pairs)
        return report(address, said, seconds, args.pairs)


if __name__ == "__main__":
    sys.exit(main())
