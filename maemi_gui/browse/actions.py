"""What a person can do with the gallery and the picture."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

CANVAS = register(
    ActionInfo("canvas.zoom_in", "Zoom &in", "Show the micrograph larger", "Ctrl++; Ctrl+=", "zoom-in"),
    ActionInfo("canvas.zoom_out", "Zoom &out", "Show the micrograph smaller", "Ctrl+-", "zoom-out"),
    ActionInfo("canvas.fit", "&Fit to window", "Show the whole micrograph", "Ctrl+0", "fit"),
    ActionInfo(
        "canvas.one_to_one",
        "&Pixel for pixel",
        "One pixel of the micrograph on one of the screen",
        "Ctrl+1",
        "one-to-one",
    ),
    ActionInfo("canvas.ruler", "&Measuring line", "Drag a line to read its length", "Ctrl+L", "ruler", checkable=True),
    ActionInfo(
        "canvas.outlines",
        "Measured &outlines",
        "Show the outlines of what was measured",
        "Ctrl+Shift+L",
        "outline",
        checkable=True,
    ),
    ActionInfo(
        "canvas.contrast",
        "&Contrast strip",
        "Show histogram, contrast limits and gamma",
        "Ctrl+H",
        "contrast",
        checkable=True,
    ),
    ActionInfo(
        "canvas.auto_contrast",
        "&Auto-contrast",
        "Set the contrast limits from the grey values",
        "Ctrl+Shift+H",
        "auto-contrast",
    ),
)

MICROGRAPH = register(
    ActionInfo(
        "micrograph.previous",
        "&Previous micrograph",
        "Select the micrograph before this one",
        "Ctrl+Up; Alt+Left",
        "previous",
    ),
    ActionInfo(
        "micrograph.next", "&Next micrograph", "Select the micrograph after this one", "Ctrl+Down; Alt+Right", "next"
    ),
    ActionInfo(
        "micrograph.compare",
        "&Compare the selection",
        "Show two to four selected micrographs side by side",
        "Ctrl+D",
        "compare",
    ),
    ActionInfo(
        "micrograph.next_unreviewed",
        "Next &unreviewed",
        "Select the next micrograph with pairs that wait for a decision",
        "Ctrl+J",
        "next-unreviewed",
    ),
    ActionInfo(
        "micrograph.filters",
        "&Filters",
        "Show what there is to filter by, with counts",
        "Ctrl+Shift+F",
        "filter",
        checkable=True,
    ),
    ActionInfo("micrograph.search", "&Search micrographs", "Go to the search field", "Ctrl+F", "search"),
    ActionInfo(
        "micrograph.generate",
        "&Generate pairs for the selection…",
        "Let a teacher write pairs about the selected micrographs",
        "Ctrl+Shift+G",
        "generate",
    ),
    ActionInfo(
        "micrograph.generate_all",
        "Generate pairs for &all…",
        "Let a teacher write pairs about every micrograph of the project",
        "",
        "generate",
    ),
    ActionInfo(
        "micrograph.pixel_size",
        "Set pixel si&ze…",
        "Type in the pixel size of the selected micrographs",
        "Ctrl+P",
        "scale-bar",
    ),
    ActionInfo(
        "micrograph.class", "Set &class…", "Say which class the selected micrographs belong to", "Ctrl+Shift+K", "tag"
    ),
    ActionInfo(
        "micrograph.open_folder",
        "Open containing &folder",
        "Show the file in the system's file browser",
        "Ctrl+Alt+O",
        "open-location",
    ),
    ActionInfo("micrograph.copy_path", "Copy file pa&th", "Copy where the selected files are", "Ctrl+Shift+C", "copy"),
)

COMPARE = register(
    ActionInfo(
        "compare.link",
        "&Link zoom and place",
        "Zoom and move all compared micrographs together, in metres",
        "L",
        "link",
        checkable=True,
        window_wide=False,
    ),
    ActionInfo(
        "compare.same_scale",
        "Same sca&le",
        "Bring the compared micrographs to the scale of the one in the frame",
        "S",
        "scale-bar",
        window_wide=False,
    ),
    ActionInfo(
        "compare.fit",
        "Show all of the compared",
        "Middle on middle, so that the largest field of view fits",
        "F",
        "fit",
        window_wide=False,
    ),
    ActionInfo(
        "compare.same_contrast",
        "Same contrast for the compared",
        "Give all compared micrographs one pair of contrast limits",
        "C",
        "contrast",
        checkable=True,
        window_wide=False,
    ),
    ActionInfo(
        "compare.close", "Close the comparison", "Go back to the single micrograph", "Esc", "close", window_wide=False
    ),
)
