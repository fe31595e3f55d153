"""The search line: what it understands, that it finds what a plain filter finds, and one sentence for the rest."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.project.filtering.keys import KEYS
from maemi.project.filtering.terms import parse, write_term
from maemi.project.micrographs import (
    SORTS,
    count_micrographs,
    facet_counts,
    list_ids,
    list_micrographs,
    next_unreviewed,
)
from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.project.tables.micrograph import Micrograph

CLASSES = (None, "particles", "fibres", "Films and coated surface")
DETECTORS = (None, "InLens", "ETD", "SE2", 'odd "one", 100%')
VENDORS = (None, "Zeiss", "FEI")
START = datetime(2023, 12, 30, tzinfo=UTC)


def fill(project: Project, count: int = 60, seed: int = 0) -> None:
    rng = random.Random(seed)
    with project.session() as session:
        for number in range(count):
            readable = rng.random() < 0.9
            pixel = rng.choice((None, 1e-9, 2.5e-9, 4e-8))
            info: dict[str, Any] = {
                "path": "x",
                "format": rng.choice(("TIFF", "JPEG")),
                "vendor": rng.choice(VENDORS),
                "shape": [rng.choice((96, 768)), rng.choice((128, 1024))],
                "dtype": "uint8",
                "channels": 1,
                "frames": 1,
                "pixel_size_m": [pixel, pixel] if pixel else None,
                "pixel_size_source": rng.choice(("metadata", "sidecar")) if pixel else None,
                "reciprocal": rng.random() < 0.2,
                "accelerating_voltage_v": rng.choice((None, 5_000.0, 15_000.0)),
                "magnification": rng.choice((None, 500.0, 10_000.0, 25_000.0)),
                "detector": rng.choice(DETECTORS),
                "taken_at": rng.choice((None, "2024-01-01T10:00:00", "2023-05-06", "no date")),
                "scan_rows": None,
                "info_bar": None,
                "warnings": [],
            }
            name = f"{rng.choice(('Wire', 'img', 'a_b'))}{number}.tif"
            session.add(
                Micrograph(
                    path=f"/lab/{rng.choice(('May', 'june 2024'))}/{name}",
                    name=name,
                    content_hash=f"{number:064x}",
                    size=1,
                    mtime_ns=1,
                    info=info if readable else None,
                    error=None if readable else "It cannot be read.",
                    class_name=rng.choice(CLASSES),
                    synthetic=rng.random() < 0.3,
                    typed_pixel_m=rng.choice((None, None, 7e-9)),
                    added_at=START + timedelta(days=number / 10),
                    missing=rng.random() < 0.2,
                    pairs_pending=rng.choice((0, 0, 1, 3)),
                    pairs_approved=rng.choice((0, 0, 2)),
                    pairs_doubted=rng.choice((0, 1)),
                )
            )


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.create(tmp_path_factory.mktemp("search") / "lab") as made:
        fill(made)
        yield made


def said(row: MicrographRow, name: str) -> Any:
    return getattr(row.info, name) if row.info else None


def used(row: MicrographRow) -> Any:
    return row.info.acquisition.detector if row.info else None


def text(value: str | None, part: str) -> bool:
    return value is not None and part.lower() in value.lower()


def pixel(row: MicrographRow) -> float | None:
    return row.pixel_size.mean_m if row.pixel_size else None


def taken(row: MicrographRow) -> str:
    found = row.info.acquisition.taken_at if row.info else None
    return found if found and found != "no date" else ""


def anywhere(word: str) -> Callable[[MicrographRow], bool]:
    def holds(row: MicrographRow) -> bool:
        acquisition = row.info.acquisition if row.info else None
        texts = [str(row.path), row.class_name, said(row, "format"), said(row, "vendor")]
        texts += [acquisition.detector] if acquisition else []
        return any(text(each, word) for each in texts)

    return holds


def number(get: Callable[[MicrographRow], float | None], test: Callable[[float], bool]) -> Callable[[Any], bool]:
    return lambda row: (value := get(row)) is not None and test(value)


def magnification(row: MicrographRow) -> float | None:
    return row.info.acquisition.magnification if row.info else None


def voltage(row: MicrographRow) -> float | None:
    return row.info.acquisition.accelerating_voltage_v if row.info else None


# Each term, and the same said by a plain filter.
TERMS: dict[str, Callable[[MicrographRow], bool]] = {
    "wire": anywhere("wire"),
    "PARTICLES": anywhere("particles"),
    "inlens": anywhere("inlens"),
    '"june 2024"': anywhere("june 2024"),
    "a_b": anywhere("a_b"),
    "%": anywhere("%"),
    "class:particles": lambda row: text(row.class_name, "particles"),
    "class=films,fibres": lambda row: row.class_name == "fibres",
    'class:"and coated",particles': lambda row: text(row.class_name, "and coated") or row.class_name == "particles",
    "detector:InLens": lambda row: text(used(row), "inlens"),
    write_term("detector", DETECTORS[4] or ""): lambda row: used(row) == DETECTORS[4],
    "vendor:zeiss,fei": lambda row: said(row, "vendor") is not None,
    "folder:june": lambda row: "june" in str(row.path),
    "name:img1": lambda row: text(row.name, "img1"),
    "format=tiff": lambda row: said(row, "format") == "TIFF",
    "mag>10k": number(magnification, lambda it: it > 10_000),
    "mag>=10k": number(magnification, lambda it: it >= 10_000),
    "mag:10000": number(magnification, lambda it: it == 10_000),
    "mag:400..12k": number(magnification, lambda it: 400 <= it <= 12_000),
    "kv<=5": number(voltage, lambda it: it <= 5_000),
    "kv>5000V": number(voltage, lambda it: it > 5_000),
    "pixel<2nm": number(pixel, lambda it: it < 2e-9),
    "pixel>=0.0025um": number(pixel, lambda it: it >= 2.5e-9),
    "width>1000": number(lambda row: row.info.shape[1] if row.info else None, lambda it: it > 1000),
    "pending>=3": lambda row: row.pairs_pending >= 3,
    "taken>2023-12-31": lambda row: taken(row) > "2023-12-31",
    "taken:2023": lambda row: taken(row).startswith("2023"),
    "taken<=2023-05": lambda row: "" < taken(row) < "2023-06",
    "added>=2024-01-02": lambda row: row.added_at >= datetime(2024, 1, 2, tzinfo=UTC),
    "has:scale": lambda row: row.pixel_size is not None,
    "has:findings": lambda row: row.pairs_doubted > 0,
    "has:class": lambda row: row.class_name is not None,
    "has:pairs": lambda row: row.pairs_pending + row.pairs_approved > 0,
    "is:missing": lambda row: row.missing,
    "is:unreadable": lambda row: row.error is not None,
    "is:synthetic,reciprocal": lambda row: bool(said(row, "reciprocal")) or row.id in SYNTHETIC,
    "state:pending": lambda row: row.pairs_pending > 0,
    "state:none,approved": lambda row: row.pairs_approved > 0 or row.pairs_pending + row.pairs_approved == 0,
    "source:typed": lambda row: row.pixel_size is not None and row.pixel_size.source == "typed in",
    "source=sidecar": lambda row: row.pixel_size is not None and row.pixel_size.source == "sidecar",
}
SYNTHETIC: set[int] = set()


def expected(rows: list[MicrographRow], terms: list[tuple[str, bool]]) -> list[int]:
    return [row.id for row in rows if all(TERMS[term](row) != negated for term, negated in terms)]


@pytest.mark.parametrize("term", TERMS)
def test_each_term_finds_what_a_plain_filter_finds(collection: Project, term: str) -> None:
    remember_synthetic(collection)
    rows = list_micrographs(collection)
    found = expected(rows, [(term, False)])
    assert list_ids(collection, term) == found
    assert list_ids(collection, f"-{term}") == [row.id for row in rows if row.id not in found]
    assert count_micrographs(collection, term) == len(found)
    assert 0 < len(found) < len(rows), "the collection has both"


@settings(max_examples=60, deadline=None)
@given(terms=st.lists(st.tuples(st.sampled_from(sorted(TERMS)), st.booleans()), max_size=5))
def test_all_terms_must_hold(collection: Project, terms: list[tuple[str, bool]]) -> None:
    remember_synthetic(collection)
    line = "  ".join(f"-{term}" if negated else term for term, negated in terms)
    assert list_ids(collection, line) == expected(list_micrographs(collection), terms)


def remember_synthetic(collection: Project) -> None:
    from sqlalchemy import select

    with collection.read_session() as session:
        SYNTHETIC.update(session.scalars(select(Micrograph.id).where(Micrograph.synthetic)))


ODD = st.text(st.sampled_from("abk:<>=,\"-.% \\\0_'();*1e9µ\udc80é"), max_size=30)
PIECES = st.lists(
    st.one_of(
        st.sampled_from([key.name for key in KEYS]),
        st.sampled_from(
            [":", ">", "<=", '"', ",", "-", " ", "..", "10k", "2024-13", "nm", "'; DROP TABLE micrographs;--"]
        ),
        st.text(max_size=5),
    ),
    max_size=8,
).map("".join)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(line=st.one_of(ODD, PIECES, st.text(max_size=40)))
def test_any_line_is_understood_or_refused_in_one_sentence(collection: Project, line: str) -> None:
    try:
        list_ids(collection, line)
        facet_counts(collection, line)
    except InputError as error:
        assert str(error).endswith(".") and "\n" not in str(error).strip()
    assert count_micrographs(collection) == 60


@given(value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_value_can_be_written_as_a_term(value: str) -> None:
    [term] = parse(write_term("detector", value))
    assert (term.key and term.key.name, term.operator, term.values) == ("detector", "=", (value,))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("colour:red", "'colour' in 'colour:red' is no key of the search: 'maemi list --help' names"),
        ("detecter:InLens", "no key of the search: did you mean detector,"),
        ("mag>ten", "'ten' in 'mag>ten' is no number: write mag>10k"),
        ("pixel<2", "needs a unit: write pixel<2nm"),
        ("kv>5nm", "'nm' in 'kv>5nm' is no unit here: write one of v, kv, mv"),
        ("taken>2024-13", "is no date: write 2024"),
        ("state:open", "nothing that 'state:' knows: write one of pending, approved"),
        ("detector>InLens", "cannot be compared"),
        ('name:"open', "without its other half"),
        ("mag:", "is not complete: write mag>10k"),
        ("a >5", "has no key before '>'"),
        ("-", "has nothing behind it"),
        ("x " * 101, "100 things at most"),
        ("x" * 2001, "2000 characters"),
    ],
)
def test_a_bad_term_is_one_sentence(collection: Project, line: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        list_ids(collection, line)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_every_example_is_understood(collection: Project) -> None:
    for key in KEYS:
        list_ids(collection, key.example)
        for choice in key.choices:
            list_ids(collection, f"{key.name}:{choice}")


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_is_whole_and_puts_unknown_last(collection: Project, sort: str, descending: bool) -> None:
    ids = list_ids(collection, sort=sort, descending=descending)
    assert sorted(ids) == sorted(list_ids(collection))
    rows = list_micrographs(collection, sort=sort, descending=descending)
    assert [row.id for row in rows] == ids
    values = {"pixel size": pixel, "magnification": magnification, "class": lambda row: row.class_name}.get(sort)
    if values:
        found = [values(row) for row in rows]
        known = [value for value in found if value is not None]
        assert found == [*sorted(known, reverse=descending), *[None] * (len(found) - len(known))]


def test_names_sort_as_people_count(lab: Project, draw: Callable[..., Path], tmp_path: Path) -> None:
    from maemi.project.micrographs import add_paths

    names = ["a.png", "img1.png", "Img2.png", "img10.png", "img010b.png", "IMG100.png", "z.png"]
    for seed, name in enumerate(reversed(names)):
        draw(tmp_path / "set" / name, seed)
    add_paths(lab, [tmp_path / "set"])
    assert [row.name for row in list_micrographs(lab)] == names


def test_an_unknown_order_is_said(collection: Project) -> None:
    with pytest.raises(InputError, match="cannot be sorted by 'colour': write one of name, folder, added"):
        list_ids(collection, sort="colour")


def test_counts_are_what_each_choice_finds(collection: Project) -> None:
    line = "has:scale -vendor:fei"
    counts = facet_counts(collection, line)
    assert set(counts) >= {"class", "detector", "vendor", "format", "source", "state", "has", "is"}
    for key, values in counts.items():
        for value, count in values.items():
            assert count == count_micrographs(collection, f"{line} {write_term(key, value)}"), (key, value)
    assert "FEI" not in counts["vendor"]
    chosen = facet_counts(collection, "class:particles state:pending")
    assert chosen["class"] == facet_counts(collection, "state:pending")["class"], "other classes stay on offer"
    assert chosen["state"] == facet_counts(collection, "class:particles")["state"]
    assert chosen["detector"] == facet_counts(collection, "state:pending class:particles")["detector"]


def test_next_unreviewed_walks_in_order_and_around(collection: Project) -> None:
    pending = list_ids(collection, "state:pending has:scale", "magnification", True)
    seen = [next_unreviewed(collection, None, "has:scale", "magnification", True)]
    while len(seen) < len(pending):
        seen.append(next_unreviewed(collection, seen[-1], "has:scale", "magnification", True))
    assert seen == pending
    assert next_unreviewed(collection, seen[-1], "has:scale", "magnification", True) == pending[0]
    assert next_unreviewed(collection, 10**9) == list_ids(collection, "state:pending")[0]
    assert next_unreviewed(collection, None, "nothing_of_the_kind") is None


def test_either_database_finds_the_same(project: Project) -> None:
    fill(project)
    remember_synthetic(project)
    rows = list_micrographs(project)
    for term in TERMS:
        assert list_ids(project, term) == expected(rows, [(term, False)]), term
        assert list_ids(project, f"-{term}") == expected(rows, [(term, True)]), term
    for sort in SORTS:
        assert len(list_ids(project, sort=sort, descending=True)) == len(rows)
    assert facet_counts(project, "has:scale")["state"]["pending"] == count_micrographs(
        project, "has:scale state:pending"
    )


def test_duplicates_are_those_that_the_index_marked(collection: Project) -> None:
    from maemi.project.embeddings import NewEmbedding, duplicate_ids, store_duplicate_groups, store_embeddings

    hashes = [f"{number:064x}" for number in (3, 8, 21)]
    store_embeddings(collection, "test", [NewEmbedding(each, b"", b"") for each in hashes])
    assert list_ids(collection, "is:duplicate") == []
    store_duplicate_groups(collection, "test", [hashes[:2]])
    assert set(list_ids(collection, "is:duplicate")) == duplicate_ids(collection)
    assert len(list_ids(collection, "is:duplicate")) == 2
    assert not set(list_ids(collection, "-is:duplicate")) & duplicate_ids(collection)
