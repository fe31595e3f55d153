"""The actions of the window itself: projects, files, pages, help."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

FILE = register(
    ActionInfo(
        "file.sample", "Open the &sample project", "Phantoms with known truth, pairs and decisions", "", "sample"
    ),
    ActionInfo("file.open_project", "&Open project…", "Open a project folder", "Ctrl+O", "project"),
    ActionInfo(
        "file.open_folder",
        "New project from a &folder…",
        "Make a project for a folder of micrographs",
        "Ctrl+N",
        "folder",
    ),
    ActionInfo("file.add_folder", "&Add folder…", "Add a folder of micrographs", "Ctrl+Shift+O", "folder-add"),
    ActionInfo("file.add_files", "Add f&iles…", "Add single micrographs", "Ctrl+Shift+I", "file-add"),
    ActionInfo(
        "file.watch",
        "&Watched folders…",
        "Folders whose new micrographs are added by themselves",
        "Ctrl+Shift+W",
        "watch",
    ),
    ActionInfo(
        "file.find_moved", "Find mo&ved files…", "Look in a folder for files of the project that moved", "", "missing"
    ),
    ActionInfo(
        "file.export",
        "E&xport pairs…",
        "Write pairs as a dataset, or a file, that others read",
        "Ctrl+Shift+E",
        "export",
    ),
    ActionInfo("file.import", "I&mport pairs…", "Take pairs from a file; nothing is overwritten", "", "import"),
    ActionInfo(
        "file.import_folder",
        "Import a &project or dataset…",
        "Take in another project, or a folder that an export wrote; nothing is overwritten",
        "",
        "import",
    ),
    ActionInfo("file.backups", "Bac&kups…", "Back the project up, see its backups, bring one back", "", "backup"),
    ActionInfo("file.egress", "What &was sent…", "List what left this machine from the project", "", "network"),
    ActionInfo(
        "file.spending",
        "Spendin&g…",
        "What teachers have cost, the cap, requests without an answer, prices",
        "",
        "money",
    ),
    ActionInfo("file.study", "Expert st&udies…", "Draw pairs, let experts rate them, report", "", "star"),
    ActionInfo("file.close_project", "&Close project", "Go back to the welcome page", "Ctrl+W", "close"),
    ActionInfo("file.settings", "S&ettings…", "Curator, light or dark, servers, keys", "Ctrl+,", "settings"),
    ActionInfo("file.quit", "&Quit", "Close the window; background work goes on", "Ctrl+Q"),
)

VIEW = register(
    ActionInfo("view.browse", "&Browse", "Micrographs, review and chat", "Ctrl+B", "browse", checkable=True),
    ActionInfo("view.tune", "&Tune", "Fine-tune a model on the approved pairs", "Ctrl+T", "tune", checkable=True),
    ActionInfo("view.gallery", "Go to &gallery", "Put the keyboard into the gallery", "Alt+1", "browse"),
    ActionInfo("view.canvas", "Go to &micrograph", "Put the keyboard into the picture", "Alt+2", "fit"),
    ActionInfo("view.inspect", "&Inspect", "What the file of the micrograph says", "Alt+3", "inspect"),
    ActionInfo("view.review", "&Review", "Judge the pairs that teachers wrote", "Alt+4", "review"),
    ActionInfo("view.chat", "C&hat", "Ask a model about the micrograph", "Alt+5", "chat"),
)

HELP = register(
    ActionInfo("help.shortcuts", "&Keyboard shortcuts", "List every key that does something", "F1", "keyboard"),
    ActionInfo("help.log", "Open &log file", "Show the window's log in the system's viewer", "", "log"),
    ActionInfo("help.about", "&About MAEMI", "Version and licence", "", "help"),
)
