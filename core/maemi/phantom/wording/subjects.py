"""What a phantom shows, as a phrase of nouns: the heart of captions and of the answer to “what is seen?”."""

from __future__ import annotations

import numpy as np

from maemi.phantom.wording.words import Facts, amount, pick, relative_size

_BIOLOGICAL = {
    "rod-shaped": ("rod-shaped bacteria", "short rod-shaped cells", "a group of rod-shaped bacterial cells"),
    "disc-shaped": (
        "disc-shaped cells with a hollow middle",
        "blood cells with the shape of dented discs",
        "round flat cells, hollow in the middle",
    ),
    "round": ("round cells in clusters", "clusters of round bacteria", "small round cells that stick together"),
    "branched": ("a cell with long branches", "a cell body with thin branches", "a branched cell on a surface"),
    "spiky": ("round grains of pollen with spikes", "spiky pollen grains", "balls with many short spikes, like pollen"),
    "oval with pores": (
        "oval shells with rows of pores",
        "diatom shells with fine pores",
        "long oval shells with a regular pattern of pores",
    ),
    "tissue": (
        "a tissue of cells side by side",
        "a leaf-like surface of cushion-shaped cells",
        "closely packed cells of a tissue",
    ),
}
_FIBRES = {
    "web": ("a web of crossing fibres", "curved fibres that cross each other", "a non-woven web of fibres"),
    "bundle": ("a bundle of parallel fibres", "thick fibres side by side", "fibres that run in the same direction"),
    "few": ("single fibres on a dark ground", "thick single fibres", "fibres that run through the field"),
    "woven": (
        "a woven fabric",
        "a weave of fibres that pass over and under each other",
        "woven fibres in two directions",
    ),
    "crossed": ("fibres in two crossing directions", "two sets of fibres that cross each other", "crossed fibres"),
}
_FILMS = {
    "grains": (
        "a film of grains with straight edges",
        "a surface made of closely packed grains",
        "a film with many grains and clear grain boundaries",
    ),
    "cracks": ("a cracked film", "a film broken into islands by cracks", "a dried film with a network of cracks"),
    "layers": (
        "a cross section of a layered film",
        "a stack of layers in cross section",
        "layers on a substrate, seen from the side",
    ),
    "pinholes": (
        "a smooth film with small pinholes",
        "a flat film with a few dark holes",
        "a coated surface with pinholes",
    ),
    "defects": (
        "a smooth film with particles on it",
        "a flat coated surface with some particles",
        "a film with small round defects",
    ),
    "bumps": ("a rough film with many bumps", "a bumpy coated surface", "a film with a rough, grainy surface"),
    "wrinkles": ("a film with wrinkles", "a wrinkled surface", "a coated surface with wavy wrinkles"),
}
_MEMS = {
    "fingers": (
        "comb electrodes with many fingers",
        "two electrodes with fingers that reach into each other",
        "interdigitated electrodes",
    ),
    "pads": (
        "contact pads with thin traces",
        "electrodes that run from pads to the middle",
        "a chip with contact pads and conductors",
    ),
    "beams": ("free beams that reach over a pit", "a row of cantilever beams", "a device with cantilevers"),
    "windings": ("a flat square coil", "a conductor wound into a square spiral", "a microcoil with a contact pad"),
    "holes": (
        "a plate with holes held by four arms",
        "a suspended membrane with rows of holes",
        "a device with a pierced plate",
    ),
    "teeth": ("a small gear wheel", "a toothed wheel on an axle", "a micro gear with teeth"),
}
_NANOWIRES = {
    "forest": (
        "a forest of upright nanowires",
        "upright nanowires seen from the side",
        "many nanowires that stand on a surface",
    ),
    "random": (
        "nanowires in random directions",
        "straight thin wires that lie across each other",
        "nanowires that lie in all directions",
    ),
    "aligned": ("aligned nanowires", "nanowires that lie in the same direction", "parallel thin wires"),
    "tangled": ("a tangle of curved nanowires", "a dense net of thin curved wires", "tangled nanowires"),
    "sparse": ("single nanowires on a surface", "a few thin wires on a flat ground", "scattered nanowires"),
}
_PATTERNS = {
    "holes": ("a regular array of round holes", "round holes in regular rows", "a surface with a pattern of holes"),
    "dots": ("a regular array of round dots", "round dots in regular rows", "a surface with a pattern of dots"),
    "pillars": ("an array of pillars seen at a slant", "pillars in regular rows", "a pattern of upright pillars"),
    "lines": ("a grating of parallel lines", "parallel lines at equal distances", "a line pattern"),
    "squares": ("a regular array of squares", "square plates in regular rows", "a pattern of raised squares"),
    "grid": ("a grid with square openings", "a regular mesh with square openings", "a square grid"),
}
_POWDER = {
    "angular": ("a powder of angular grains", "grains with flat faces and sharp edges", "heaped angular powder grains"),
    "rounded": ("a powder of rounded grains", "heaped rounded grains", "round, smooth powder grains"),
    "blocky": ("a powder of block-shaped grains", "heaped grains with the shape of blocks", "box-like powder grains"),
    "fine": ("a fine powder", "a powder of many fine grains", "many small grains heaped together"),
}
_TIPS = {
    "cone": ("a sharp conical tip", "a single needle with a fine point", "a cone that ends in a sharp tip"),
    "etched": (
        "an etched tip that becomes thin towards the point",
        "a sharp tip with curved sides",
        "a fine etched needle",
    ),
    "stepped": (
        "a tip with a step in its shaft",
        "a needle with a thick shaft and a thin point",
        "a stepped sharp tip",
    ),
    "blunt": ("a blunt tip", "a tip with a rounded end", "a cone that ends in a round, blunt point"),
}
_SINGLE = {
    ("films_coated_surface", "layers"): (
        "a film on a substrate in cross section",
        "a single layer on a substrate, seen from the side",
    ),
    ("films_coated_surface", "pinholes"): ("a smooth film with one pinhole", "a flat film with a single dark hole"),
    ("films_coated_surface", "defects"): ("a smooth film with one particle on it", "a flat film with a single defect"),
    ("biological", "spiky"): ("a pollen grain with spikes", "a single spiky ball, like pollen"),
    ("biological", "oval with pores"): ("an oval shell with rows of pores", "a single diatom shell with fine pores"),
    ("biological", "disc-shaped"): ("a disc-shaped cell with a hollow middle", "a single round flat cell"),
    ("fibres", "few"): ("a single fibre", "one thick fibre that runs through the field"),
    ("fibres", "bundle"): ("a single fibre", "one thick fibre"),
    ("mems_devices_and_electrodes", "beams"): ("a single cantilever beam", "a free beam that reaches over a pit"),
    ("nanowires", "sparse"): ("a single nanowire on a surface", "one thin wire on a flat ground"),
}
"""Where just one is seen."""
_SHAPES = {"round": "round", "oval": "oval", "irregular": "irregular", "cubic": "cube-shaped", "faceted": "faceted"}
_LAYOUTS = {"apart": "separate", "random": "scattered", "clusters": "clustered"}


def subject(facts: Facts, rng: np.random.Generator) -> str:
    """A phrase such as “a web of crossing fibres”."""
    name = str(facts["class"])
    if facts.get("count") == 1:
        for key in (facts.get("layout"), facts.get("shape"), facts["object"]):
            if (name, key) in _SINGLE:
                return pick(rng, _SINGLE[name, str(key)])
    layouts = {
        "fibres": _FIBRES,
        "films_coated_surface": _FILMS,
        "nanowires": _NANOWIRES,
        "patterned_surface": _PATTERNS,
    }
    if name in layouts:
        return pick(rng, layouts[name][facts["layout"]])
    shapes = {"biological": _BIOLOGICAL, "powder": _POWDER, "tips": _TIPS}
    if name in shapes:
        return pick(rng, shapes[name][facts["shape"]])
    if name == "mems_devices_and_electrodes":
        return pick(rng, _MEMS[facts["object"]])
    if name == "porous_sponge":
        pores = f"{'long' if facts['shape'] == 'long' else 'round'} pores"
        return pick(
            rng,
            (
                f"a porous sponge with {pores}",
                f"a sponge-like solid with open {pores}",
                f"a porous structure with {relative_size(facts) or 'open'} pores",
            ),
        )
    shape, layout = _SHAPES[facts["shape"]], _LAYOUTS[facts["layout"]]
    how_many = amount(facts) or "some"
    things = "particle" if facts.get("count") == 1 else "particles"
    return pick(
        rng,
        (
            f"{how_many} {shape} {things} on a flat surface",
            f"{how_many} {layout} {things} of {shape} shape",
            f"{shape} {layout} {things}" if things == "particles" else f"a single {shape} particle",
        ),
    )


def shape_phrase(facts: Facts) -> str | None:
    """An adjective or two for the shape of the objects; None where it says nothing."""
    name, shape = str(facts["class"]), str(facts.get("shape", ""))
    if name == "particles":
        return _SHAPES[shape]
    if name == "powder":
        return {
            "angular": "angular, with flat faces",
            "rounded": "rounded",
            "blocky": "blocky, like boxes",
            "fine": "fine and irregular",
        }[shape]
    if name == "biological":
        return {
            "tissue": "cushion-shaped and closely packed",
            "round": "round",
            "oval with pores": "long and oval, with rows of pores",
        }.get(shape, shape)
    if name in ("fibres", "nanowires"):
        bent = {"upright": "long, thin and upright", "curved": "long and curved", "straight": "long and straight"}
        return "long, passing over and under each other" if facts["layout"] == "woven" else bent[shape]
    if name == "porous_sponge":
        return "long and stretched" if shape == "long" else "round"
    if name == "patterned_surface":
        flat = {
            "holes": "round",
            "dots": "round",
            "pillars": "upright, with flat tops",
            "lines": "long and straight",
            "squares": "square",
            "grid": "square",
        }
        return flat[facts["layout"]]
    if name == "tips":
        ends = {
            "cone": "conical, with a sharp end",
            "etched": "curved at its sides and sharp at the end",
            "stepped": "stepped, with a sharp end",
            "blunt": "conical, with a blunt end",
        }
        return ends[shape]
    if name == "mems_devices_and_electrodes":
        flat = {
            "holes": "round",
            "fingers": "long and rectangular",
            "pads": "square",
            "beams": "long and narrow",
            "windings": "straight and narrow",
            "teeth": "rectangular",
        }
        return flat[facts["object"]]
    films = {
        "grains": "angular, with straight edges",
        "cracks": "angular, with straight edges",
        "pinholes": "round",
        "defects": "round",
        "layers": "flat and long",
    }
    return films.get(str(facts["layout"]))
