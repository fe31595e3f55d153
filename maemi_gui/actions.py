"""Every action that a person can take, in one registry: it feeds menus, tool bars, the list of shortcuts and a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from maemi_gui import theme

_registry: dict[str, ActionInfo] = {}


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

    def key_sequences(self) -> list[QKeySequence]:
        """The shortcuts as Qt knows them."""
        portable = QKeySequence.SequenceFormat.PortableText
        return [QKeySequence.fromString(keys, portable) for keys in self.shortcut.split("; ") if keys]


def register(*infos: ActionInfo) -> tuple[ActionInfo, ...]:
    """Add actions to the registry, at import of the room that has them; an id belongs to one action only."""
    for info in infos:
        if _registry.setdefault(info.id, info) != info:
            raise ValueError(f"Two different actions are called {info.id}")
    return infos


def registered() -> list[ActionInfo]:
    """All actions of the rooms that were imported so far, in the order of registration."""
    return list(_registry.values())


def make(action_id: str, parent: QObject, slot: Callable[..., object] | None = None) -> QAction:
    """A live action of that id owned by `parent`; its icon follows light and dark.

    `slot` is called with the new state where the action is checkable, without arguments otherwise.
    """
    info = _registry[action_id]
    action = QAction(info.text, parent)
    action.setObjectName(info.id)
    keys = info.key_sequences()
    action.setShortcuts(keys)
    shown = " · ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
    action.setToolTip(f"{info.tip} ({shown})" if shown else info.tip)
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
