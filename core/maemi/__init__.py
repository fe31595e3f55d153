"""MAEMI's engine: from electron micrographs to a small vision–language model. No Qt anywhere."""

__version__ = "0.1.0"
