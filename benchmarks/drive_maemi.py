"""MAEMI's window, driven by lines on its standard input for benchmarks/giant.py: argument: a project."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject, QSettings, Signal

from maemi_gui import app as program
from maemi_gui.context import Context


class Lines(QObject):
    came = Signal(str)


def main(project: str, settings: str) -> None:
    application = program.make_application()
    context = Context(QSettings(settings, QSettings.Format.IniFormat))
    program.theme.apply(application, "system")
    from maemi_gui.main_window import MainWindow

    window = MainWindow(context)
    window.setGeometry(0, 0, 1280, 800)
    window.shown.connect(lambda: window.opening.open_project(project))
    lines = Lines()

    def do(line: str) -> None:
        verb, *words = line.split()
        if verb == "open":
            window.browse.gallery.select(int(words[0]))
        elif verb == "look":
            row, column = map(int, words)
            image = window.browse.canvas.image
            image.one_to_one()
            view = image.view
            x, y = view.to_window(column, row)
            image._move(view.panned(view.width / 2 - x, view.height / 2 - y))

    lines.came.connect(do)
    threading.Thread(target=lambda: [lines.came.emit(line) for line in sys.stdin], daemon=True).start()
    window.show()
    application.processEvents()
    try:
        program.run_until_closed(application, window)
    finally:
        context.close()


main(*sys.argv[1:])
