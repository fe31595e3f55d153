"""Light and dark: palette, style sheet and icons that follow the system, or the choice in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from maemi import resources

CHOICES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme; the style sheet and painting code take them by these names."""

    window: str
    """Behind everything."""
    surface: str
    """Lists, text fields, cards."""
    raised: str
    """Buttons and headers."""
    border: str
    text: str
    muted: str
    """Less important text; still at a contrast of 4.5 to 1."""
    accent: str
    on_accent: str
    accent_soft: str
    """Behind what is selected."""
    good: str
    bad: str
    warn: str
    canvas: str
    """Around the micrograph."""


LIGHT = Colours(
    window="#f5f6f8",
    surface="#ffffff",
    raised="#ffffff",
    border="#d5d9e0",
    text="#1b1f27",
    muted="#5b6472",
    accent="#1f5fbf",
    on_accent="#ffffff",
    accent_soft="#dfe9f8",
    good="#1c7a43",
    bad="#b3261e",
    warn="#8a5a00",
    canvas="#e3e6eb",
)
DARK = Colours(
    window="#1b1e24",
    surface="#22262e",
    raised="#2b303a",
    border="#3a414d",
    text="#e6e9ef",
    muted="#a0a9b8",
    accent="#6ea4f4",
    on_accent="#0d1420",
    accent_soft="#2b3d5c",
    good="#63c98b",
    bad="#f28b82",
    warn="#e3b35b",
    canvas="#121419",
)


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon, /) -> None: ...


class _Announcer(QObject):
    changed = Signal()


@lru_cache(maxsize=1)
def announcer() -> _Announcer:
    """Its `changed` is emitted after light became dark or the reverse."""
    return _Announcer()


PRUNED_EVERY = 256
"""Rows of the strip and messages of the chat come and go; what is gone must not pile up."""
_tinted: list[tuple[_HasIcon, str]] = []
_choice = "system"


def is_dark() -> bool:
    """Whether the window is dark now."""
    if _choice != "system":
        return _choice == "dark"
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        return False
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def colours() -> Colours:
    """The colours of the theme in force."""
    return DARK if is_dark() else LIGHT


def apply(app: QApplication, choice: str = "system") -> None:
    """Dress the application, now and whenever the system changes between light and dark."""
    global _choice
    first = not app.property("maemiThemed")
    _choice = choice if choice in CHOICES else "system"
    if first:
        app.setProperty("maemiThemed", True)
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: _dress(app))
    hints = app.styleHints()
    if hasattr(hints, "setColorScheme"):  # since Qt 6.8: title bars and the system's own dialogs follow the choice
        forced = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints.setColorScheme(forced.get(_choice, Qt.ColorScheme.Unknown))
    _dress(app)


def _dress(app: QApplication) -> None:
    # Dressing every widget again takes half a second; a choice that the system follows comes here twice.
    sheet = style_sheet(colours())
    if sheet == app.styleSheet():
        return
    # Without a sheet in force the palette and the new sheet reach each widget once: a quarter of the time.
    app.setStyleSheet("")
    app.setPalette(_palette(colours()))
    app.setStyleSheet(sheet)
    icon.cache_clear()
    alive = [(thing, name) for thing, name in _tinted if isValid(thing)]
    _tinted[:] = alive
    for thing, name in alive:
        thing.setIcon(icon(name))
    announcer().changed.emit()


def style_sheet(colour: Colours) -> str:
    """The style sheet of resources/styles with the colours put in."""
    file = resources.path("styles", "maemi.qss")
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    pictures = resources.path("styles", "dark" if colour is DARK else "light")
    text = text.replace("@pictures", pictures.as_posix())
    # Longest names first, so that `@accent_soft` is not read as `@accent`.
    for name in sorted(Colours.__dataclass_fields__, key=len, reverse=True):
        text = text.replace(f"@{name}", getattr(colour, name))
    return text


def _palette(colour: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, value in (
        (role.Window, colour.window),
        (role.WindowText, colour.text),
        (role.Base, colour.surface),
        (role.AlternateBase, colour.window),
        (role.Text, colour.text),
        (role.Button, colour.raised),
        (role.ButtonText, colour.text),
        (role.BrightText, colour.bad),
        (role.Highlight, colour.accent),
        (role.HighlightedText, colour.on_accent),
        (role.ToolTipBase, colour.raised),
        (role.ToolTipText, colour.text),
        (role.PlaceholderText, colour.muted),
        (role.Link, colour.accent),
        (role.LinkVisited, colour.accent),
        (role.Mid, colour.border),
    ):
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(colour.muted)
        faded.setAlphaF(0.6)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return palette


@lru_cache(maxsize=256)
def icon(name: str, colour: str = "") -> QIcon:
    """The line icon `name` of resources/icons in the text colour, or in `colour`."""
    file = resources.path("icons", f"{name}.svg")
    if not file.is_file():
        return QIcon()
    source = file.read_text(encoding="utf-8")
    result = QIcon()
    shades = ((QIcon.Mode.Normal, colour or colours().text, 1.0), (QIcon.Mode.Disabled, colours().muted, 0.5))
    for mode, shade, opacity in shades:
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", shade).encode()))
        for side in (16, 20, 24, 32, 48, 64):
            pixmap = QPixmap(QSize(side, side))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setOpacity(opacity)
            renderer.render(painter)
            painter.end()
            result.addPixmap(pixmap, mode)
    return result


def tint(thing: _HasIcon, name: str) -> None:
    """Give a button or an action the icon `name`, and again whenever the theme changes."""
    thing.setIcon(icon(name))
    _tinted.append((thing, name))
    if len(_tinted) % PRUNED_EVERY == 0:
        _tinted[:] = [(each, each_name) for each, each_name in _tinted if isValid(each)]
