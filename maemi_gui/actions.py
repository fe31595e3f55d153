"""Every action that a person can take, in one registry: it feeds menus, tool bars, the list of shortcuts and a test."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from weakref import ReferenceType, ref

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from shiboken6 import isValid

from maemi_gui import theme

_registry: dict[str, ActionInfo] = {}
_remapped: dict[str, str] = {}
_live: list[ReferenceType[QAction]] = []
SETTING = "keys/remapped"
"""Where a person's own keys lie: JSON, id → keys."""
_KEPT_FOR_QT = ("Esc", "Return", "Enter", "Tab", "Shift+Tab")
"""Keys that leave, confirm and move the focus everywhere."""


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One action: what it is called, how the keyboard reaches it, what it looks like."""

    id: str
    """Room and verb, e.g. `review.approve`."""
    text: str
    """As a menu shows it, with `&` before the letter of the mnemonic."""
    tip: str
    """One sentence for the tool tip and the status bar; shortcuts are appended by `make`."""
    shortcut: str = ""
    """In Qt's portable notation; several are separated by `; `, e.g. `Backspace; Ctrl+Z`."""
    icon: str = ""
    """Name of a file in resources/icons, without `.svg`."""
    checkable: bool = False
    window_wide: bool = True
    """False: the shortcut works only while the focus is inside the widget that owns the action."""

    @property
    def room(self) -> str:
        """The first part of the id: `file`, `view`, `review` …; the list of shortcuts is grouped by it."""
        return self.id.split(".", 1)[0]

    @property
    def plain_text(self) -> str:
        """The text without mnemonic marks and dots."""
        return self.text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")

    @property
    def keys(self) -> str:
        """The shortcuts in force: `shortcut`, or what a person put in its place."""
        return _remapped.get(self.id, self.shortcut)

    def key_sequences(self) -> list[QKeySequence]:
        """The shortcuts in force as Qt knows them."""
        portable = QKeySequence.SequenceFormat.PortableText
        return [QKeySequence.fromString(keys, portable) for keys in self.keys.split("; ") if keys]


def register(*infos: ActionInfo) -> tuple[ActionInfo, ...]:
    """Add actions to the registry, at import of the room that has them; an id belongs to one action only."""
    for info in infos:
        if _registry.setdefault(info.id, info) != info:
            raise ValueError(f"Two different actions are called {info.id}")
    return infos


def registered() -> list[ActionInfo]:
    """All actions of the rooms that were imported so far, in the order of registration."""
    return list(_registry.values())


class _Announcer(QObject):
    changed = Signal()


@lru_cache(maxsize=1)
def announcer() -> _Announcer:
    """Its `changed` is emitted after keys were remapped: whatever prints a key prints it again."""
    return _Announcer()


def info_of(action_id: str) -> ActionInfo:
    """The registered action of that id."""
    return _registry[action_id]


def problem_with(action_id: str, keys: str) -> str:
    """Why an action cannot have these keys, as a sentence; empty where it can."""
    asked, mine = [each for each in keys.split("; ") if each], _registry[action_id]
    for each in asked:
        if each in _KEPT_FOR_QT:
            return f"{each} leaves, confirms or moves the focus everywhere: choose another key."
        for other in _registry.values():
            meets = other.window_wide or mine.window_wide or other.room == mine.room
            if other.id != action_id and meets and each in other.keys.split("; "):
                room = other.room.capitalize()
                return (
                    f"{each} is taken by “{other.plain_text}” ({room}): give that another key first, or choose another."
                )
    return ""


def remap(settings: QSettings, changes: Mapping[str, str | None]) -> None:
    """Give actions other keys (`; ` between several, empty for none), or their own again (None); kept in the settings.

    Live actions follow at once.
    """
    for action_id, keys in changes.items():
        if keys is None or keys == _registry[action_id].shortcut:
            _remapped.pop(action_id, None)
        else:
            _remapped[action_id] = keys
    settings.setValue(SETTING, json.dumps(_remapped))
    _renew()


def load_keys(settings: QSettings) -> None:
    """The keys that this person chose; what cannot be read is left out, and the keys are as they came."""
    try:
        kept = json.loads(str(settings.value(SETTING, "{}") or "{}"))
    except ValueError:
        kept = {}
    _remapped.clear()
    if isinstance(kept, dict):
        _remapped.update({str(each): keys for each, keys in kept.items() if isinstance(keys, str)})
    _renew()


def remapped() -> list[str]:
    """The ids of actions whose keys are not those that they came with."""
    return [each for each in _remapped if each in _registry]


def _renew() -> None:
    _live[:] = [each for each in _live if (action := each()) is not None and isValid(action)]
    for each in _live:
        action = each()
        if action is not None and action.objectName() in _registry:
            _write_keys(action, _registry[action.objectName()])
    announcer().changed.emit()


def _write_keys(action: QAction, info: ActionInfo) -> None:
    keys = info.key_sequences()
    action.setShortcuts(keys)
    shown = " · ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
    action.setToolTip(f"{info.tip} ({shown})" if shown else info.tip)


def make(action_id: str, parent: QObject, slot: Callable[..., object] | None = None) -> QAction:
    """A live action of that id owned by `parent`; its icon follows light and dark.

    `slot` is called with the new state where the action is checkable, without arguments otherwise.
    """
    info = _registry[action_id]
    action = QAction(info.text, parent)
    action.setObjectName(info.id)
    _write_keys(action, info)
    _live.append(ref(action))
    action.setStatusTip(info.tip)
    if not info.window_wide:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.setCheckable(info.checkable)
    if info.icon:
        theme.tint(action, info.icon)
    if slot is not None:
        if info.checkable:
            action.toggled.connect(slot)
        else:
            action.triggered.connect(lambda _checked=False: slot())
    return action
