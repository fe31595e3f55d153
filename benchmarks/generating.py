"""Kill `maemi generate` ten times: `python benchmarks/generating.py [--count 10000] [--kills 10]`.

A project of so many tiny micrographs, no two alike, is asked about over a server on the loopback that answers 429, 500,
garbage, half an answer, half its bytes, nothing, or slowly (generating_server.py). The program is killed (SIGKILL) at
random moments and started again; it ends by itself where the budget is used up, and gets half as much again. Is every
pair there once, was no request sent that was done before, and did the ledger ever hold more than the budget of that
moment, or less than what the server bills?
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from generating_server import TOKENS_IN, TOKENS_OUT, RudeServer

QUESTIONS = ("What is seen in this micrograph?", "What does its surface look like?")
USD_IN, USD_OUT = 10.0, 30.0
MOST_RUNS = 60


@dataclass
class Watch:
    """What the ledger holds while the program works: read from outside, thirty times a second."""

    file: Path
    cap_usd: float
    highest_usd: float = 0.0
    nearest: float = 0.0
    """The greatest share of the cap of that moment that was spent and set aside."""
    over: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        with sqlite3.connect(self.file, timeout=30) as reader:
            while not self.ended.wait(0.03):
                # Before the ledger is read: a cap that is raised meanwhile must not excuse what came before.
                cap = self.cap_usd
                row = reader.execute("SELECT spent_nano + reserved_nano FROM ledger_totals WHERE scope = ''").fetchone()
                taken = row[0] / 1e9 if row else 0.0
                self.highest_usd, self.nearest = max(self.highest_usd, taken), max(self.nearest, taken / cap)
                self.over += taken > cap + 1e-9
        reader.close()


def make_project(folder: Path, count: int, seed: int) -> Path:
    """So many micrographs of 48 × 48 pixels; returns the database's file."""
    import numpy as np
    from PIL import Image

    from maemi.project.micrographs import add_paths
    from maemi.project.project import Project

    rng = np.random.default_rng(seed)
    pictures = folder / "pictures"
    pictures.mkdir()
    for number in range(count):
        grey = rng.integers(40, 216, (48, 48), dtype=np.uint8)
        Image.fromarray(grey).save(pictures / f"{number:05}.png")
    with Project.create(folder / "lab") as project:
        add_paths(project, [pictures])
    return folder / "lab" / "maemi.sqlite"


def start(folder: Path, url: str, cap_usd: float, log: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "maemi", "generate", str(folder / "lab"), "--teacher", "openai", "--model", "rude"]
    words += ["--base-url", url, "--budget-usd", str(cap_usd), "--concurrency", "8", "--facts", "none", "--json"]
    words += ["--questions", str(folder / "questions.txt")]
    with log.open("wb") as out:
        return subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)


def last_object(log: Path) -> dict[str, object]:
    """What the run reported; empty where it ended without a report."""
    text = log.read_text("utf-8", "replace")
    begun = text.find("{")
    return json.loads(text[begun:]) if begun >= 0 else {}


def drive(folder: Path, server: RudeServer, watch: Watch, kill_at: list[int], rng: random.Random) -> tuple[int, int]:
    """Run, kill and run again until nothing is left to do; returns kills and how often the budget ended a run."""
    kills = capped = 0
    for number in range(MOST_RUNS):
        log = folder / f"run-{number}.log"
        child = start(folder, server.url, watch.cap_usd, log)
        while child.poll() is None:
            time.sleep(0.02)
            if kills < len(kill_at) and len(server.visits) >= kill_at[kills]:
                time.sleep(rng.uniform(0, 0.3))
                child.send_signal(signal.SIGKILL)
                child.wait()
                break
        if child.returncode == -signal.SIGKILL:
            kills += 1
            print(f"kill {kills} after {len(server.visits):,} requests", flush=True)
            continue
        report = last_object(log)
        if "budget" in str(report.get("reason", "")):
            capped += 1
            print(f"the budget of {watch.cap_usd:.2f} USD ended a run after {len(server.visits):,} requests")
            watch.cap_usd *= 1.5
        elif not report or report.get("reason"):
            raise SystemExit(f"A run ended unforeseen: {log.read_text()[-2000:]}")
        elif not report["failed"] and not report["waiting"]:
            return kills, capped
        else:
            print("a run left micrographs, whose tries were all answered badly, to the next one", flush=True)
    raise SystemExit(f"It was not done after {MOST_RUNS} runs.")


def judge(file: Path, server: RudeServer, watch: Watch, count: int) -> int:
    """Print the figures; returns how many promises were broken."""
    with sqlite3.connect(file) as reader:

        def one(query: str) -> float:
            return reader.execute(query).fetchone()[0] or 0

        integrity = reader.execute("PRAGMA integrity_check").fetchone()[0]
        done = {
            key[:40]: datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
            for key, at in reader.execute("SELECT key, at FROM requests WHERE state = 'done'")
        }
        pairs = int(one("SELECT count(*) FROM pairs"))
        distinct = int(one("SELECT count(*) FROM (SELECT DISTINCT micrograph_id, question FROM pairs)"))
        spent = one("SELECT sum(cost_usd) FROM charges")
        lost = int(one("SELECT count(*) FROM charges WHERE source = 'unconfirmed'"))
        lost_usd = one("SELECT sum(cost_usd) FROM charges WHERE source = 'unconfirmed'")
        total = one("SELECT spent_nano FROM ledger_totals WHERE scope = ''") / 1e9
        reserved = one("SELECT reserved_nano FROM ledger_totals WHERE scope = ''") / 1e9
    reader.close()
    again = sum(visit.at > done.get(visit.key, visit.at) for visit in server.visits)
    outcomes, billed, expected = server.outcomes, server.billed_usd(USD_IN, USD_OUT), count * len(QUESTIONS)
    good = outcomes["well"] + outcomes["slow"] + outcomes["half"]
    print(f"requests that came: {len(server.visits):,}: " + ", ".join(f"{n:,} {k}" for k, n in outcomes.most_common()))
    print(f"answers given that could be used: {good:,}; requests done in the ledger: {len(done):,}")
    print(f"done requests that were sent again: {again}")
    print(f"pairs: {expected:,} expected, {pairs:,} written, {pairs - distinct} of them twice")
    print(f"ledger: {spent:.4f} USD charged, of which {lost_usd:.4f} for {lost} lost answers; {reserved:.4f} set aside")
    print(f"the server bills {billed:.4f} USD; highest spent and set aside: {watch.highest_usd:.4f} USD, ", end="")
    print(f"at most {watch.nearest:.2%} of the budget of that moment, over it {watch.over} times")
    print(f"integrity_check: {integrity}")
    broken = [again > 0, pairs != expected, distinct != pairs, watch.over > 0, integrity != "ok", reserved != 0]
    return sum([*broken, abs(total - spent) > 1e-6, billed > spent + 1e-6, spent > watch.cap_usd])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="micrographs, and requests where nothing goes wrong")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    count, rng = arguments.count, random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["MAEMI_CONFIG_DIR"] = str(folder / "config")
        prices = [sys.executable, "-m", "maemi", "prices", "set", "rude", "--input", str(USD_IN)]
        subprocess.run([*prices, "--output", str(USD_OUT)], check=True, stdout=subprocess.DEVNULL)
        (folder / "questions.txt").write_text("\n".join(QUESTIONS) + "\n")
        begun = time.perf_counter()
        file = make_project(folder, count, arguments.seed)
        print(f"{count:,} micrographs in a project after {time.perf_counter() - begun:.0f} s", flush=True)
        server = RudeServer(arguments.seed)
        # Half of what it will need: the budget has to end it at least once.
        watch = Watch(file, 0.5 * count * (TOKENS_IN * USD_IN + TOKENS_OUT * USD_OUT) / 1e6)
        watcher = threading.Thread(target=watch.look)
        watcher.start()
        begun = time.perf_counter()
        try:
            kill_at = sorted(rng.randrange(1, count) for _ in range(arguments.kills))
            kills, capped = drive(folder, server, watch, kill_at, rng)
        finally:
            watch.ended.set()
            watcher.join()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{kills} kills, {capped} ends by the budget, {time.perf_counter() - begun:.0f} s")
        print(f"{1000 * (used.ru_utime + used.ru_stime) / len(server.visits):.0f} ms of CPU a request, starts included")
        broken = judge(file, server, watch, count)
        broken += kills < arguments.kills
    print(f"{broken} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
