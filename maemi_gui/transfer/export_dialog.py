"""Export pairs: which ones, for whom, into which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from maemi_gui.context import Context
from maemi_gui.widgets.new_file_dialog import NewFileDialog

SUFFIXES = {
    "messages": ".jsonl",
    "llava": ".json",
    "sharegpt": ".json",
    "openai": ".jsonl",
    "parquet": ".parquet",
    "coco": ".json",
}
STATES = ("approved", "pending", "rejected", "skipped", "all")
NAMES = {"messages": "Messages", "llava": "LLaVA", "sharegpt": "ShareGPT", "openai": "OpenAI", "parquet": "Parquet"}


class ExportDialog(NewFileDialog):
    """Of pairs, in the format of what reads them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "Export pairs", parent)
        from maemi.project.transfer.exporting import FORMATS

        self._explanations = FORMATS
        self._counts: dict[str, int] = {}
        self.setMinimumWidth(520)
        self.state = QComboBox()
        self.state.setAccessibleName("State of the pairs to export")
        for state in STATES:
            self.state.addItem(state.capitalize(), state)
        self.format = QComboBox()
        self.format.setAccessibleName("Format of the file")
        for name in FORMATS:
            self.format.addItem(NAMES.get(name, name.upper()), name)
        self.lay_out(("&Pairs", self.state), ("F&ormat", self.format))
        project = self._context.project
        if project is not None:
            from maemi.project.pairs import count_pairs

            self._context.background.run(count_pairs, project, then=self._counted, database=True, owner=self)
            self.file.setText(str(Path.home() / self._name(project.name)))
        self.changed()

    def argv(self) -> list[str]:
        project = self._context.project
        address = project.address if project is not None else ""
        kind, state = str(self.format.currentData()), str(self.state.currentData())
        return ["export", address, str(self.out), "--format", kind, "--state", state]

    def suffix(self) -> tuple[str, str]:
        return SUFFIXES[self.format.currentData()], self.format.currentText()

    def explained(self) -> str:
        words = self._explanations[self.format.currentData()]
        return f"{words[:1].upper()}{words[1:]}."

    def hindrance(self) -> str:
        none = self._counts and not self._counts.get(self.state.currentData())
        return "There are no such pairs." if none else ""

    def outcome(self, out: Path, said: dict[str, object]) -> tuple[Path, str]:
        count = int(str(said.get("pairs", 0)))
        return out, f"{count:,} pair{'' if count == 1 else 's'} written to {out}."

    def _counted(self, counts: dict[str, int]) -> None:
        self._counts = {**counts, "all": sum(counts.values())}
        for index, state in enumerate(STATES):
            self.state.setItemText(index, f"{state.capitalize()} ({self._counts.get(state, 0):,})")
        self.changed()

    def _name(self, project: str) -> str:
        return f"{project} {self.state.currentData()} {self.format.currentData()}{SUFFIXES[self.format.currentData()]}"

    def renamed(self) -> None:
        """Another state or format: an offered name follows; one that was typed in only gets the right suffix."""
        project, now = self._context.project, Path(self.file.text())
        if project is None:
            return
        offered = {f"{project.name} {state} {kind}{SUFFIXES[kind]}" for state in STATES for kind in SUFFIXES}
        if now.name in offered:
            self.file.setText(str(now.with_name(self._name(project.name))))
        elif now.name and now.suffix in SUFFIXES.values():
            self.file.setText(str(now.with_suffix(SUFFIXES[self.format.currentData()])))
        self.changed()
