"""Keeps the pictures of a comparison together: those of known pixel size in metres, the others in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from maemi_gui.browse.compare_link import (
    Place,
    Ruler,
    Unit,
    anchored_here,
    offset,
    place_of,
    placed,
    point,
    together,
    within,
)
from maemi_gui.browse.compare_pane import ComparePane


class CompareGroup(QObject):
    """Moves all panes of a unit when one of them moves."""

    moved = Signal()
    """Something lies elsewhere now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.linked = True
        self._panes: list[ComparePane] = []
        self._places: dict[Unit, Place] = {}
        self._fitted = True

    def set_panes(self, panes: Sequence[ComparePane]) -> None:
        """Others are compared."""
        self._panes = list(panes)
        self._places.clear()
        self._fitted = True
        for pane in panes:
            pane.image.moved.connect(lambda pane=pane: self._pane_moved(pane))
            pane.image.resized.connect(lambda pane=pane: self._pane_resized(pane))
            pane.shown.connect(self.settle)
            pane.pointed.connect(lambda at, pane=pane: self._pointed(pane, at))

    def settle(self) -> None:
        """A picture came, or measures otherwise: put everything where it belongs."""
        if self._fitted:
            self.fit()
        elif self.linked:
            for pane in self._panes:
                self._apply(pane)
        for pane in self._panes:
            pane.say(self._words(pane))

    def fit(self) -> None:
        """Middle on middle, so that the largest field of view fits; unlinked ones each fit by themselves."""
        self._fitted = True
        for unit in ("m", "px"):
            panes = self._of(unit)
            rulers = [_centred(pane) for pane in panes]
            if not panes:
                continue
            views = [pane.image.view for pane in panes]
            place = within(together(views, rulers), rulers)
            self._places[unit] = place
            for pane, ruler, view in zip(panes, rulers, views, strict=True):
                pane.ruler = ruler
                pane.image.place(placed(view, ruler, place) if self.linked else view.fitted())
        self.moved.emit()

    def same_scale(self, pane: ComparePane) -> None:
        """The scale of `pane` for all of its unit; each keeps what is in its middle."""
        if pane.ruler is None:
            return
        self._fitted = False
        peers = self._of(pane.ruler.unit)
        wanted = place_of(pane.image.view, pane.ruler)
        spacing = within(wanted, [peer.ruler for peer in peers if peer.ruler]).spacing
        for peer in peers:
            if peer.ruler is not None:
                here = replace(place_of(peer.image.view, peer.ruler), spacing=spacing)
                peer.image.place(placed(peer.image.view, peer.ruler, here))
        self._remember(pane)
        self.moved.emit()

    def set_linked(self, on: bool, pane: ComparePane | None) -> None:
        """Whether they move together. What lies in the middles when they are linked stays together from then on."""
        self.linked = on
        if on and pane is not None:
            for each in self._panes:
                if each.ruler is not None:
                    each.ruler = anchored_here(each.image.view, each.ruler)
            self.same_scale(pane)
            for other in self._of("px" if pane.ruler and pane.ruler.unit == "m" else "m")[:1]:
                self.same_scale(other)
        for each in self._panes:
            each.point_at(None)
            each.say(self._words(each))

    def spacing(self, pane: ComparePane) -> float | None:
        """Metres for one logical pixel of the screen; None where lengths are unknown."""
        if pane.ruler is None or pane.ruler.unit == "px":
            return None
        return pane.ruler.per_column / pane.image.view.scale

    def _of(self, unit: Unit) -> list[ComparePane]:
        return [pane for pane in self._panes if pane.ruler is not None and pane.ruler.unit == unit]

    def _remember(self, pane: ComparePane) -> None:
        if pane.ruler is not None:
            self._places[pane.ruler.unit] = place_of(pane.image.view, pane.ruler)

    def _pane_moved(self, source: ComparePane) -> None:
        if source.ruler is None:
            return
        self._fitted = False
        if self.linked:
            peers = self._of(source.ruler.unit)
            place = within(
                place_of(source.image.view, source.ruler), [peer.ruler for peer in peers if peer.ruler is not None]
            )
            self._places[source.ruler.unit] = place
            for peer in peers:
                if peer is not source or place.spacing != source.ruler.per_column / source.image.view.scale:
                    self._apply(peer)
        self.moved.emit()

    def _pane_resized(self, pane: ComparePane) -> None:
        if self._fitted:
            # Panes are resized one after the other; the last one finds all at their new sizes.
            self.fit()
        elif self.linked:
            self._apply(pane)

    def _apply(self, pane: ComparePane) -> None:
        if pane.ruler is not None and pane.ruler.unit in self._places:
            pane.image.place(placed(pane.image.view, pane.ruler, self._places[pane.ruler.unit]))

    def _pointed(self, source: ComparePane, at: tuple[float, float] | None) -> None:
        where: tuple[float, float] | None = None
        if at is not None and self.linked and source.ruler is not None:
            where = offset(source.image.view, source.ruler, *source.image.view.to_image(*at))
        for pane in self._panes:
            if pane is source or where is None or pane.ruler is None or not _alike(pane.ruler, source.ruler):
                pane.point_at(None)
            else:
                view = pane.image.view
                pane.point_at(view.to_window(*point(view, pane.ruler, *where)))

    def _words(self, pane: ComparePane) -> str:
        """How a pane is linked, as far as that is not what one expects."""
        if pane.ruler is None:
            return ""
        reciprocal = pane.row.info is not None and pane.row.info.reciprocal
        if pane.ruler.unit == "m":
            alone = self.linked and len(self._of("m")) == 1
            return "not linked: no other has a pixel size" if alone and len(self._panes) > 1 else ""
        why = "diffraction pattern" if reciprocal else "no pixel size"
        if not self.linked:
            return why
        return f"{why}: linked in pixels" if len(self._of("px")) > 1 else f"{why}: not linked"


def _centred(pane: ComparePane) -> Ruler:
    assert pane.ruler is not None
    view = pane.image.view
    return replace(pane.ruler, anchor=(view.columns / 2, view.rows / 2))


def _alike(one: Ruler, other: Ruler | None) -> bool:
    return other is not None and one.unit == other.unit
