"""Biological things: bacteria, blood cells, a cell with processes, pollen, diatoms, tissue."""

from __future__ import annotations

import numpy as np

from maemi.phantom.blobs import biconcave, blobs, dome, ellipse_outlines, wobbles
from maemi.phantom.cells import scattered, voronoi
from maemi.phantom.placing import apart, clustered, log_uniform, set_field, touching
from maemi.phantom.ribbons import ribbon, ribbon_outline
from maemi.phantom.scene import Scene
from maemi.phantom.textures import fractal


def _rods(scene: Scene, size: float) -> str:
    """Rod-shaped bacteria, heaped or scattered."""
    rng = scene.rng
    count = int(rng.integers(4, 60))
    radius = np.full(count, size / 2)
    centres = clustered(rng, radius * 1.6, scene.aspect, int(rng.integers(1, 5)))
    for i in range(count):
        turn, long = rng.uniform(0, np.pi), size * rng.uniform(0.6, 1.6)
        t = np.linspace(-1, 1, 33)
        half = 0.5 * (long + size)
        bow = rng.normal(0, 0.06) * size * (1 - t**2)
        line = (
            centres[i] + np.outer(t * half, [np.cos(turn), np.sin(turn)]) + np.outer(bow, [-np.sin(turn), np.cos(turn)])
        )
        ends = np.clip((1 - np.abs(t)) * half / (0.5 * size), 0, 1)
        wide = size * 0.5 * np.sqrt(1 - (1 - ends) ** 2) * rng.uniform(0.92, 1.08)
        number = int(
            scene.add_objects(
                "cell", ribbon_outline(scene, line, wide), np.array([size]), length=np.array([long + size])
            )[0]
        )
        ribbon(scene, line, wide, lift=float(size * 0.6 * i / count), tone=0.65, owner=number)
    return "rod-shaped"


def _discs(scene: Scene, size: float) -> str:
    """Red blood cells: dented discs."""
    rng = scene.rng
    count = int(rng.integers(3, 26))
    radius = size / 2 * np.exp(rng.normal(0, 0.06, count))
    centres = (
        rng.uniform((0, 0), (1, scene.aspect), (count, 2)) if rng.random() < 0.5 else apart(rng, radius, scene.aspect)
    )
    keep = np.isfinite(centres[:, 0])
    x, y, radius = centres[keep, 0], centres[keep, 1], radius[keep]
    b = radius * rng.uniform(0.75, 1.0, len(x))
    angle, wobble = rng.uniform(0, np.pi, len(x)), wobbles(rng, len(x), 0.02)
    numbers = scene.add_objects(
        "cell", ellipse_outlines(scene, x, y, radius, b, angle, wobble), 2 * (radius * b) ** 0.5
    )
    lift = np.linspace(0, size * 0.5, len(x))
    blobs(
        scene,
        x,
        y,
        radius,
        b,
        angle,
        rise=radius * 0.7,
        lift=lift,
        tone=np.full(len(x), 0.6),
        owner=numbers,
        profile=biconcave,
        wobble=wobble,
    )
    scene.facts = {"touching": touching(x, y, radius * 0.95)}
    return "disc-shaped"


def _cocci(scene: Scene, size: float) -> str:
    """Round cells in chains and grapes."""
    rng = scene.rng
    count = int(rng.integers(8, 70))
    radius = size * 0.35 * np.exp(rng.normal(0, 0.05, count))
    centres = clustered(rng, radius, scene.aspect, int(rng.integers(1, 6)))
    x, y, angle = centres[:, 0], centres[:, 1], rng.uniform(0, np.pi, count)
    numbers = scene.add_objects("cell", ellipse_outlines(scene, x, y, radius, radius, angle), 2 * radius)
    lift = rng.uniform(0, 0.5 * size, count)
    blobs(scene, x, y, radius, radius, angle, rise=radius, lift=lift, tone=np.full(count, 0.62), owner=numbers)
    return "round"


def _neuron(scene: Scene, size: float) -> str:
    """One cell body with branching processes on a rough ground."""
    rng = scene.rng
    centre = rng.uniform((0.3, 0.3 * scene.aspect), (0.7, 0.7 * scene.aspect))
    radius = np.array([size * rng.uniform(0.5, 0.9)])
    x, y, zero = centre[:1], centre[1:], np.zeros(1)
    wobble = wobbles(rng, 1, 0.1)
    number = scene.add_objects("cell", ellipse_outlines(scene, x, y, radius, radius, zero, wobble), 2 * radius)
    blobs(
        scene,
        x,
        y,
        radius,
        radius,
        zero,
        rise=radius * 0.7,
        lift=zero,
        tone=np.array([0.6]),
        owner=number,
        wobble=wobble,
    )
    for turn in rng.uniform(0, 2 * np.pi, int(rng.integers(3, 8))):
        start, heading, wide = centre.copy(), float(turn), size * 0.12
        for _ in range(int(rng.integers(1, 4))):
            t = np.linspace(0, 1, 12)
            heading += rng.normal(0, 0.4)
            course = heading + rng.normal(0, 0.8) * t
            line = start + np.cumsum(np.stack([np.cos(course), np.sin(course)], axis=-1), axis=0) * (
                rng.uniform(0.15, 0.35) / 12
            )
            ribbon(scene, line, np.linspace(wide, wide * 0.5, 12), lift=0.0, tone=0.55, owner=int(number[0]))
            start, wide = line[-1], wide * 0.5
    scene.height += np.float32(0.03 * size * scene.columns) * fractal(rng, scene.tone.shape, 30, 3)
    return "branched"


def _pollen(scene: Scene, size: float) -> str:
    """Pollen grains: balls with spikes."""
    rng = scene.rng
    count = int(rng.integers(1, 9))
    radius = size * 0.7 * np.exp(rng.normal(0, 0.1, count))
    centres = apart(rng, radius, scene.aspect, 1.0)
    for cx, cy, r in zip(centres[:, 0], centres[:, 1], radius, strict=True):
        if not np.isfinite(cx):
            continue
        one, zero = np.ones(1), np.zeros(1)
        number = scene.add_objects(
            "cell", ellipse_outlines(scene, cx * one, cy * one, r * one, r * one, zero), 2 * r * one
        )
        blobs(scene, cx * one, cy * one, r * one, r * one, zero, rise=r * one, lift=zero, tone=0.55 * one, owner=number)
        spikes = 60
        steps = np.arange(spikes) + 0.5
        out = np.sqrt(1 - (1 - steps / spikes) ** 2)
        turn = np.pi * (1 + 5**0.5) * steps
        sx, sy = cx + r * out * 1.03 * np.cos(turn), cy + r * out * 1.03 * np.sin(turn)
        thin = np.full(spikes, 0.09 * r)
        blobs(
            scene,
            sx,
            sy,
            thin * 1.5,
            thin,
            turn,
            rise=thin * 2.5,
            lift=r * np.sqrt(np.maximum(0, 1 - out**2)),
            tone=np.full(spikes, 0.75),
            owner=np.full(spikes, number[0], np.int32),
        )
    return "spiky"


def _diatoms(scene: Scene, size: float) -> str:
    """Diatom shells: long ovals with rows of pores."""
    rng = scene.rng
    count = int(rng.integers(1, 7))
    long = size * 1.3 * np.exp(rng.normal(0, 0.15, count))
    centres = apart(rng, long * 0.8, scene.aspect, 1.0)
    keep = np.isfinite(centres[:, 0])
    x, y, a = centres[keep, 0], centres[keep, 1], long[keep]
    b, angle = a * rng.uniform(0.25, 0.6), rng.uniform(0, np.pi, len(x))
    numbers = scene.add_objects("cell", ellipse_outlines(scene, x, y, a, b, angle), 2 * (a * b) ** 0.5)
    blobs(scene, x, y, a, b, angle, rise=b * 0.5, lift=np.zeros(len(x)), tone=np.full(len(x), 0.62), owner=numbers)
    pits = Scene(scene.rows, scene.columns, rng)
    for i in range(len(x)):
        u, v = (part.ravel() for part in np.meshgrid(np.linspace(-0.85, 0.85, 17), np.linspace(-0.8, 0.8, 8)))
        inside = (u**2 + v**2) < 0.8
        u, v = u[inside] * a[i], v[inside] * b[i]
        px, py = x[i] + u * np.cos(angle[i]) - v * np.sin(angle[i]), y[i] + u * np.sin(angle[i]) + v * np.cos(angle[i])
        r = np.full(len(px), 0.055 * b[i] + 0.002)
        blobs(
            pits,
            px,
            py,
            r,
            r,
            r * 0,
            rise=2 * r,
            lift=r * 0,
            tone=np.full(len(px), 0.2),
            owner=np.full(len(px), numbers[i], np.int32),
            profile=dome,
        )
    there = pits.owner >= 0
    scene.height -= pits.height
    scene.tone[there] = 0.25
    return "oval with pores"


def _tissue(scene: Scene, size: float) -> str:
    """A leaf's surface: cells side by side, each one a cushion."""
    rng = scene.rng
    stretch = float(rng.choice([1.0, 1.6, 2.5]))
    points = scattered(rng, int(scene.aspect / size**2 / 1.2), scene.aspect, margin=0.2)
    owner, wall = voronoi(scene, points, stretch)
    cushion = np.minimum(wall / np.float32(0.4 * size), 1)
    scene.height += np.float32(0.55 * size * scene.columns) * np.sqrt(cushion)
    scene.height += np.float32(0.02 * size * scene.columns) * fractal(rng, cushion.shape, 3 / size, 3)
    scene.tone[:] = 0.5
    areas = np.bincount(owner.ravel(), minlength=len(points))
    present = np.nonzero(areas)[0]
    radius = np.sqrt(areas[present] / np.pi) / scene.columns
    x, y = points[present, 0], points[present, 1]
    a, b = radius * stretch**0.5, radius / stretch**0.5
    names = np.full(len(points), -1, np.int32)
    names[present] = scene.add_objects("cell", ellipse_outlines(scene, x, y, a, b, np.zeros(len(x))), 2 * radius)
    scene.owner = names[owner]
    scene.own_drawn(names[present], areas[present])
    return "tissue"


def compose(scene: Scene) -> None:
    """Cells and the like of 0.5 to 50 µm."""
    rng = scene.rng
    size = log_uniform(rng, 0.06, 0.2)
    set_field(scene, size, 0.5e-6, 50e-6)
    scene.tone[:] = float(rng.uniform(0.12, 0.35))
    scene.height += np.float32(rng.choice([0.0006, 0.002, 0.005]) * scene.columns) * fractal(
        rng, scene.tone.shape, 14, 4
    )
    kinds = (_rods, _discs, _cocci, _neuron, _pollen, _diatoms, _tissue)
    shape = kinds[int(rng.integers(len(kinds)))](scene, size)
    if rng.random() < 0.6 and shape != "tissue":
        scene.height += (
            np.float32(0.012 * size * scene.columns) * fractal(rng, scene.tone.shape, 3 / size, 3) * (scene.owner >= 0)
        )
    scene.facts = {
        "object": "cells",
        "shape": shape,
        "touching": shape in ("rod-shaped", "round", "tissue"),
    } | scene.facts
