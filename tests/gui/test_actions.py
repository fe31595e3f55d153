"""Every registered action: named, explained, with an icon that exists and keys that no other action takes."""

from __future__ import annotations

from collections import Counter
from importlib import import_module

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from maemi import resources
from maemi_gui.actions import ActionInfo, make, register, registered
from maemi_gui.main_window import MainWindow

for room in (
    "shell_actions",
    "browse.actions",
    "inspect.actions",
    "inspect.correction_actions",
    "review.commands",
    "chat.commands",
    "tune.commands",
    "collection.actions",
    "measurements.actions",
    "prompts.actions",
):
    import_module(f"maemi_gui.{room}")
ACTIONS = registered()


@pytest.mark.parametrize("info", ACTIONS, ids=lambda info: info.id)
def test_an_action_is_whole(info: ActionInfo, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    called: list[object] = []
    action = make(info.id, owner, lambda *state: called.append(state))
    assert info.plain_text and info.tip
    assert not info.tip.endswith("."), "a tip is no sentence"
    assert action.toolTip().startswith(info.tip)
    assert all(not keys.isEmpty() for keys in info.key_sequences())
    if info.icon:
        assert resources.path("icons", f"{info.icon}.svg").is_file()
        assert not action.icon().isNull()
    action.trigger()
    assert len(called) == 1


def test_no_two_actions_of_the_window_share_a_key() -> None:
    keys = Counter(keys.toString() for info in ACTIONS if info.window_wide for keys in info.key_sequences())
    assert [key for key, count in keys.items() if count > 1] == []


def test_keys_of_a_panel_do_not_hide_keys_of_the_window() -> None:
    wide = {keys.toString() for info in ACTIONS if info.window_wide for keys in info.key_sequences()}
    narrow = {keys.toString() for info in ACTIONS if not info.window_wide for keys in info.key_sequences()}
    assert wide & narrow == set()


def test_an_id_belongs_to_one_action() -> None:
    info = ACTIONS[0]
    register(info)
    with pytest.raises(ValueError, match=info.id):
        register(ActionInfo(info.id, "Another", "Does something else"))


def test_every_action_is_in_a_menu(window: MainWindow) -> None:
    def walk(menu: QMenu) -> list[str]:
        found: list[str] = []
        for action in menu.actions():
            sub = action.menu()
            found += walk(sub) if isinstance(sub, QMenu) else [action.objectName()]
        return found

    shown: set[str] = set()
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        shown.update(walk(menu))
    made = {action.objectName() for action in window.findChildren(QAction) if "." in action.objectName()}
    assert {info.id for info in ACTIONS} - made == set(), "registered, and nowhere to be reached"
    assert made - shown == set(), "not in any menu"
