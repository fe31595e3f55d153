"""The settings of a measurement as options: everything left out is chosen from the picture."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maemi.measure.settings import Settings

OPTIONS: tuple[tuple[str, str, str], ...] = (
    ("smoothing", "PX", "standard deviation of the Gaussian before segmentation, in pixels; 0 for none"),
    ("threshold", "SHARE", "between background and objects, 0 to 1 of the range of the flattened grey levels"),
    ("split", "SHARE", "how readily touching objects are told apart: 0 never, 1 at the slightest neck"),
    ("smallest", "PX", "pass over objects of a smaller diameter, in pixels"),
    ("largest", "PX", "pass over objects of a larger diameter, in pixels"),
)
LENGTHS = ("smoothing", "smallest", "largest")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add one option a setting."""
    group = parser.add_argument_group("settings", "chosen from each picture where they are left out")
    group.add_argument("--polarity", choices=("bright", "dark"), help="brighter or darker than what surrounds them")
    for name, unit, says in OPTIONS:
        group.add_argument(f"--{name}", type=float, metavar=unit, help=says)
    group.add_argument(
        "--segmenter",
        metavar="NAME",
        help="classical: a threshold; network: of fibres the network that comes with MAEMI; or one that is installed "
        "('maemi doctor' lists them)",
    )


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings that were given. Raises InputError for one out of its range."""
    from maemi.measure.settings import Settings

    given = {f"{name}_px" if name in LENGTHS else name: getattr(args, name) for name, _, _ in OPTIONS}
    return Settings(polarity=args.polarity, segmenter=args.segmenter, **given)
