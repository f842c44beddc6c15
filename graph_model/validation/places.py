"""Checks of the trees: no cycle, levels that may lie in one another, no level twice on one path."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from graph_model.changes import KEY
from graph_model.dates import date_of
from graph_model.errors import Problem, nearest
from graph_model.levels import AreaLevel
from graph_model.scheme import Schemes
from graph_model.tree import Ints
from graph_model.validation.standing import Standing, above
from graph_model.validation.state import State, interval, place

__all__ = ["cycle_problems", "level_problems"]


def cycle_problems(state: State, table: str, field: str) -> Iterator[Problem]:
    """Rows put that, on some day, lie below themselves by `field`."""
    put = state.fresh[table].filter(pl.col(field).is_not_null())
    if not put.height:
        return
    rows = above(state, table, field, put["code"].unique()).select("code", pl.col(field).alias("up"), *interval())
    rows = _knots(rows.drop_nulls("up").filter(pl.col("start") < pl.col("end")))
    if not rows.height:
        return
    steps: dict[str, list[tuple[str, int, int]]] = {}
    for code, start, end, up in rows.select("code", "start", "end", "up").iter_rows():
        steps.setdefault(code, []).append((up, start, end))
    told: set[frozenset[str]] = set()
    for code, start in put.select(KEY).sort(KEY).iter_rows():
        path = _way_back(code, steps) if code in steps else None
        if path is None or frozenset(path[0]) in told:
            continue
        told.add(frozenset(path[0]))
        circle, day = path
        yield Problem(
            place(table, code, start, field),
            f"a cycle on {date_of(day)}",
            found=" > ".join([*circle, code]),
            expected="a tree",
        )


def _knots(rows: pl.DataFrame) -> pl.DataFrame:
    """What is left of `code, up` when everything that hangs at an end, above or below, is taken off again and again."""
    while True:
        kept = rows.join(rows.select("code").unique(), left_on="up", right_on="code", how="semi")
        kept = kept.join(kept.select("up").unique(), left_on="code", right_on="up", how="semi")
        if kept.height == rows.height:
            return kept
        rows = kept


def _way_back(code: str, steps: dict[str, list[tuple[str, int, int]]]) -> tuple[list[str], int] | None:
    """A way up from `code` to itself that holds on some day, and the first such day."""
    waiting: list[tuple[list[str], int, int]] = [([code], -(2**31), 2**31)]
    while waiting:
        path, start, end = waiting.pop()
        for up, since, until in steps.get(path[-1], ()):
            first, last = max(start, since), min(end, until)
            if first >= last:
                continue
            if up == code:
                return path, first
            if up not in path:
                waiting.append(([*path, up], first, last))
    return None


def level_problems(state: State, standing: Standing, schemes: Schemes) -> Iterator[Problem]:
    """Areas whose level the scheme in force does not place, or not in that parent, or that have their level above them."""
    put = state.fresh["areas"]
    if not put.height and not standing.moved:
        return
    rows = _to_check(state, standing, put)
    known = [level.value for level in AreaLevel]
    rows = rows.select(*KEY, *interval(), "level", "parent", area="code").filter(pl.col("level").is_in(known))
    parents = (
        state.rows("areas", "code", rows["parent"].drop_nulls()).select(parent="code", upper="level").unique("parent")
    )
    rows = rows.join(parents, on="parent", how="left").filter(pl.col("upper").is_in(known) | pl.col("parent").is_null())
    there = standing.of(rows)
    wrong = _not_allowed(there.select("scheme", "level", "upper").unique(), schemes)
    bad = there.join(wrong, on=["scheme", "level", "upper"], how="inner", nulls_equal=True).unique(KEY).sort(KEY)
    for code, start, level, upper, parent, scheme in bad.select(*KEY, "level", "upper", "parent", "scheme").iter_rows():
        declared = schemes[scheme].levels.get(AreaLevel(level))
        if declared is None:
            hint = nearest(level, schemes[scheme].levels)
            yield Problem(
                place("areas", code, start, "level"),
                f"scheme {scheme} does not place this level",
                found=level,
                hint=hint,
            )
            continue
        allowed = ", ".join(declared.parents) or "no parent"
        found = f"{upper} ({parent})"
        yield Problem(
            place("areas", code, start, "parent"),
            f"a {level} may not lie there in scheme {scheme}",
            found=found,
            expected=allowed,
        )
    yield from _twice_on_a_path(state, standing, schemes, rows)


def _to_check(state: State, standing: Standing, put: pl.DataFrame) -> pl.DataFrame:
    """The rows put, and those below an area whose level was corrected; all of them when schemes moved."""
    if standing.moved:
        return state.after("areas")
    was = state.delta.removed["areas"].select("code", was="level").unique("code")
    corrected = put.join(was, on="code").filter(pl.col("level") != pl.col("was"))["code"].unique()
    below = state.rows("areas", "parent", corrected)
    return pl.concat([put, below]).unique(KEY) if below.height else put


def _not_allowed(pairs: pl.DataFrame, schemes: Schemes) -> pl.DataFrame:
    def allowed(scheme: str, level: str, upper: str | None) -> bool:
        declared = schemes[scheme].levels.get(AreaLevel(level))
        return declared is not None and (upper is None or AreaLevel(upper) in declared.parents)

    return pl.DataFrame([row for row in pairs.iter_rows() if not allowed(*row)], schema=pairs.schema, orient="row")


def _twice_on_a_path(state: State, standing: Standing, schemes: Schemes, rows: pl.DataFrame) -> Iterator[Problem]:
    """Only levels that may lie below themselves by way of others can come twice (grid and compound by default)."""
    looping = [
        level.value
        for level in AreaLevel
        if any(
            level in _above(schemes, standing.in_use, parent) for parent in _parents(schemes, standing.in_use, level)
        )
    ]
    start = rows.filter(pl.col("level").is_in(looping) & pl.col("parent").is_not_null())["code"].unique()
    if not len(start):
        return
    seen, frontier = start.to_frame("code"), start
    while len(frontier):
        below = state.rows("areas", "parent", frontier).filter(pl.col("level").is_in(looping)).select("code").unique()
        fresh = below.join(seen, on="code", how="anti")
        seen, frontier = pl.concat([seen, fresh]), fresh["code"]
    tree = standing.tree(seen["code"])
    levels = state.rows("areas", "code", tree.codes).select("code", "level").unique("code")
    number = {level.value: at for at, level in enumerate(AreaLevel)}
    of_area = tree.codes.to_frame("code").join(levels, on="code", how="left", maintain_order="left")["level"]
    bit = np.left_shift(
        1, of_area.replace_strict(number, default=len(number), return_dtype=pl.Int32).to_numpy()
    ).astype(np.int32)
    bit[bit == 1 << len(number)] = 0
    mine, over = bit[tree.places.area], _levels_above(tree.places.parent, tree.places.depth, bit[tree.places.area])
    told = set()
    for at in np.flatnonzero(mine & over):
        code = str(tree.codes[int(tree.places.area[at])])
        if code in told:
            continue
        told.add(code)
        path = _path(tree.codes, tree.places.area, tree.places.parent, int(at))
        level = of_area[int(tree.places.area[at])]
        day = date_of(int(tree.places.start[at]))
        yield Problem(
            place("areas", code, day, "parent"),
            f"level {level} twice on one path",
            found=" > ".join(path),
            expected="each level once",
        )


def _parents(schemes: Schemes, in_use: list[str], level: AreaLevel) -> set[AreaLevel]:
    return {parent for key in in_use if level in schemes[key].levels for parent in schemes[key].levels[level].parents}


def _above(schemes: Schemes, in_use: list[str], level: AreaLevel) -> set[AreaLevel]:
    """The level and all that may lie somewhere above it in any scheme in use."""
    reached, waiting = {level}, [level]
    while waiting:
        fresh = _parents(schemes, in_use, waiting.pop()) - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def _levels_above(parent: Ints, depth: Ints, mine: Ints) -> Ints:
    """For each place the levels of its ancestors, as bits."""
    over = np.zeros(len(parent), np.int32)
    for generation in range(1, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero(depth == generation)
        over[here] = over[parent[here]] | mine[parent[here]]
    return over


def _path(codes: pl.Series, area: Ints, parent: Ints, at: int) -> list[str]:
    path = []
    while at >= 0:
        path.append(str(codes[int(area[at])]))
        at = int(parent[at])
    return path[::-1]
