"""How things lie, from the pixels alone: direction, order, contact."""

from __future__ import annotations

import numpy as np

from maemi.phantom.wording.words import Facts, direction, one_of, pick, sentence


def orientation(facts: Facts, rng: np.random.Generator) -> str | None:
    """Whether and how the objects are aligned."""
    objects, angle = facts["object"], facts.get("orientation_deg")
    if facts.get("count") == 1 and angle is not None:
        return pick(
            rng,
            (
                f"The {one_of(objects)} lies {_lying(angle)}.",
                f"Its axis is {direction(angle)}.",
                f"The direction of the {one_of(objects)} is {direction(angle)}.",
            ),
        )
    if facts.get("aligned") is False or facts.get("layout") in ("random", "tangled", "web"):
        return sentence(
            pick(
                rng,
                (
                    f"No, the {objects} have no common direction.",
                    f"The {objects} are not aligned; they point in different directions.",
                    f"There is no preferred direction of the {objects}.",
                    f"The {objects} lie in different directions.",
                ),
            )
        )
    if facts.get("aligned") and angle is not None:
        where = direction(angle)
        return sentence(
            pick(
                rng,
                (
                    f"Yes, the {objects} are aligned; their direction is {where}.",
                    f"The {objects} run in one direction, which is {where}.",
                    f"The {objects} are aligned and {where}.",
                    f"They share one direction: {where}.",
                ),
            )
        )
    return None


def _lying(angle: float) -> str:
    where = direction(angle)
    return {"horizontal": "horizontally", "vertical": "vertically"}.get(
        where, f"at a slant, {where.removeprefix('diagonal, ')}"
    )


def distribution(facts: Facts, rng: np.random.Generator) -> str | None:
    """Order, clusters, scatter."""
    name, objects, layout = facts["class"], facts["object"], facts.get("layout")
    if facts.get("regular"):
        words = [
            f"The {objects} form a regular pattern.",
            f"The arrangement of the {objects} is regular.",
            f"The {objects} repeat at equal distances.",
        ]
        if facts.get("lattice") in ("hexagonal", "square"):
            words.append(f"The {objects} lie on a regular {facts['lattice']} lattice.")
        if facts.get("missing"):
            words = [
                f"The {objects} form a regular pattern in which a few are missing.",
                "The pattern is regular, but some places are empty.",
            ]
        return pick(rng, words)
    if name == "particles" and (facts.get("count") or 0) > 4:
        options = {
            "clusters": (
                f"The {objects} form clusters.",
                f"The {objects} are not evenly spread; they lie in clusters.",
                f"The {objects} are grouped together.",
            ),
            "apart": (
                f"The {objects} lie apart from each other without order.",
                f"The {objects} are scattered over the image without order.",
                f"Separate {objects} are spread over the field.",
            ),
            "random": (
                f"The {objects} are scattered at random.",
                f"The {objects} are spread without order.",
                f"There is no order; the {objects} lie at random.",
            ),
        }
        return pick(rng, options[str(layout)])
    if name in ("powder", "porous_sponge") or (
        name == "films_coated_surface" and layout in ("grains", "cracks", "bumps")
    ):
        return pick(
            rng,
            (
                f"The {objects} fill the field without order.",
                f"The {objects} are spread over the whole field.",
                f"The {objects} are irregularly arranged over the whole image.",
            ),
        )
    return None


def contact(facts: Facts, rng: np.random.Generator) -> str | None:
    """Touching or separate."""
    touching, objects, total = facts.get("touching"), facts["object"], facts.get("count")
    if facts["object"] == "layers":
        return (
            pick(rng, ("The layers lie directly on each other.", "Each layer touches the one below it."))
            if (total and total > 1)
            else pick(rng, ("The layer lies directly on the substrate.", "The layer touches the substrate below it."))
        )
    if total == 1:
        one = one_of(objects)
        return pick(
            rng, (f"There is only one {one}, so it touches no other.", f"Only one {one} is visible; it stands alone.")
        )
    if touching is None or not total:
        return None
    if facts["class"] in ("powder", "fibres", "nanowires") and touching:
        return pick(
            rng,
            (
                f"Yes, the {objects} touch and overlap.",
                f"The {objects} lie over each other and are in contact.",
                f"Many of the {objects} overlap.",
            ),
        )
    if touching:
        return pick(
            rng,
            (
                f"Yes, many of the {objects} touch their neighbours.",
                f"The {objects} are in contact with each other.",
                f"Many {objects} touch each other.",
            ),
        )
    return pick(
        rng,
        (
            f"Most of the {objects} are separate.",
            f"No, most {objects} do not touch each other.",
            f"The {objects} lie apart from each other.",
        ),
    )
