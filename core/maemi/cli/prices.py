"""`maemi prices list|set|drop`: what models cost, and a lab's own prices over those that ship."""

from __future__ import annotations

import argparse
from typing import Any

from maemi.cli.printing import print_json
from maemi.errors import InputError


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "prices",
        help="what models cost, and a lab's own prices",
        description="US dollars a million tokens. What is set goes over the shipped price, for all projects.",
    )
    parser.add_argument("verb", choices=("list", "set", "drop"), help="list all, set one, or take a set one away")
    parser.add_argument("model", nargs="?", help="the model's name as its server knows it")
    for name, says in (
        ("input", "tokens sent"),
        ("output", "tokens received"),
        ("cached", "tokens sent that the server had read before"),
        ("batch-input", "tokens sent by the Batch API; half of --input where it is left out"),
        ("batch-output", "tokens received by it; half of --output where it is left out"),
    ):
        parser.add_argument(f"--{name}", type=float, metavar="USD", help=says)
    parser.add_argument("--as-of", default="", metavar="DAY", help="when it was looked up, as 2026-11-28; else today")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.generate.openai.prices import Price, all_prices, drop_price, set_price

    if args.verb != "list" and not args.model:
        raise InputError(f"Which model? Write maemi prices {args.verb} MODEL.")
    if args.verb == "set":
        if args.input is None or args.output is None:
            raise InputError("A price needs --input and --output, in US dollars a million tokens.")
        price = Price(args.input, args.output, args.cached, args.batch_input, args.batch_output, args.as_of)
        set_price(args.model, price)
    if args.verb == "drop" and not drop_price(args.model):
        raise InputError(f"No price of your own is set for “{args.model}”; 'maemi prices list' shows all.")
    prices = {name: price.to_json() | {"own": price.own} for name, price in all_prices().items()}
    if args.json:
        print_json(prices)
        return 0
    for name, price in prices.items():
        if args.model in (None, name):
            print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in price.items() if key != "own"))
    return 0
