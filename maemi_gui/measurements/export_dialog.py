"""Export results: a table of micrographs or objects, or the plot that is on the screen, into a new file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.new_file_dialog import NewFileDialog

CHOICES = (
    ("Table of micrographs (CSV)", ".csv", ()),
    ("Table of micrographs (Parquet)", ".parquet", ()),
    ("Table of objects (CSV)", ".csv", ("--objects",)),
    ("Table of objects (Parquet)", ".parquet", ("--objects",)),
    ("Plot as it is shown (SVG)", ".svg", ()),
)
EXPLANATIONS = {
    ".csv": "For spreadsheets and scripts; units stand in the headings, each quantity has both ends of its interval.",
    ".parquet": "For pandas, R and Arrow: the same columns with their types, a fraction of the size.",
    ".svg": "Vectors at the width of a journal's column; letters stay letters.",
}


class ExportDialog(NewFileDialog):
    """Of results, as tables or as a plot."""

    def __init__(
        self, context: Context, selection: list[str], plot: list[str], name: str, parent: QWidget | None = None
    ) -> None:
        """`selection` and `plot`: options of `maemi measurements` that say which results and which plot are shown."""
        super().__init__(context, "Export measurements", parent)
        self._selection, self._plot = selection, plot
        self.setMinimumWidth(500)
        self.what = QComboBox()
        self.what.setAccessibleName("What to export")
        for text, suffix, options in CHOICES:
            if suffix != ".svg" or plot:
                self.what.addItem(text, (suffix, options))
        self.file.setText(str(Path.home() / f"{name} measurements.csv"))
        self.lay_out(("&What", self.what))
        self.changed()

    def argv(self) -> list[str]:
        project = self._context.project
        suffix, options = self._chosen
        drawn = self._plot if suffix == ".svg" else []
        address = project.address if project is not None else ""
        return ["measurements", address, *self._selection, *drawn, *options, "--out", str(self.out)]

    @property
    def _chosen(self) -> tuple[str, tuple[str, ...]]:
        return self.what.currentData()

    def suffix(self) -> tuple[str, str]:
        suffix = self._chosen[0]
        return suffix, f"*{suffix}"

    def explained(self) -> str:
        return EXPLANATIONS[self._chosen[0]]

    def outcome(self, out: Path, said: dict[str, object]) -> tuple[Path, str]:
        counted = next((f"{count:,} {what}" for what, count in said.items() if isinstance(count, int)), "Nothing")
        written = Path(str(said.get("out", "")))
        return written, f"{counted} written to {written}."
