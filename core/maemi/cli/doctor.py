"""`maemi doctor`: what this machine has, and what to do about what it lacks."""

from __future__ import annotations

import argparse
import platform
from pathlib import Path
from typing import Any

from maemi.cli import checkup
from maemi.cli.printing import print_json


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "doctor",
        help="what this machine has",
        description="What this machine has: torch build, device, memory, fonts, keyring, disk; with advice.",
    )
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", type=Path, help="whose disk to look at")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Always 0: what is missing is told, and is no failure of this command."""
    torch = checkup.torch_build()
    found: dict[str, Any] = {
        "system": platform.platform(),
        "processors": checkup.processors(),
        "versions": checkup.versions(),
        "torch": torch,
        "device": torch.get("device"),
        "memory": checkup.memory(),
        "disk": checkup.disk(args.folder),
        "fonts": checkup.fonts(),
        "keyring": checkup.keyring_back_end(),
        "formats": checkup.formats(),
        "segmenters": checkup.segmenters(),
    }
    found["advice"] = checkup.advice(found)
    if args.json:
        print_json(found)
    else:
        _show(found)
    return 0


def _show(found: dict[str, Any]) -> None:
    torch, disk, keyring = found["torch"], found["disk"], found["keyring"]
    build = f"{torch.get('version')} ({torch.get('cuda_build') or 'no CUDA'})" if "version" in torch else "missing"
    print(f"system      {found['system']}, {found['processors']} processors")
    print(f"torch       {torch.get('error') or build}")
    print(f"device      {' '.join(part for part in (found['device'] or 'none', torch.get('name')) if part)}")
    print(f"memory      {_gib(found['memory']['available_bytes'])} free of {_gib(found['memory']['total_bytes'])}")
    print(f"disk        {disk.get('error') or _gib(disk['free_bytes']) + ' free'} at {disk['folder']}")
    print(f"fonts       {'of the system' if found['fonts'] is None else found['fonts']}")
    print(f"keyring     {keyring.get('error') or keyring['name']}")
    print(f"formats     built in{''.join(f', {name}' for name in found['formats']['plug_ins'])}")
    added = (f"{name} ({source})" if source else name for name, source in found["segmenters"]["plug_ins"].items())
    print(f"segmenters  {', '.join(('classical', 'network (fibres)', *added))}")
    installed = (f"{name} {number or 'missing'}" for name, number in found["versions"].items())
    print(f"versions    {', '.join(installed)}")
    for sentence in found["advice"]:
        print(f"→ {sentence}")


def _gib(count: int) -> str:
    return f"{count / checkup.GIB:.1f} GiB"
