"""What a person can do with the collection as a whole."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

COLLECTION = register(
    ActionInfo(
        "collection.similar", "&More like this", "Show micrographs that look like the selected one", "Alt+6", "similar"
    ),
    ActionInfo("collection.map", "M&ap of the collection…", "Show look-alikes side by side", "Ctrl+Shift+M", "map"),
    ActionInfo("collection.duplicates", "&Near duplicates…", "List micrographs that are one picture", "", "copy"),
    ActionInfo(
        "collection.suggest", "&Suggested classes…", "Let labelled micrographs suggest classes for others", "", "tag"
    ),
    ActionInfo("collection.classes", "&List of classes…", "Edit the classes of this project", "", "edit"),
    ActionInfo(
        "collection.undo_label", "&Undo last labels", "Set the classes that were given last back", "Ctrl+Alt+Z", "undo"
    ),
    ActionInfo("collection.index", "&Index micrographs", "Encode what the index does not know yet", "", "refresh"),
)
