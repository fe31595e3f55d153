"""What a person can do to measure many micrographs and to look at the results."""

from __future__ import annotations

from maemi_gui.actions import ActionInfo, register

MEASUREMENTS = register(
    ActionInfo(
        "measurements.measure_selected",
        "Measure &selection…",
        "Measure the selected micrographs in the background",
        "Ctrl+Alt+M",
        "measure",
    ),
    ActionInfo(
        "measurements.measure_shown",
        "Measure &all shown…",
        "Measure every micrograph that the gallery lists in the background",
        "",
        "measure",
    ),
    ActionInfo(
        "measurements.show",
        "Measure&ments…",
        "Show the results of all micrographs as a table with their distributions",
        "Ctrl+Shift+T",
        "histogram",
    ),
)
