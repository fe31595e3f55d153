"""The few colours that mean something, from the theme in force."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QColor

from maemi_gui import theme

Tone = Literal["good", "warning", "error", "info", "quiet"]

_FIELDS: dict[Tone, str] = {"good": "good", "warning": "warn", "error": "bad", "info": "accent", "quiet": "muted"}


def tone(name: Tone) -> QColor:
    """The text colour of a meaning."""
    return QColor(getattr(theme.colours(), _FIELDS[name]))


def wash(name: Tone, alpha: int = 40) -> QColor:
    """The same colour, thin enough (0 to 255) to lie behind text."""
    colour = tone(name)
    colour.setAlpha(alpha)
    return colour


def css(colour: QColor) -> str:
    """A colour as style sheets and rich text write it, its transparency included."""
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alpha()})"
