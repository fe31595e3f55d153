"""How long a changed setting takes to show in Inspect: through the warm process, on phantoms of 1024 × 768 pixels.

    python benchmarks/live_measuring.py

Prints, for each kind and setting, the median of three changes: processor seconds of the measuring process, which do not
depend on what else runs, and seconds until the answer with its outlines is there.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
from PIL import Image
from PySide6.QtCore import QCoreApplication

from maemi.measure.settings import Settings
from maemi.phantom.drawing import draw
from maemi_gui.inspect.measuring import Measuring, Request
from maemi_gui.inspect.result import Result

SCANS = (("particles", "particles"), ("porous_sponge", "pores"), ("nanowires", "fibres"), ("powder", "grains"))
"""Class of the phantom, and what is measured on it."""
CHANGES = {
    "split": (0.3, 0.5, 0.7),
    "threshold": (0.35, 0.45, 0.5),
    "smoothing_px": (0.9, 1.4, 2.2),
    "smallest_px": (8.0, 12.0, 20.0),
}
SEED = 5


class Asking:
    """Asks and waits, as the panel would but for drawing."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._measuring = Measuring()
        self._answers: list[Result | str] = []
        self._measuring.finished.connect(self._answers.append)
        self._measuring.failed.connect(self._answers.append)

    def ask(self, request: Request) -> tuple[float, float, Result | str]:
        """Processor seconds, seconds, and what came."""
        self._answers.clear()
        self._measuring.warm()
        begun, before = time.perf_counter(), self._spent()
        self._measuring.start(request)
        while not self._answers:
            self._app.processEvents()
            time.sleep(0.002)
        return self._spent() - before, time.perf_counter() - begun, self._answers[-1]

    def close(self) -> None:
        self._measuring.close()

    def _spent(self) -> float:
        try:
            times = psutil.Process(self._measuring.process_id).cpu_times()
        except psutil.Error:
            return 0.0
        return times.user + times.system


def main() -> None:
    asking = Asking(QCoreApplication([]))
    with tempfile.TemporaryDirectory() as folder:
        for class_name, kind in SCANS:
            path = Path(folder) / f"{class_name}.png"
            Image.fromarray(draw(class_name, SEED).scan).save(path)
            spent, waited, _ = asking.ask(Request(path, kind))
            print(f"{kind:11}{'first':14}{spent:6.2f} s{waited:7.2f} s")
            for name, values in CHANGES.items():
                runs = [asking.ask(Request(path, kind, settings=Settings(**{name: value}))) for value in values]
                spent, waited = (median(run[column] for run in runs) for column in (0, 1))
                print(f"{'':11}{name:14}{spent:6.2f} s{waited:7.2f} s")
    asking.close()


if __name__ == "__main__":
    main()
