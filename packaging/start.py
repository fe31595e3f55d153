#!/usr/bin/env python3
"""Set MAEMI up in this checkout and open it, or test it: `python3 packaging/start.py [open|test|check|setup]`.

    open   (default) set everything up and open the window on the sample project
    test   set everything up and run the tests
    check  the same, with ruff, pyright and import-linter before the tests (what `.ci/run` does)
    setup  only set everything up

Uses the standard library alone, since it runs before anything is installed. The second time it only compares a
stamp. It makes `.venv` in the checkout and, on Debian and Ubuntu, installs the system libraries that Qt needs
where they are missing and it may (as root, or through sudo), and PostgreSQL's server for the tests; elsewhere it says
which ones are missing.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / ".maemi-set-up"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

# Debian's package for each shared library that Qt's xcb and offscreen platforms load.
QT_LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
    "xkbcommon": "libxkbcommon0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


def say(text: str) -> None:
    print(f"maemi: {text}", file=sys.stderr, flush=True)


def missing_system_packages(tests: bool) -> list[str]:
    """Debian packages that are not here: Qt's libraries, a font, what makes virtual environments; for the tests, the
    server in which a team's project lives and the letters of burned-in bars. Without them those tests are skipped, and
    say why.
    """
    if not sys.platform.startswith("linux"):
        return []
    packages = [package for library, package in QT_LIBRARIES.items() if not ctypes.util.find_library(library)]
    if tests and not (shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        packages.append("postgresql")
    fonts = {file.name for folder in FONT_FOLDERS for file in Path(folder).rglob("*.ttf")}
    if not fonts or (tests and "DejaVuSans.ttf" not in fonts):
        packages.append("fonts-dejavu-core")
    if tests and "LiberationSansNarrow-Regular.ttf" not in fonts:
        packages.append("fonts-liberation")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def install_system_packages(packages: list[str]) -> None:
    """Install Debian packages where that is possible and allowed, else say what a person has to do."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    apt = shutil.which("apt-get")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    sudo = shutil.which("sudo")
    if not apt or not (root or sudo):
        say("these system libraries are missing, please install them: " + " ".join(packages))
        return
    prefix = [] if root else ["sudo"] if sys.stdin and sys.stdin.isatty() else ["sudo", "-n"]
    say("installing system libraries: " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-q"], check=False, env=environment, stdout=subprocess.DEVNULL)
    if subprocess.run([*prefix, *command], check=False, env=environment, stdout=subprocess.DEVNULL).returncode:
        say("that failed; going on without. Install them yourself: sudo " + " ".join(command))


def fingerprint() -> str:
    """What a set-up depends on: the interpreter, the place, and the lists of packages."""
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up(tests: bool) -> None:
    """Bring `.venv` to what pyproject.toml asks for; nothing is done where the stamp says that it is.

    `tests`: with the extra `team`, whose driver of PostgreSQL is LGPL-3 and therefore in nobody's default.
    """
    done = fingerprint()
    with_tests = f"{done} with tests"
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text() in ((with_tests,) if tests else (done, with_tests)):
        return
    missing = missing_system_packages(tests)
    if missing:
        install_system_packages(missing)
    if not PYTHON.exists():
        say(f"making a virtual environment in {VENV}")
        venv.create(VENV, with_pip=True)
    say("installing MAEMI and what it needs (the first time: some minutes and about 2 GB)")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-q", "-c", str(CONSTRAINTS)]
    subprocess.run([*pip, "-e", f"{ROOT}[local,dev{',team' if tests else ''}]"], check=True)
    STAMP.write_text(with_tests if tests else done)


def call(*argv: str, **environment: str) -> int:
    """Run a command in the checkout; its exit status, with 128 + number for a signal as a shell has it."""
    status = subprocess.run(argv, cwd=ROOT, check=False, env={**os.environ, **environment}).returncode
    return status if status >= 0 else 128 - status


def open_window() -> int:
    say("opening the window on the sample project")
    return call(str(PYTHON), "-m", "maemi_gui.app", "--sample")


def check() -> int:
    """ruff, pyright and import-linter; every one is run, so that one call shows all there is to mend."""
    pyright = str(BIN / "pyright")
    return max(
        call(str(BIN / "ruff"), "check", "."),
        call(str(BIN / "ruff"), "format", "--check", "."),
        call(pyright, "--warnings"),
        call(str(BIN / "lint-imports")),
    )


def test() -> int:
    """The engine's tests with Qt out of reach, then those of the window, on Qt's offscreen platform.

    The engine's run beside each other, a file in one process. Those of the window wait for real time: one by one.
    """
    pytest = [str(PYTHON), "-m", "pytest", "-q"]
    beside = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    no_qt = [*beside, "-p", "no:pytest-qt", "--ignore=tests/gui", "--ignore=tests/e2e"]
    core = call(*pytest, *no_qt, "tests", MAEMI_TEST_NO_QT="1")
    window = call(*pytest, "tests/gui", "tests/e2e", QT_QPA_PLATFORM="offscreen")
    return max(core, window)


def main() -> int:
    verbs = {"open": open_window, "test": test, "check": lambda: max(check(), test()), "setup": lambda: 0}
    verb = sys.argv[1] if len(sys.argv) > 1 else "open"
    if verb not in verbs or len(sys.argv) > 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file also runs on what is too old, to say so
        say(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}; install a newer one and use it.")
        return 2
    try:
        set_up(tests=verb in ("test", "check"))
    except subprocess.CalledProcessError as error:
        say(f"the set-up failed in `{' '.join(map(str, error.cmd[:4]))} …`; its message is above. Run this again.")
        return 1
    return verbs[verb]()


if __name__ == "__main__":
    sys.exit(main())
