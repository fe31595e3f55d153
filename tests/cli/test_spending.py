"""`maemi spending`, `requests` and `prices`: what was spent on what, the cap, and why a request has no answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maemi.cli.main import main
from maemi.project import ledger
from maemi.project.project import Project


@pytest.fixture
def spent(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "project") as project:
        ledger.reserve(project, "a", "openai", "gpt-4o", 0.5, None)
        ledger.settle(project, "a", 0.25, 100, 20)
        ledger.reserve(project, "b", "openai", "gpt-5", 0.5, None)
        ledger.fail(project, "b", "the reply was empty", 0.125, 50, 0)
        ledger.reserve(project, "c", "openai", "gpt-5", 0.5, None)
        ledger.lose(project, "c", "the line went dead")
        ledger.reserve(project, "d", "openai", "gpt-5", 0.25, None)
    return tmp_path / "project"


def test_spending_adds_up_and_says_what_nobody_confirmed(spent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spending", str(spent), "--by", "model", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["spent_usd"], found["reserved_usd"], found["unconfirmed_usd"]) == (0.875, 0.25, 0.5)
    assert [(row["name"], row["cost_usd"], row["answered"]) for row in found["rows"]] == [
        ("gpt-5", 0.625, 0),
        ("gpt-4o", 0.25, 1),
    ]
    assert main(["spending", str(spent), "--by", "day", "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_no_run_goes_beyond_the_projects_cap(spent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spending", str(spent), "--cap", "1.2"]) == 0
    assert "cap 1.20 USD, 0.0750 USD left" in capsys.readouterr().out
    with Project.open(spent) as project:
        with pytest.raises(ledger.BudgetError, match="cap"):
            ledger.reserve(project, "e", "openai", "gpt-5", 0.1, None)
        assert main(["spending", str(spent), "--cap", "none"]) == 0
        assert ledger.reserve(project, "e", "openai", "gpt-5", 0.1, None, run="r", run_budget_usd=0.1) is not None
        with pytest.raises(ledger.BudgetError, match="of this run"):
            ledger.reserve(project, "f", "openai", "gpt-5", 0.1, None, run="r", run_budget_usd=0.1)
    assert main(["spending", str(spent), "--cap", "much"]) == 2
    assert main(["spending", str(spent), "--cap", "-1"]) == 2


def test_failed_requests_say_why(spent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requests", str(spent), "--failed", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["key"] for row in rows} == {"b", "c"}
    assert any("empty" in row["reason"] for row in rows)
    assert any("may have been paid for" in row["reason"] for row in rows)


def test_prices_are_set_listed_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "set", "lab/vision", "--input", "1", "--output", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lab/vision"]["own"] is True
    assert main(["prices", "drop", "lab/vision"]) == 0
    assert main(["prices", "drop", "lab/vision"]) == 2
    assert main(["prices", "set", "lab/vision"]) == 2
