"""Which scheme is in force where a row stands, for the days it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from graph_model.changes import KEY
from graph_model.lookup import Frames
from graph_model.records import TABLES
from graph_model.scheme import DEFAULT, Schemes
from graph_model.tree import Places, build_places, merge_runs
from graph_model.validation.state import State, interval

__all__ = ["Standing", "above"]


@dataclass(frozen=True)
class _Tree:
    """Some areas with all their ancestors, as places."""

    codes: pl.Series
    places: Places
    names: list[str]

    @property
    def spans(self) -> pl.DataFrame:
        """The scheme in force by area and interval: `area, from, to, scheme`."""
        return pl.DataFrame(
            {
                "area": self.codes.gather(self.places.area),
                "from": self.places.start,
                "to": self.places.end,
                "scheme": pl.Series(self.names, dtype=pl.String).gather(self.places.scheme),
            }
        )


class Standing:
    """Answers with the schemes in force; a store with a single scheme is answered without walking the tree."""

    def __init__(self, state: State, schemes: Schemes) -> None:
        self._state = state
        self._schemes = schemes

    @cached_property
    def single(self) -> str | None:
        """The one scheme that is in force everywhere, before and after the change; None when there are several."""
        words = self._named["scheme"].drop_nulls().unique().to_list()
        unnamed_root = self._named.filter(pl.col("root") & pl.col("scheme").is_null()).height
        if not words or words == [DEFAULT]:
            return DEFAULT
        return words[0] if len(words) == 1 and not unnamed_root else None

    @cached_property
    def _named(self) -> pl.DataFrame:
        """The schemes areas name, and whether some of those are roots; before and after the change."""
        return pl.concat([self._state.before.schemes(), Frames(self._state.delta.added).schemes()]).unique()

    @cached_property
    def moved(self) -> bool:
        """Whether the scheme in force may have changed for rows that are not part of the change."""
        names = [*KEY, "valid_to", "parent", "scheme"]
        removed, added = (part["areas"].select(names) for part in (self._state.delta.removed, self._state.delta.added))
        changed = removed.join(added, on=names, how="anti", nulls_equal=True)
        return bool(changed.height) and self.single is None

    @property
    def in_use(self) -> list[str]:
        """The known schemes named anywhere, and the default."""
        if self.single is not None:
            return [self.single] if self.single in self._schemes else []
        words = self._named["scheme"].drop_nulls().unique().to_list()
        return sorted(word for word in {DEFAULT, *words} if word in self._schemes)

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with `area, start, end` (any other columns stay), once for each scheme in force there: `scheme` is added.

        A row at an area that is not there, or that names a scheme nobody knows, is left out: that is reported elsewhere.
        """
        if self.single is not None:
            return (
                rows.with_columns(scheme=pl.lit(self.single))
                if self.single in self._schemes
                else rows.clear().with_columns(scheme=pl.lit(""))
            )
        spans = self.tree(rows["area"]).spans.filter(pl.col("scheme").is_in(list(self._schemes)))
        both = rows.join(spans, on="area", how="inner")
        both = both.filter((pl.col("from") < pl.col("end")) & (pl.col("start") < pl.col("to")))
        columns = [*rows.columns, "scheme"]
        return both.select(columns).unique(
            [column for column in columns if not both.schema[column].is_nested()], maintain_order=True
        )

    def tree(self, areas: pl.Series) -> _Tree:
        """These areas with their ancestors as places."""
        if self._state.is_large("areas", areas):
            return self._whole
        return _tree(above(self._state, "areas", "parent", areas.unique()))

    @cached_property
    def _whole(self) -> _Tree:
        return _tree(self._state.after("areas"))


def above(state: State, table: str, field: str, codes: pl.Series) -> pl.DataFrame:
    """The rows of `codes` and of everything above them, following `field`."""
    if state.is_large(table, codes):
        return state.after(table)
    seen = codes.drop_nulls().unique().to_frame("code")
    found, frontier = [], seen
    while frontier.height:
        rows = state.rows(table, "code", frontier["code"])
        found.append(rows)
        frontier = rows.select(code=field).drop_nulls().unique().join(seen, on="code", how="anti")
        seen = pl.concat([seen, frontier])
    return pl.concat(found) if found else TABLES[table].empty()


def _tree(rows: pl.DataFrame) -> _Tree:
    """Places of area versions. A run whose parent is not there hangs on itself, and so has no place."""
    rows = (
        rows.select(*KEY, *interval(), "parent", "scheme").filter(pl.col("start") < pl.col("end")).sort("code", "start")
    )
    codes = rows["code"].unique(maintain_order=True)
    numbered = pl.DataFrame({"code": codes, "at": np.arange(len(codes), dtype=np.int32)})
    names = [DEFAULT, *(word for word in rows["scheme"].drop_nulls().unique().sort().to_list() if word != DEFAULT)]
    schemes = pl.DataFrame({"scheme": names, "named": np.arange(len(names), dtype=np.int32)})
    rows = rows.join(numbered, on="code", how="left", maintain_order="left")
    rows = rows.join(numbered.rename({"code": "parent", "at": "up"}), on="parent", how="left", maintain_order="left")
    rows = rows.join(schemes, on="scheme", how="left", maintain_order="left")
    up = pl.when(pl.col("parent").is_null()).then(-1).otherwise(pl.col("up").fill_null(pl.col("at")))
    columns = rows.select("at", up.cast(pl.Int32).alias("up"), pl.col("named").fill_null(-1), "start", "end")
    area, parent, scheme, start, end = (columns[name].to_numpy().astype(np.int32) for name in columns.columns)
    return _Tree(codes, build_places(merge_runs(area, parent, scheme, start, end), len(codes), 0), names)
