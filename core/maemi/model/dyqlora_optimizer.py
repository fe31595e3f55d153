"""AdamW over the B matrices of DyQLoRA-FA that leaves every column beyond the step's rank exactly as it was."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn


class RankedAdamW(torch.optim.Optimizer):
    """Adam (Kingma & Ba, arXiv 1412.6980) on the first r columns of each B [out, r_max]; AdamW with weight decay 0.

    torch's own AdamW moves a column whose gradient is zero by earlier steps' momentum, and lets its moments decay.
    Here the columns from r on keep their values and moments bit for bit, and each column counts its own steps for the
    bias correction: a column that was trained three times is three steps old.
    """

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        lr: float,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure: None = None, *, rank: int | None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """One step at `rank`; None moves all columns. `closure` is there for torch's signature and is not called."""
        for group in self.param_groups:
            first, second = group["betas"]
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._move(parameter, rank, group["lr"], first, second, group["eps"])

    def _move(self, parameter: Tensor, rank: int | None, lr: float, first: float, second: float, eps: float) -> None:
        """Update one B; the state's `steps` is [r_max], the moments are like B."""
        state = self.state[parameter]
        if not state:
            state["steps"] = torch.zeros(parameter.shape[1], device=parameter.device)
            state["mean"] = torch.zeros_like(parameter)
            state["square"] = torch.zeros_like(parameter)
        assert parameter.grad is not None
        grad = parameter.grad[:, :rank]
        steps, mean, square = state["steps"][:rank], state["mean"][:, :rank], state["square"][:, :rank]
        steps += 1
        mean.lerp_(grad, 1 - first)
        square.mul_(second).addcmul_(grad, grad, value=1 - second)
        scale = (square / (1 - second**steps)).sqrt_().add_(eps)
        parameter[:, :rank].sub_(mean / (1 - first**steps) / scale, alpha=lr)
