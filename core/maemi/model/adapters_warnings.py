"""A warning that PEFT causes and no user of MAEMI can do anything about."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def older_names() -> Generator[None]:
    """While PEFT 0.21 wraps a model, it asks transformers 5 by a name that version 6 will drop; that is not told."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*is_gradient_checkpointing.*", FutureWarning)
        yield
