"""Export pairs: which ones, for whom, as a whole dataset or as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from maemi.project.transfer.formats import FORMATS, SUFFIXES
from maemi_gui.context import Context
from maemi_gui.widgets.new_file_dialog import NewFileDialog

if TYPE_CHECKING:
    from maemi.project.project import Project

STATES = ("approved", "pending", "rejected", "skipped", "all")
NAMES = {"messages": "Messages", "llava": "LLaVA", "sharegpt": "ShareGPT", "openai": "OpenAI", "parquet": "Parquet"}
SHOWN = "shown"
FOLDER, FILE = "folder", "file"
FORMS = ((FOLDER, "Folder with images, parts and a card"), (FILE, "One file of pairs"))
PARTS = (
    ("By micrograph", "micrograph"),
    ("By specimen", "specimen"),
    ("Not split", "none"),
)
SHARES = ("80/10/10", "90/5/5", "70/15/15", "80/20", "50/25/25")
IMAGES = (("8-bit PNG, as models see them", "png"), ("Copies of the files", "original"))
REVIEWERS = (("By their names", "names"), ("By pseudonyms", "pseudonyms"))


class ExportDialog(NewFileDialog):
    """Of pairs, in the format of what reads them."""

    def __init__(self, context: Context, parent: QWidget | None = None, shown: object = None) -> None:
        """`shown`: the filter of review (as `PairFilter` has its entries), whose pairs can be exported as shown."""
        super().__init__(context, "Export pairs", parent)
        self._counts: dict[str, int] = {}
        self._licence = ""
        self._shown = _options_of(shown) if shown is not None else None
        self.setMinimumWidth(560)
        self.state = _choice("State of the pairs to export", [(state.capitalize(), state) for state in STATES])
        if self._shown is not None:
            self.state.addItem("What review shows", SHOWN)
        self.format = _choice("Format of the file", [(NAMES.get(name, name.upper()), name) for name in FORMATS])
        self.form = _choice("Folder or file", [(words, form) for form, words in FORMS])
        self.parts = _choice("How to split into parts", PARTS)
        self.shares = _choice("Shares of train, validation and test", [(share, share) for share in SHARES])
        self.shares.setToolTip("Train, validation and test, in per cent")
        self.images = _choice("How images are written", IMAGES)
        self.reviewers = _choice("How curators are named", REVIEWERS)
        self.licence = QLineEdit()
        self.licence.setAccessibleName("Licence of the images")
        self.licence.setPlaceholderText("e.g. CC-BY-4.0; empty: not stated")
        self.licence.setToolTip(
            "Stands in the card; the project keeps it. 'maemi origin' gives single micrographs others"
        )
        self.lay_out(
            ("&Pairs", self.state),
            ("F&ormat", self.format),
            ("&Write", self.form),
            ("Pa&rts", self.parts),
            ("&Shares", self.shares),
            ("&Images", self.images),
            ("&Curators", self.reviewers),
            ("&Licence", self.licence),
        )
        project = self._context.project
        if project is not None:
            self._context.background.run(_known, project, then=self._counted, database=True, owner=self)
            self.file.setText(str(Path.home() / self._name(project.name)))
        self.file.textChanged.connect(self._follow_name)
        self.changed()

    @property
    def as_folder(self) -> bool:
        """Whether a whole dataset is written: the name says it, as it does for `maemi export`."""
        return self.out.suffix.lower() not in SUFFIXES.values()

    def argv(self) -> list[str]:
        project = self._context.project
        address = project.address if project is not None else ""
        state = str(self.state.currentData())
        words = ["export", address, str(self.out), "--format", str(self.format.currentData())]
        words += self._shown if state == SHOWN and self._shown is not None else ["--state", state]
        words += ["--reviewers", str(self.reviewers.currentData())]
        if self.as_folder:
            words += ["--images", str(self.images.currentData()), "--split", str(self.parts.currentData())]
            words += ["--shares", str(self.shares.currentData())]
        if self.licence.text().strip() != self._licence:
            words += ["--licence", self.licence.text().strip()]
        return words

    def suffix(self) -> tuple[str, str]:
        return "" if self.as_folder else SUFFIXES[self.format.currentData()], self.format.currentText()

    def explained(self) -> str:
        words = FORMATS[self.format.currentData()]
        return f"{words[:1].upper()}{words[1:]}."

    def hindrance(self) -> str:
        state = self.state.currentData()
        none = self._counts and state != SHOWN and not self._counts.get(state)
        return "There are no such pairs." if none else ""

    def outcome(self, out: Path, said: dict[str, object]) -> tuple[Path, str]:
        count = int(str(said.get("pairs", 0)))
        sentences = [f"{count:,} pair{'' if count == 1 else 's'} written to {out}."]
        left_out: Any = said.get("left_out") or []
        if left_out:
            pairs = sum(int(each["pairs"]) for each in left_out)
            sentences.append(f"{pairs:,} were left out: {left_out[0]['reason']}")
        warnings: Any = said.get("warnings") or []
        return out, " ".join([*sentences, *(str(each) for each in warnings)])

    def changed(self) -> None:
        self.file_label.setText("New folder" if self.as_folder else "New file")
        for control in (self.parts, self.shares, self.images):
            control.setVisible(self.as_folder)
            if (words := self.form_layout.labelForField(control)) is not None:
                words.setVisible(self.as_folder)
        super().changed()
        self.shares.setEnabled(self.shares.isEnabled() and self.parts.currentData() != "none")
        self.images.setEnabled(self.images.isEnabled() and self.format.currentData() != "openai")

    def renamed(self) -> None:
        """Another state, format or form: an offered name follows; one that was typed in only gets the right suffix."""
        project, now = self._context.project, Path(self.file.text())
        if project is None:
            return
        states = (*STATES, SHOWN)
        stems = {f"{project.name} {state} {kind}" for state in states for kind in SUFFIXES}
        stem = now.name.removesuffix(now.suffix) if now.suffix in SUFFIXES.values() else now.name
        if stem in stems:
            self.file.setText(str(now.with_name(self._name(project.name))))
        elif now.name:
            self.file.setText(str(now.with_name(stem + self._wanted_suffix())))
        self.changed()

    def _follow_name(self) -> None:
        """The name that is typed in decides; the choice shows it."""
        self.form.blockSignals(True)
        self.form.setCurrentIndex(self.form.findData(FOLDER if self.as_folder else FILE))
        self.form.blockSignals(False)

    def _counted(self, known: tuple[dict[str, int], str]) -> None:
        counts, self._licence = known
        self._counts = {**counts, "all": sum(counts.values())}
        for index, state in enumerate(STATES):
            self.state.setItemText(index, f"{state.capitalize()} ({self._counts.get(state, 0):,})")
        if not self.licence.text():
            self.licence.setText(self._licence)
        self.changed()

    def _wanted_suffix(self) -> str:
        return SUFFIXES[self.format.currentData()] if self.form.currentData() == FILE else ""

    def _name(self, project: str) -> str:
        return f"{project} {self.state.currentData()} {self.format.currentData()}{self._wanted_suffix()}"


def _choice(name: str, entries: Any) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for words, value in entries:
        made.addItem(words, value)
    return made


def _options_of(shown: object) -> list[str]:
    """The filter of review as options of `maemi export`."""
    from maemi.project.pair_filter import PairFilter
    from maemi.project.transfer.wanted import Wanted

    fields = {name: getattr(shown, name) for name in PairFilter.__dataclass_fields__ if hasattr(shown, name)}
    return Wanted(PairFilter(**fields)).options()


def _known(project: Project) -> tuple[dict[str, int], str]:
    from maemi.project.origin import project_licence
    from maemi.project.pairs import count_pairs

    return dict(count_pairs(project).items()), project_licence(project)
