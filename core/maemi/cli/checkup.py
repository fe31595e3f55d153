"""Look at this machine, part by part; a part that is missing or broken is a finding, never a failure."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from maemi import __version__

PACKAGES = ("torch", "transformers", "peft", "bitsandbytes", "pyside6-essentials", "sqlalchemy", "openai", "psycopg")
GIB = 2**30
TORCH_PATIENCE_S = 90
# In a process of its own: a broken driver can end the process that asks.
TORCH_PROBE = """
import json, torch
found = {"version": torch.__version__, "cuda_build": torch.version.cuda, "threads": torch.get_num_threads()}
if torch.cuda.is_available():
    card = torch.cuda.get_device_properties(0)
    found.update(device="cuda", name=card.name, memory_bytes=card.total_memory, bf16=torch.cuda.is_bf16_supported())
elif torch.backends.mps.is_available():
    found.update(device="mps", name="Apple GPU")
else:
    found.update(device="cpu", name="")
print(json.dumps(found))
"""


def versions() -> dict[str, str | None]:
    """The versions of MAEMI, Python, and the packages that matter; None is not installed."""
    found: dict[str, str | None] = {"maemi": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def torch_build() -> dict[str, Any]:
    """Which torch, and the device it can use: {version, cuda_build, device, name, …}; {} without torch, or {error}."""
    try:
        version("torch")
    except PackageNotFoundError:
        return {}
    try:
        probe = subprocess.run(
            [sys.executable, "-c", TORCH_PROBE], capture_output=True, text=True, timeout=TORCH_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"error": str(error)}
    if probe.returncode != 0:
        lines = probe.stderr.strip().splitlines()
        return {"error": lines[-1] if lines else f"importing it ended with status {probe.returncode}"}
    return json.loads(probe.stdout.strip().splitlines()[-1])


def memory() -> dict[str, int]:
    """Bytes of main memory: total, and free for new work now."""
    import psutil

    found = psutil.virtual_memory()
    return {"total_bytes": found.total, "available_bytes": found.available}


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def disk(folder: Path) -> dict[str, Any]:
    """Bytes of the disk under a folder; of its nearest parent where it does not exist."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        found = shutil.disk_usage(place)
    except OSError as error:
        return {"folder": str(place), "error": error.strerror or str(error)}
    return {"folder": str(place), "free_bytes": found.free, "total_bytes": found.total}


def fonts() -> int | None:
    """How many font files the window finds on Linux; None elsewhere, where the system always has some."""
    if not sys.platform.startswith("linux"):
        return None
    home = Path.home()
    places = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts", home / ".local/share/fonts"]
    return sum(
        1 for place in places for path in place.rglob("*") if path.suffix.lower() in {".ttf", ".otf", ".ttc", ".pfb"}
    )


def keyring_back_end() -> dict[str, Any]:
    """Where keys of services would be kept: {name, usable}; {error} where keyring itself does not work."""
    try:
        import keyring

        back_end = keyring.get_keyring()
    except Exception as error:  # a back end may fail in any way of its own when it is looked for
        return {"error": f"{type(error).__name__}: {error}"}
    kind = type(back_end)
    return {"name": f"{kind.__module__}.{kind.__qualname__}", "usable": float(back_end.priority) > 0}


def formats() -> dict[str, Any]:
    """The readers of other formats that plug-ins add, by name, and what is wrong with those that do not load."""
    from maemi.micrograph.formats.plugins import plugins

    readers, problems = plugins()
    return {"plug_ins": [reader.name for reader in readers], "problems": list(problems)}


def segmenters() -> dict[str, Any]:
    """The segmenters that plug-ins add, by name with their distribution, and what is wrong with those that fail."""
    from maemi.measure.segmenters import source_of, tried

    good, problems = tried()
    return {"plug_ins": {name: source_of(name) for name in good}, "problems": problems}


def advice(found: dict[str, Any]) -> list[str]:
    """Plain sentences on what to do about what is missing or short."""
    said: list[str] = []
    torch: dict[str, Any] = found["torch"]
    if not torch:
        said.append("torch is not installed: only a local model needs it; install 'maemi[local]' to have one.")
    elif "error" in torch:
        said.append(f"torch is installed but does not start ({torch['error']}): install 'maemi[local]' again.")
    elif torch.get("device") == "cpu":
        said.append("No graphics card was found: fine-tuning runs on the processor, which suits the embedded base.")
    if found["memory"]["available_bytes"] < 3 * GIB:
        said.append("Less than 3 GiB of memory are free: close other programs before a fine-tune.")
    if found["disk"].get("free_bytes", 0) < 2 * GIB:
        said.append(f"Less than 2 GiB are free on the disk of {found['disk']['folder']}: adapters and logs need some.")
    if found["fonts"] == 0:
        said.append("No fonts were found, so the window would show no text: install the package fonts-dejavu-core.")
    if not found["keyring"].get("usable"):
        said.append(
            "No system keyring answers: give keys of services in the environment (OPENAI_API_KEY), "
            "or start a keyring such as gnome-keyring."
        )
    return said + [each for part in ("formats", "segmenters") for each in found.get(part, {}).get("problems", ())]
