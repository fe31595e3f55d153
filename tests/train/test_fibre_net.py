"""The fibres that the network learns from: what is said of each pixel is true of what was drawn."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from maemi.train.fibre_net.net import FibreNet  # noqa: E402
from maemi.train.fibre_net.pictures import imaged, truth_of  # noqa: E402
from maemi.train.fibre_net.scenes import scattered  # noqa: E402
from maemi.train.fibre_net.training import loss_of, taken  # noqa: E402

CPU = torch.device("cpu")


def test_what_is_to_be_learnt_fits_what_was_drawn() -> None:
    torch.manual_seed(3)
    seen = scattered(3, 128, CPU)
    picture, truth = imaged(seen), truth_of(seen)
    assert picture.shape == (3, 128, 128)
    assert truth.shape == (3, 5, 128, 128)
    fibre = truth[:, 0] > 0
    assert 0 < fibre.float().mean() <= 1
    assert (truth[:, 1:, ...].abs().sum(dim=1)[~fibre] == 0).all()
    middle, cosine, sine = truth[:, 1][fibre], truth[:, 2][fibre], truth[:, 3][fibre]
    assert middle.min() >= 0 and middle.max() <= 1
    assert torch.allclose(cosine**2 + sine**2, torch.ones_like(cosine), atol=1e-4)
    # Across a fibre the middle falls from 1 to 0 over half its width.
    slope = torch.hypot(*torch.gradient(truth[:, 1], dim=(1, 2)))[fibre] * truth[:, 4][fibre].exp()
    assert 0.8 < slope.median() < 1.2


def test_a_step_of_training_lowers_the_loss_on_the_same_pictures() -> None:
    torch.manual_seed(4)
    seen = scattered(2, 128, CPU)
    picture, truth = imaged(seen)[:, None], truth_of(seen)
    net = FibreNet()
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3)
    losses: list[float] = []
    for _ in range(6):
        loss = loss_of(net(picture), truth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]


def test_pictures_without_fibres_are_stretched_to_the_same_range() -> None:
    stock = torch.randint(0, 255, (2, 64, 64), dtype=torch.uint8)
    few = taken(stock, 5)
    assert few.shape == (5, 64, 64)
    assert few.min() >= -1 and few.max() <= 2
