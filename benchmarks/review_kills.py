"""Kill a review 200 times: `python benchmarks/review_kills.py [--kills 200] [--rate 10]`.

A child drives the real Review panel without a screen: its key A (or Space) ten times a second, on a project of 2,000
pairs. Each decision is written to a pipe when the panel shows it as taken, which is when the next pair is up. At a
random moment the child is killed (SIGKILL). After each kill: does the database pass its integrity check, is every
decision that was shown as taken in the log, and do the counters equal what the pairs themselves say?
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PAIRS, MICROGRAPHS = 2_000, 40
STATES = ("pending", "approved", "rejected", "skipped")


def drive(folder: str, rate: float) -> None:
    """The child: decide until killed, and tell of each decision when it is shown as taken."""
    from PySide6.QtCore import QSettings, Qt, QTimer
    from PySide6.QtTest import QTest

    from maemi.project.project import Project
    from maemi_gui.app import make_application
    from maemi_gui.context import Context
    from maemi_gui.review.panel import ReviewPanel

    app = make_application()
    context = Context(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
    context.curator = "ana"
    context.set_project(Project.open(folder))
    panel = ReviewPanel(context)
    panel.show()
    taken: list[int] = []
    panel.queue.decided.connect(lambda _verb, row: taken.append(row.id))

    def shown(_pair: object) -> None:
        while taken:
            os.write(1, f"{taken.pop(0)}\n".encode())

    panel.queue.shown.connect(shown)
    keys = [Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_2]
    timer = QTimer()
    timer.timeout.connect(lambda: QTest.keyClick(panel.list, keys[int(time.time() * 1000) % len(keys)]))
    timer.start(round(1000 / rate))
    app.exec()


def check(file: Path, told: list[int], logged: int) -> list[str]:
    """What is wrong after a kill; nothing, it is hoped. `logged`: the last line of the log before the child began."""
    wrong: list[str] = []
    with sqlite3.connect(file) as reader:
        answer = reader.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            wrong.append(f"integrity: {answer}")
        rows = reader.execute("SELECT pair_id FROM decisions WHERE id > ?", (logged,)).fetchall()
        kept = [pair_id for (pair_id,) in rows]
        lost = [pair_id for pair_id in told if pair_id not in kept]
        if lost:
            wrong.append(f"shown as taken and not in the log: {lost}")
        if len(kept) > len(told) + 1:
            wrong.append(f"{len(kept)} decisions for {len(told)} that were shown as taken")
        for state in STATES:
            differs = reader.execute(
                f"SELECT count(*) FROM micrographs m WHERE pairs_{state} <> "
                "(SELECT count(*) FROM pairs p WHERE p.micrograph_id = m.id AND p.state = ?)",
                (state,),
            ).fetchone()[0]
            if differs:
                wrong.append(f"counters of {state} differ in {differs} micrographs")
        unlike = reader.execute(
            "SELECT count(*) FROM pairs p WHERE state <> coalesce((SELECT CASE verb WHEN 'approve' THEN 'approved' "
            "WHEN 'edit' THEN 'approved' WHEN 'reject' THEN 'rejected' WHEN 'skip' THEN 'skipped' END FROM decisions d "
            "WHERE d.pair_id = p.id ORDER BY d.id DESC LIMIT 1), 'pending')"
        ).fetchone()[0]
        if unlike:
            wrong.append(f"{unlike} pairs are not what the log says")
    reader.close()
    return wrong


def once(folder: Path, rate: float, wait_s: float) -> tuple[list[int], list[str]]:
    """One review and its end."""
    file = folder / "maemi.sqlite"
    with sqlite3.connect(file) as reader:
        (logged,) = reader.execute("SELECT coalesce(max(id), 0) FROM decisions").fetchone()
    reader.close()
    words = [sys.executable, __file__, "--drive", str(folder), "--rate", str(rate)]
    child = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert child.stdout is not None
    first = child.stdout.readline()  # the clock runs from the first decision on
    time.sleep(wait_s)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    child.wait()
    told = [int(line) for line in (first + rest).split(b"\n") if line]
    return told, check(file, told, logged)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rate", type=float, default=10.0, help="decisions a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drive", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.drive:
        drive(arguments.drive, arguments.rate)
        return 0
    from review_project import make_project

    rng, decisions, failures = random.Random(arguments.seed), 0, 0
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(1, arguments.kills + 1):
            folder = Path(temporary) / f"lab-{(number - 1) // 100}"
            if not folder.exists():
                make_project(folder, PAIRS, MICROGRAPHS)
            told, wrong = once(folder, arguments.rate, rng.uniform(0.0, 1.5))
            decisions += len(told)
            failures += bool(wrong)
            for sentence in wrong:
                print(f"kill {number}: {sentence}", flush=True)
            if number % 20 == 0:
                spent = time.perf_counter() - begun
                print(
                    f"{number} kills, {decisions:,} decisions shown as taken, {failures} failures, {spent:.0f} s",
                    flush=True,
                )
    print(f"{arguments.kills} kills: {decisions:,} decisions were shown as taken, {failures} kills lost or broke any")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
