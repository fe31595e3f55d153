"""What goes wrong while training, as one sentence for the person who waits."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from maemi.errors import MaemiError


@contextmanager
def explained(batch: int) -> Generator[None]:
    """Turn running out of memory or of disk into a MaemiError that says what to do; everything else passes through."""
    import torch
    from safetensors import SafetensorError

    memory = f"The memory ran out: choose a batch below {batch}, or a smaller base, and close other programs."
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise MaemiError(memory) from error
    except RuntimeError as error:
        # torch has no class of its own for the main memory: "DefaultCPUAllocator: can't allocate memory".
        if "allocate memory" not in str(error) and "out of memory" not in str(error):
            raise
        raise MaemiError(memory) from error
    except SafetensorError as error:  # what a full disk is, to the library that writes the weights
        raise MaemiError(f"The adapter cannot be written ({error}): make room on the disk, then resume.") from error
    except OSError as error:
        raise MaemiError(
            f"The fine-tune cannot go on: {error.filename or 'a file'}: {error.strerror or error}."
        ) from error


def not_finite(step: int, learning_rate: float, kept: int | None) -> MaemiError:
    """The loss became no number at a step; `kept` is the step of the adapter that stays, None where there is none."""
    stays = f"; the adapter of step {kept} is kept" if kept is not None else ""
    half = f"{learning_rate / 2:g}"
    return MaemiError(
        f"The loss is no longer a number at step {step}{stays}: try again with a learning rate of {half}."
    )
