"""What this process holds in memory."""

from __future__ import annotations

import psutil
import torch


def memory_mb() -> int:
    """Resident memory in MB; on an accelerator, the most that tensors there have taken."""
    if torch.cuda.is_available() and torch.cuda.max_memory_allocated():
        return torch.cuda.max_memory_allocated() // 1_000_000
    return psutil.Process().memory_info().rss // 1_000_000
