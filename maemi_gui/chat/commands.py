"""The actions of the chat."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

ACTIONS = register(
    ActionInfo("chat.new", "&New conversation", "Begin again with nothing said", "Ctrl+Shift+N", window_wide=False),
    ActionInfo("chat.stop", "&Stop answering", "Stop the answer that is being written", "Esc", window_wide=False),
    ActionInfo(
        "chat.keep", "&Keep as pair", "Make a pair of the last question and answer", "Ctrl+K", window_wide=False
    ),
)
