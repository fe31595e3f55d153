"""The gallery of a project of 21,000 micrographs in the real window: first screen, scrolling, search, memory.

    python benchmarks/gallery_window.py [--count 21000] [--project FOLDER]

Makes the project where FOLDER is none yet: rows as `maemi add` writes them, and a thumbnail of 256 pixels for each. The
window runs without a screen and paints as it does on one. Each figure is printed with what the issue asks of it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=2560x1440")

import numpy as np
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

DETECTORS = ("InLens", "SE2", "ETD", "BSD", "TLD")
VENDORS = ("Zeiss", "FEI/Thermo Fisher", "JEOL", "TESCAN")
CLASSES = ("particles", "fibres", "powder", "tips", None)
PICTURES = 64
"""Different pictures; each thumbnail is a file of its own."""
PATIENCE_S = 60.0


def make_project(folder: Path, count: int) -> None:
    """A project of `count` micrographs whose files are nowhere, with all thumbnails in its cache."""
    from sqlalchemy import insert

    from maemi.micrograph.thumbnail_cache import ThumbnailCache
    from maemi.project.indexing import columns_of
    from maemi.project.project import Project
    from maemi.project.tables.foundation import now
    from maemi.project.tables.micrograph import Micrograph

    project = Project.create(folder)
    cache = ThumbnailCache(project.folder / "thumbnails")
    pictures = [_picture(seed) for seed in range(PICTURES)]
    records: list[dict[str, object]] = []
    for number in range(count):
        path = f"/micrographs/session_{number // 300:03}/image_{number:05}.tif"
        content = hashlib.sha256(str(number).encode()).hexdigest()
        info = {
            "path": path,
            "format": "TIFF",
            "vendor": VENDORS[number % len(VENDORS)],
            "shape": [768, 1024],
            "dtype": "uint8",
            "frames": 1,
            "channels": 1,
            "pixel_size_m": [2e-9 * (1 + number % 40)] * 2 if number % 5 else None,
            "pixel_size_source": "metadata" if number % 5 else None,
            "pixel_size_detail": "",
            "reciprocal": False,
            "accelerating_voltage_v": 1000.0 * (1 + number % 30),
            "magnification": 500.0 * (1 + number % 200),
            "detector": DETECTORS[number % len(DETECTORS)],
            "scan_rows": 700,
            "info_bar": [700, 767],
            "synthetic": False,
            "warnings": [],
        }
        records.append(
            {
                "path": path,
                "name": path.rsplit("/", 1)[1],
                "content_hash": content,
                "size": 800_000,
                "mtime_ns": 1,
                "added_at": now(),
                "info": info,
                "class_name": CLASSES[number % len(CLASSES)],
                "pairs_pending": number % 4 == 1,
                "pairs_approved": number % 3,
                **columns_of(path, info),
            }
        )
        cache.keep(content, 256, pictures[number % PICTURES])
    with project.session() as session:
        for start in range(0, count, 1000):
            session.execute(insert(Micrograph), records[start : start + 1000])
    project.close()


def _picture(seed: int) -> bytes:
    """A thumbnail about as hard to compress as that of a micrograph."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 255, (12, 16)).astype(np.uint8)).resize((256, 192))
    noisy = np.clip(np.asarray(coarse) + rng.normal(0, 12, (192, 256)), 0, 255).astype(np.uint8)
    out = BytesIO()
    Image.fromarray(noisy).save(out, "PNG", compress_level=1)
    return out.getvalue()


class Walk:
    """The window, and what a person does with it."""

    def __init__(self, app: QApplication, settings: Path, size: tuple[int, int]) -> None:
        from maemi_gui.context import Context
        from maemi_gui.main_window import MainWindow

        self.app = app
        self.context = Context(QSettings(str(settings), QSettings.Format.IniFormat))
        self.window = MainWindow(self.context)
        ready: list[bool] = []
        self.window.ready.connect(lambda: ready.append(True))
        self.window.resize(*size)
        self.window.show()
        self.until(lambda: bool(ready), "the window")
        self.gallery = self.window.browse.gallery

    def until(self, condition: Callable[[], bool], what: str) -> float:
        """Milliseconds until it holds; the loop turns meanwhile, and everything is painted."""
        begun = time.perf_counter()
        while not condition():
            self.app.processEvents()
            if time.perf_counter() - begun > PATIENCE_S:
                raise TimeoutError(f"waited {PATIENCE_S:.0f} s in vain for {what}")
            time.sleep(0.001)
        return (time.perf_counter() - begun) * 1000

    def in_sight(self) -> bool:
        """Whether every cell in sight has its name and its thumbnail."""
        gallery = self.gallery
        view, model = gallery.view, gallery.model
        first = view.indexAt(view.viewport().rect().topLeft() + view.viewport().rect().center() * 0.02)
        numbers = [number for number in view.visible_numbers() if _touches(view, model.index(number))]
        known = gallery.thumbnails._pixmaps
        return first.isValid() and bool(numbers) and all((model.id_at(number) or 0) in known for number in numbers)

    def open(self, folder: Path) -> float:
        """Milliseconds from the wish to the first screen full of thumbnails."""
        self.window.opening.open_project(folder)
        return self.until(self.in_sight, "the first screen")

    def scroll(self, places: int) -> list[float]:
        """Milliseconds that each of so many jumps through the whole list stays incomplete."""
        bar = self.gallery.view.verticalScrollBar()
        waits: list[float] = []
        for number in range(1, places + 1):
            bar.setValue(bar.maximum() * number // places)
            waits.append(self.until(self.in_sight, f"the thumbnails at place {number}"))
        return waits

    def page_down(self, pages: int) -> tuple[int, float]:
        """How many of so many steps of a page, one each 100 ms, show a hole when they are painted; the longest hole."""
        bar = self.gallery.view.verticalScrollBar()
        bar.setValue(0)
        self.until(self.in_sight, "the top")
        holes, longest = 0, 0.0
        for _ in range(pages):
            bar.setValue(bar.value() + bar.pageStep())
            self.app.processEvents()
            wait = 0.0 if self.in_sight() else self.until(self.in_sight, "the next page")
            holes, longest = holes + (wait > 0), max(longest, wait)
            rest = time.perf_counter() + max(0.1 - wait / 1000, 0)
            while time.perf_counter() < rest:
                self.app.processEvents()
                time.sleep(0.001)
        return holes, longest

    def search(self, text: str) -> tuple[float, int]:
        """Milliseconds from the text to the list, and how many it has."""
        counted: list[int] = []
        self.gallery.model.counted.connect(counted.append)
        self.gallery.top.field.set_text(text)
        wait = self.until(lambda: bool(counted), f"'{text}'")
        self.gallery.model.counted.disconnect(counted.append)
        return wait, counted[-1]

    def close(self) -> None:
        self.window.close()
        self.context.close()


def _touches(view: object, index: object) -> bool:
    rect = view.visualRect(index)  # pyright: ignore[reportAttributeAccessIssue]
    return rect.intersects(view.viewport().rect())  # pyright: ignore[reportAttributeAccessIssue]


def peak_mb() -> float:
    """Peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(what: str, value: str, wanted: str = "") -> None:
    print(f"{what:52} {value:>14}   {wanted}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=21_000)
    parser.add_argument("--project", type=Path, help="a folder that is used again; a temporary one otherwise")
    parser.add_argument("--size", default="1280x800", help="of the window, in pixels")
    arguments = parser.parse_args()
    from maemi_gui.app import make_application

    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.project or Path(temporary) / "project"
        if not (folder / "maemi.sqlite").is_file():
            begun = time.perf_counter()
            make_project(folder, arguments.count)
            print(f"made {arguments.count:,} micrographs in {time.perf_counter() - begun:.0f} s", flush=True)
        columns, rows = (int(part) for part in arguments.size.split("x"))
        walk = Walk(make_application(), Path(temporary) / "settings.ini", (columns, rows))
        show("peak memory of the empty window", f"{peak_mb():.0f} MB")
        show("opening to the first screen of thumbnails", f"{walk.open(folder):.0f} ms", "asked: 1000 ms")
        walk.window.opening.close_project()
        walk.until(lambda: walk.context.project is None, "the project to close")
        show("the same again, warm", f"{walk.open(folder):.0f} ms", "asked: 1000 ms")
        total = walk.gallery.model.rowCount()
        waits = sorted(walk.scroll(200))
        show(f"jumps through all {total:,}: half are whole after", f"{waits[100]:.0f} ms")
        show("  the slowest of 200", f"{waits[-1]:.0f} ms", "asked: no blank page")
        holes, longest = walk.page_down(100)
        show("100 pages down, ten a second: pages with a hole", f"{holes}", "asked: none")
        show("  the longest hole", f"{longest:.0f} ms")
        for text in ("detector:InLens mag>10k class:particles", "image_0042", "state:pending has:scale", ""):
            wait, found = walk.search(text)
            show(f"search '{text}'", f"{wait:.0f} ms", f"{found:,} found")
        show("peak memory", f"{peak_mb():.0f} MB", "asked: 600 MB")
        walk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
