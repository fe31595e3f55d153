"""What joins corrections by hand in Inspect to the picture: the two rooms do not know each other."""

from __future__ import annotations

from maemi.micrograph.correction import VERBS
from maemi_gui.browse.canvas import Canvas
from maemi_gui.browse.correcting.correcting import Correcting
from maemi_gui.inspect.corrections import Corrections, Shown


def join_corrections(canvas: Canvas, corrections: Corrections) -> Correcting:
    """Put the tools of correcting on the picture, and let both hear each other."""
    correcting = Correcting(canvas.image, canvas.drawing, canvas.measured, canvas)
    ruler = canvas.actions_by_id["canvas.ruler"]

    def choose(verb: str) -> None:
        if verb not in VERBS:
            correcting.put_away()
            return
        ruler.setChecked(False)
        outlines = canvas.actions_by_id["canvas.outlines"]
        if not outlines.isChecked():
            # Nobody corrects what is not to be seen.
            outlines.setChecked(True)
        correcting.use(VERBS[VERBS.index(verb)])

    def show(shown: Shown) -> None:
        correcting.set_by_hand(shown.by_hand)
        correcting.set_steps(shown.can_undo, shown.can_redo)

    corrections.tool_chosen.connect(choose)
    corrections.shown.connect(show)
    correcting.made.connect(corrections.add)
    correcting.missed.connect(corrections.bar.say)
    correcting.ended.connect(corrections.bar.put_away)
    correcting.undo_wanted.connect(corrections.undo)
    correcting.redo_wanted.connect(corrections.redo)
    ruler.toggled.connect(lambda on: correcting.put_away() if on else None)
    return correcting
