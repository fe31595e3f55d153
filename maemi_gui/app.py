"""`maemi-gui [PROJECT]`: start the window, and end everything that it started when it closes.

Environment: `MAEMI_SETTINGS` names another settings file, `MAEMI_DATA_DIR` another folder for the sample project,
`MAEMI_LOG_DIR` another folder for the log.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from maemi import __version__, resources
from maemi_gui import theme
from maemi_gui.context import Context
from maemi_gui.logfile import begin_log, catch_errors
from maemi_gui.widgets.servers import take_over_switch

if TYPE_CHECKING:
    import asyncio

    from maemi_gui.main_window import MainWindow


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window and run until it is closed; returns the exit status."""
    parser = argparse.ArgumentParser(prog="maemi-gui", description="MAEMI's window.")
    parser.add_argument("project", nargs="?", help="a project: its folder, or its database address")
    parser.add_argument("--sample", action="store_true", help="open the sample project; it is made at first use")
    parser.add_argument("--version", action="version", version=f"maemi-gui {__version__}")
    arguments = parser.parse_args(argv)
    begin_log()
    app = make_application()
    context = Context(open_settings())
    take_over_switch(context)
    catch_errors(context.notice.emit)
    theme.apply(app, str(context.settings.value("theme", "system")))
    from maemi_gui.main_window import MainWindow

    window = MainWindow(context)
    if arguments.project:
        window.shown.connect(lambda: window.opening.open_project(arguments.project))
    elif arguments.sample:
        window.shown.connect(window.sample.open)
    window.show()
    # The first look comes before asyncio and its bridge to Qt are imported.
    app.processEvents()
    try:
        run_until_closed(app, window)
    finally:
        context.close()
    return 0


def make_application() -> QApplication:
    """The one QApplication, with its names and icon."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("MAEMI")
    app.setOrganizationName("MAEMI")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("maemi")
    app.setWindowIcon(QIcon(str(resources.path("icons", "maemi.svg"))))
    return app


def open_settings() -> QSettings:
    """The person's settings, or the file that the environment names."""
    file = os.environ.get("MAEMI_SETTINGS")
    return QSettings(file, QSettings.Format.IniFormat) if file else QSettings("MAEMI", "MAEMI")


def run_until_closed(app: QApplication, window: MainWindow) -> None:
    """Run Qt and asyncio in one loop until the window is closed."""
    import asyncio

    from qasync import QEventLoop

    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(_asyncio_error)
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    signal.signal(signal.SIGINT, lambda *_: window.close())
    over = asyncio.Event()
    window.closed.connect(over.set)
    with loop:
        loop.run_until_complete(over.wait())


def _asyncio_error(_loop: asyncio.AbstractEventLoop, told: dict[str, object]) -> None:
    error = told.get("exception")
    if isinstance(error, Exception):
        sys.excepthook(type(error), error, error.__traceback__)


if __name__ == "__main__":
    sys.exit(main())
