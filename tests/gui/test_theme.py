"""Light and dark: readable colours, a style sheet without holes, icons that change with them."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from maemi import resources
from maemi_gui import theme


def luminance(name: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    colour = QColor(name)
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "muted", "good", "bad", "warn", "accent"])
@pytest.mark.parametrize("paper", ["window", "surface", "raised"])
def test_words_are_readable(colours: theme.Colours, ink: str, paper: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, paper)) >= 4.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_the_style_sheet_names_only_what_exists(colours: theme.Colours) -> None:
    sheet = theme.style_sheet(colours)
    assert "@" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    pictures = re.findall(r"url\(([^)]+)\)", sheet)
    assert pictures
    assert all((resources.root() / name).is_file() for name in pictures)


def test_icons_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    theme.apply(qapp, "light")
    theme.tint(button, "folder")
    light = button.icon().pixmap(32, 32).toImage()
    theme.apply(qapp, "dark")
    dark = button.icon().pixmap(32, 32).toImage()
    assert light != dark
    theme.apply(qapp, "system")


def test_every_icon_can_be_tinted() -> None:
    for file in resources.path("icons").glob("*.svg"):
        assert file.stem == "maemi" or "currentColor" in file.read_text(encoding="utf-8"), file.name
