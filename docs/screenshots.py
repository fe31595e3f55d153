"""Make the README's screenshots: `python docs/screenshots.py [--theme light|dark] [--size 1280x800] [--out FOLDER]`.

Opens the real window without a screen on the sample project (made where it is missing), fine-tunes it where that has
not been done, asks the fine-tune a question, and grabs every panel. Nothing is drawn by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen:size=2560x1440")

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from maemi_gui import theme
from maemi_gui.app import make_application
from maemi_gui.context import Context
from maemi_gui.main_window import MainWindow
from maemi_gui.strip.job_row import JobRow

MICROGRAPH = "particles_4.tif"
QUESTION = "What does this micrograph show?"
STEPS = 100


async def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        await asyncio.sleep(0.05)


async def walk(window: MainWindow, out: Path, suffix: str) -> None:
    """Go through the rooms and take a picture of each."""

    def grab(widget: QWidget, name: str) -> None:
        for row in window.strip.findChildren(JobRow):
            if row.view.over:
                window.strip.dismiss(row.view.id)
        path = out / f"{name}{suffix}.png"
        widget.grab().save(str(path))
        print(path)

    await until(lambda: window.tune is not None, 30, "the panels")
    await asyncio.sleep(0.5)
    grab(window, "welcome")
    window.sample.open()
    await until(lambda: window.context.project is not None, 60, "the sample project")
    gallery = window.browse.gallery
    await until(lambda: gallery.view.model().rowCount() >= 60, 300, "its micrographs")
    await until(lambda: not window.tracker.running(), 300, "the sample to be made")
    select(window)
    await asyncio.sleep(3)
    outlined: list[object] = []
    window.browse.inspect.outlines_found.connect(lambda *found: outlined.append(found))
    window.browse.inspect.measure()
    await until(lambda: outlined, 60, "a measurement")
    await asyncio.sleep(1)
    grab(window, "inspect")
    await draw(window)
    grab(window, "draw")
    browse = window.browse
    browse.canvas.actions_by_id["canvas.regions"].trigger()
    browse.canvas.actions_by_id["canvas.outlines"].setChecked(False)
    compare(window)
    await asyncio.sleep(4)
    grab(window, "compare")
    select(window)
    browse.middle.compare.close_comparison()
    window.show_panel(window.review)
    await asyncio.sleep(3)
    grab(window, "review")
    await review_rooms(window, grab)
    tune: Any = window.tune
    assert tune is not None
    window.show_tune()
    await asyncio.sleep(3)
    if tune.watch.folder is None:
        tune.form.unit.setCurrentIndex(tune.form.unit.findData("steps"))
        tune.form.length.setValue(STEPS)
        await until(tune.start_button.isEnabled, 60, "what the fine-tune will train on")
        tune.start()
    await until(lambda: tune.watch.state is not None and tune.watch.state.is_over, 900, "the fine-tune to end")
    await asyncio.sleep(2)
    grab(window, "tune")
    chat: Any = window.chat
    assert chat is not None
    window.show_panel(chat)
    select(window)
    await until(lambda: chat.models.choose(tune.watch.folder.name), 30, "the fine-tune among the models")
    await asyncio.sleep(3)
    for question in (QUESTION, "What is the pixel size?"):
        said = len(chat.transcript.messages)
        chat.send(question)
        await until(lambda: len(chat.transcript.messages) >= said + 2 and not chat.session.busy, 120, "an answer")  # noqa: B023
    await asyncio.sleep(1)
    grab(window, "chat")


async def review_rooms(window: MainWindow, grab: Callable[[QWidget, str], None]) -> None:
    """An edit against the teacher's words, guidelines, the keys, and the table."""
    from maemi_gui.review.help_overlay import HelpOverlay

    panel: Any = window.review
    panel.edit()
    panel.card.answer_edit.setPlainText("About " + panel.card.answer_edit.toPlainText())
    await asyncio.sleep(1.5)
    grab(window, "review-edit")
    panel._back()
    panel.show_guidelines()
    await asyncio.sleep(1)
    grab(window, "review-guidelines")
    panel.show_guidelines()
    panel.show_help()
    grab(window, "review-keys")
    for overlay in window.findChildren(HelpOverlay):
        overlay.dismiss()
    panel.show_table()
    panel.table.view.selectAll()
    panel.table.ask("approve")
    await asyncio.sleep(2)
    grab(window, "review-table")
    panel.table.bulk.cancel()
    panel.table.view.clearSelection()
    panel.show_table()
    await asyncio.sleep(1)


async def draw(window: MainWindow) -> None:
    """A line and an ellipse, by the mouse, with their list and the line's profile."""
    canvas = window.browse.canvas
    image = canvas.image
    width, height = image.width(), image.height()
    for tool, ends in (("ellipse", (0.36, 0.3, 0.56, 0.55)), ("line", (0.3, 0.22, 0.7, 0.26))):
        canvas.actions_by_id[f"canvas.draw_{tool}"].trigger()
        x, y, to_x, to_y = (round(part * side) for part, side in zip(ends, (width, height) * 2, strict=True))
        QTest.mousePress(image, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        for share in (0.5, 1.0):
            QTest.mouseMove(image, QPoint(round(x + share * (to_x - x)), round(y + share * (to_y - y))))
        QTest.mouseRelease(image, Qt.MouseButton.LeftButton, pos=QPoint(to_x, to_y))
        await asyncio.sleep(1)
    canvas.actions_by_id["canvas.regions"].trigger()
    await asyncio.sleep(2)


def compare(window: MainWindow) -> None:
    """The four micrographs whose pixel sizes lie closest together, side by side."""
    from maemi.project.micrographs import get_micrographs, list_ids

    project = window.context.project
    assert project is not None
    ids = list_ids(project, sort="pixel size")
    sizes = [row.pixel_size.mean_m for row in get_micrographs(project, ids) if row.pixel_size]
    first = min(range(len(sizes) - 3), key=lambda at: sizes[at + 3] / sizes[at])
    window.browse.gallery.select(ids[first])
    window.browse.middle.begin(ids[first : first + 4])


def select(window: MainWindow) -> None:
    """The same micrograph in every picture."""
    from maemi.project.micrographs import list_micrographs

    project = window.context.project
    assert project is not None
    window.browse.gallery.select(list_micrographs(project, search=MICROGRAPH)[0].id)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "images")
    arguments = parser.parse_args()
    columns, rows = (int(part) for part in arguments.size.split("x"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        context = Context(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        context.curator = "A. Curator"
        theme.apply(app, arguments.theme)
        window = MainWindow(context)
        window.resize(columns, rows)
        window.show()
        from qasync import QEventLoop

        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)
        suffix = "" if (arguments.theme, arguments.size) == ("light", "1280x800") else f"-{arguments.theme}-{rows}"
        try:
            with loop:
                loop.run_until_complete(walk(window, arguments.out, suffix))
                window.close()
        finally:
            context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
