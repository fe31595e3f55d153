"""A project of 100,000 pairs over some thousand micrographs, made by bulk inserts: what reviewing is timed on.

python benchmarks/review_project.py FOLDER [--pairs 100000] [--micrographs 4000]
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

CLASSES = ("particles", "fibres", "powder", "tips", "porous_sponge", None)
TASKS = ("size and distribution", "count", "surface texture", "composition", "captioning", "classification")
TEACHERS = (("measured", "6"), ("openai", "gpt-4o"), ("openai", "local-vlm-7b"))
KINDS = (("number", "error"), ("unchecked", "info"), ("vague", "warning"), ("duplicate", "warning"), ("unit", "error"))
STATES = ("pending", "pending", "pending", "approved", "rejected", "skipped")
VERBS = {"approved": "approve", "rejected": "reject", "skipped": "skip"}
WORDS = [
    "particles", "wires", "pores", "grains", "fibres", "surface", "substrate", "diameter", "width", "length",
    "spacing", "coverage", "contrast", "bright", "dark", "smooth", "rough", "dense", "porous", "round", "faceted",
    "agglomerated", "mean", "median", "between", "about", "along", "edge", "centre", "region", "boundary",
]  # fmt: skip


def make_project(folder: Path, pairs: int = 100_000, micrographs: int = 4_000) -> None:
    """The project; its micrographs' files are nowhere. States, findings, teachers and classes vary by a fixed seed."""
    from sqlalchemy import insert

    from maemi.project.project import Project
    from maemi.project.tables.decision import Decision
    from maemi.project.tables.micrograph import Micrograph
    from maemi.project.tables.pair import Pair

    rng = random.Random(7)
    rows = [_pair(number, micrographs, rng) for number in range(1, pairs + 1)]
    log = [
        {"pair_id": row["id"], "curator": row["curator"], "verb": VERBS[row["state"]], "reason": row["reason"],
         "at": row["decided_at"]}
        for row in rows if row["state"] != "pending"
    ]  # fmt: skip
    with Project.create(folder) as project:
        with project.session() as session:
            session.execute(insert(Micrograph), _micrographs(micrographs, rows))
            for start in range(0, pairs, 5_000):
                session.execute(insert(Pair), rows[start : start + 5_000])
            session.execute(insert(Decision), log)
        _thumbnails(project, micrographs)


def _pair(number: int, micrographs: int, rng: random.Random) -> dict[str, Any]:
    from maemi.project.doubt import doubt_of, kinds_of
    from maemi.project.rows import Finding
    from maemi.project.tables.foundation import now
    from maemi.project.tables.pair import text_key

    teacher, model = rng.choice(TEACHERS)
    question = f"What is the {rng.choice(WORDS)} of the {rng.choice(WORDS)} in region {rng.randrange(400)}?"
    answer = " ".join(rng.choices(WORDS, k=rng.randrange(12, 60))) + f" {rng.uniform(1, 900):.1f} nm."
    state = rng.choice(STATES)
    found = [Finding(kind, f"A finding of {kind}.", severity, start=0, end=9)  # pyright: ignore[reportArgumentType]
             for kind, severity in rng.sample(KINDS, rng.choice((0, 0, 1, 1, 2)))]  # fmt: skip
    return {
        "id": number,
        "micrograph_id": (number - 1) % micrographs + 1,
        "question": question,
        "answer": answer,
        "task": rng.choice(TASKS),
        "teacher": teacher,
        "model": model,
        "template_hash": "",
        "request_key": None,
        "reasoning": "",
        "findings": [one.to_json() for one in found],
        "doubt": doubt_of(found),
        "finding_kinds": kinds_of(found),
        "synthetic": False,
        "created_at": now(),
        "state": state,
        "reason": "vague" if state == "rejected" else "",
        "curator": rng.choice(("ana", "ben", "cem")) if state != "pending" else None,
        "decided_at": now() - timedelta(seconds=rng.randrange(10**6)) if state != "pending" else None,
        "question_key": text_key(question),
        "answer_key": text_key(answer),
    }


def _micrographs(count: int, pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    from maemi.project.doubt import WARNED
    from maemi.project.indexing import columns_of
    from maemi.project.tables.foundation import now

    counts = [dict.fromkeys(("pending", "approved", "rejected", "skipped", "doubted"), 0) for _ in range(count)]
    for row in pairs:
        of = counts[row["micrograph_id"] - 1]
        of[row["state"]] += 1
        of["doubted"] += row["state"] == "pending" and row["doubt"] >= WARNED
    made: list[dict[str, Any]] = []
    for number, of in enumerate(counts):
        path = f"/micrographs/session_{number // 300:03}/image_{number:05}.tif"
        info = {"path": path, "format": "TIFF", "vendor": "Zeiss", "shape": [768, 1024], "dtype": "uint8", "frames": 1,
                "channels": 1, "pixel_size_m": [2e-9, 2e-9], "pixel_size_source": "metadata", "pixel_size_detail": "",
                "reciprocal": False, "accelerating_voltage_v": 5e3, "magnification": 1e4, "detector": "SE2",
                "scan_rows": 700, "info_bar": [700, 767], "synthetic": False, "warnings": []}  # fmt: skip
        made.append(
            {
                "path": path,
                "name": path.rsplit("/", 1)[1],
                "content_hash": _content(number),
                "size": 800_000,
                "mtime_ns": 1,
                "added_at": now(),
                "info": info,
                "synthetic": False,
                "class_name": CLASSES[number % len(CLASSES)],
                **{f"pairs_{name}": value for name, value in of.items()},
                **columns_of(path, info),
            }
        )
    return made


def _content(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _thumbnails(project: Any, count: int) -> None:
    """One for each micrograph, so that the gallery beside the pairs has what it would have."""
    from PIL import Image

    from maemi.micrograph.thumbnail_cache import ThumbnailCache

    out = BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    cache = ThumbnailCache(project.folder / "thumbnails")
    for number in range(count):
        cache.keep(_content(number), 256, out.getvalue())


def cached(pairs: int, micrographs: int) -> Path:
    """The project's folder in the cache of this machine, made at the first call; to be copied, not changed."""
    from platformdirs import user_cache_path

    from maemi.project.schema import REVISIONS

    folder = user_cache_path("maemi", appauthor=False) / "benchmarks" / f"review-{pairs}-{micrographs}-{REVISIONS[-1]}"
    if not (folder / "done").is_file():
        begun = time.perf_counter()
        make_project(folder, pairs, micrographs)
        (folder / "done").touch()
        print(f"made {pairs:,} pairs over {micrographs:,} micrographs in {time.perf_counter() - begun:.0f} s")
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--micrographs", type=int, default=4_000)
    arguments = parser.parse_args()
    make_project(arguments.folder, arguments.pairs, arguments.micrographs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
