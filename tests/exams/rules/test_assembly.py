"""Drawing papers: complete where a paper exists, with reasons where none does."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from exams.enums import Difficulty, ItemKind
from exams.rules.assembly import Line, PoolItem, draw, fits

SINGLE = ItemKind.SINGLE
ONE = Decimal(1)
NOTHING: frozenset[int] = frozenset()


def _pool(spec: dict[str, int], kind: ItemKind = SINGLE, first: int = 1) -> list[PoolItem]:
    out: list[PoolItem] = []
    for subject, count in spec.items():
        for _ in range(count):
            out.append(PoolItem(first + len(out), kind, subject, Difficulty.MEDIUM))
    return out


def test_same_seed_same_paper_whatever_the_pools_order() -> None:
    pool = _pool({"程序": 10, "实体": 10})
    lines = [Line(SINGLE, 5, ONE)]
    first = draw(lines, pool, seed=1, avoid=NOTHING)
    assert draw(lines, pool[::-1], seed=1, avoid=NOTHING) == first
    assert draw(lines, pool, seed=2, avoid=NOTHING) != first


def test_overlapping_lines_are_filled_where_greed_would_fail() -> None:
    # "Any" asked first must not eat the only items on the subject asked second.
    pool = _pool({"程序": 2, "实体": 2})
    lines = [Line(SINGLE, 2, ONE), Line(SINGLE, 2, ONE, subject="程序")]
    for seed in range(20):
        got = draw(lines, pool, seed=seed, avoid=NOTHING)
        assert got.complete
        assert set(got.lines[1]) == {1, 2}
        assert set(got.lines[0]) == {3, 4}


def test_shortage_names_the_line_and_the_numbers() -> None:
    pool = _pool({"程序": 3, "实体": 5})
    lines = [Line(SINGLE, 4, ONE, subject="程序"), Line(SINGLE, 5, ONE, subject="实体")]
    got = draw(lines, pool, seed=1, avoid=NOTHING)
    assert not got.complete
    [short] = got.shortages
    assert (short.line, short.subject, short.wanted, short.fitting, short.drawn) == (
        0, "程序", 4, 3, 3,
    )  # fmt: skip


def test_make_up_repeats_only_what_it_must() -> None:
    pool = _pool({"程序": 10})
    lines = [Line(SINGLE, 6, ONE)]
    first = draw(lines, pool, seed=1, avoid=NOTHING)
    used = frozenset(first.lines[0])
    second = draw(lines, pool, seed=2, avoid=used)
    assert second.complete
    assert second.repeated == 2
    assert len(set(second.lines[0]) - used) == 4


def test_make_up_avoids_everything_where_it_can() -> None:
    pool = _pool({"程序": 12})
    first = draw([Line(SINGLE, 6, ONE)], pool, seed=1, avoid=NOTHING)
    second = draw([Line(SINGLE, 6, ONE)], pool, seed=1, avoid=frozenset(first.lines[0]))
    assert second.repeated == 0


_ITEMS = st.lists(
    st.tuples(
        st.sampled_from([ItemKind.SINGLE, ItemKind.MULTIPLE]),
        st.sampled_from(["甲", "乙", "丙"]),
        st.sampled_from(list(Difficulty)),
    ),
    max_size=14,
)
_LINES = st.lists(
    st.builds(
        Line,
        kind=st.sampled_from([ItemKind.SINGLE, ItemKind.MULTIPLE]),
        count=st.integers(1, 4),
        points=st.just(ONE),
        subject=st.sampled_from([None, "甲", "乙", "丙"]),
        difficulty=st.sampled_from([None, *Difficulty]),
    ),
    min_size=1,
    max_size=4,
)


def _most(lines: list[Line], pool: list[PoolItem]) -> int:
    """Hall's theorem in its deficit form, over all sets of lines: an independent maximum."""
    total = sum(line.count for line in lines)
    worst = 0
    for mask in range(1, 1 << len(lines)):
        chosen = [line for n, line in enumerate(lines) if mask >> n & 1]
        asked = sum(line.count for line in chosen)
        there = sum(any(fits(line, item) for line in chosen) for item in pool)
        worst = max(worst, asked - there)
    return total - worst


@settings(max_examples=300, deadline=None)
@given(spec=_ITEMS, lines=_LINES, seed=st.integers(0, 9), data=st.data())
def test_draw_is_a_maximum_and_never_repeats(
    spec: list[tuple[ItemKind, str, Difficulty]],
    lines: list[Line],
    seed: int,
    data: st.DataObject,
) -> None:
    pool = [PoolItem(n, *fields) for n, fields in enumerate(spec)]
    avoid = frozenset(data.draw(st.sets(st.sampled_from(range(len(pool))))) if pool else ())
    got = draw(lines, pool, seed=seed, avoid=avoid)
    keys = [key for line in got.lines for key in line]
    assert len(keys) == len(set(keys)) == _most(lines, pool)
    for line, drawn in zip(lines, got.lines, strict=True):
        assert all(fits(line, pool[key]) for key in drawn)
    fresh = [item for item in pool if item.key not in avoid]
    assert got.repeated == len(keys) - _most(lines, fresh)
    assert got.complete == (len(keys) == sum(line.count for line in lines))
