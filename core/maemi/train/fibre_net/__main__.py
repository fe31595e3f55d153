"""`python -m maemi.train.fibre_net fibres.onnx --seconds 500 --others others.npy`: make the network again."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np


def main() -> None:
    """Train and write; needs torch and onnx, and a graphics card to be done in minutes."""
    parser = argparse.ArgumentParser(prog="python -m maemi.train.fibre_net", description=main.__doc__)
    parser.add_argument("out", type=Path, help="the ONNX file to write; its weights come beside it as .pt")
    parser.add_argument("--seconds", type=float, default=500.0, help="how long to train")
    parser.add_argument("--others", type=Path, help="uint8 [pictures, 512, 512] without fibres, as .npy")
    wanted = parser.parse_args()
    from maemi.train.fibre_net.training import train

    others = np.load(wanted.others, allow_pickle=False) if wanted.others else None
    train(wanted.out, wanted.seconds, others=others)


if __name__ == "__main__":
    main()
