"""MAEMI's engine: from electron micrographs to a small vision–language model. No Qt anywhere."""

from maemi.local_only import install as _install

__version__ = "0.1.0"

# Here, since every process of MAEMI imports it: no door is left that one would have to remember.
_install()
