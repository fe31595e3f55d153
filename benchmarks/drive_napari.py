"""napari, driven by lines on its standard input for benchmarks/giant.py: run by the python of napari's environment."""

from __future__ import annotations

import sys
import threading

import napari
from qtpy.QtCore import QObject, Signal


class Lines(QObject):
    came = Signal(str)


viewer = napari.Viewer()
viewer.window._qt_window.setGeometry(0, 0, 1280, 800)
lines = Lines()


def do(line: str) -> None:
    verb, *words = line.split()
    if verb == "open":
        viewer.open(words[0], plugin="napari")
    elif verb == "look":
        row, column = map(int, words)
        # One pixel of the image on one pixel of the screen.
        viewer.camera.zoom = 1.0
        viewer.camera.center = (row, column)


lines.came.connect(do)
threading.Thread(target=lambda: [lines.came.emit(line) for line in sys.stdin], daemon=True).start()
napari.run()
