"""Areas as a clerk names them: by code, by a name that is unambiguous where the sheet is about, or by a path of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import polars as pl

from graph_model.errors import Problem, nearest
from graph_model.levels import AreaLevel
from graph_model.scheme import DEFAULT

__all__ = ["TOLD", "Places", "more_of"]

_DEEPEST = len(AreaLevel) + 2
_LISTED = 6
TOLD = 1000
"""How many wrong cells of a column are told one by one; beyond, they are counted."""
_HINTS = 50


def more_of(wrong: pl.DataFrame, heading: str) -> list[Problem]:
    """How many more of the rows there are than are told one by one."""
    if wrong.height <= TOLD:
        return []
    return [Problem(f"{wrong['place'][0]} column {heading}", f"{wrong.height - TOLD} more wrong cells")]


class Places:
    """The areas of one day (`code, name, level, parent, scheme`, one row each) as something to look names up in."""

    def __init__(self, areas: pl.DataFrame, later: Mapping[str, date] | None = None) -> None:
        """`later`: the first days of areas that are not there yet, by code and by name."""
        self.areas, self._later = areas, later or {}
        self._hints = 0

    def with_more(self, areas: pl.DataFrame) -> Places:
        """These and `areas`, which replace those of the same code; a field they leave null stays as it was."""
        fresh = areas.select("code", "name", "level", "parent").unique("code", keep="first", maintain_order=True)
        fresh = fresh.join(self.areas, on="code", how="left", suffix=":was").select(
            "code",
            *(pl.coalesce(name, f"{name}:was").alias(name) for name in ("name", "level", "parent")),
            "scheme",
        )
        kept = self.areas.join(fresh, on="code", how="anti")
        return Places(pl.concat([kept, fresh.select(self.areas.columns)]), self._later)

    def above(self, codes: pl.Series) -> pl.DataFrame:
        """`code, ancestor, distance, level, scheme` for each of `codes` and everything above it; itself at distance 0."""
        walk = codes.drop_nulls().unique().to_frame("code").with_columns(at=pl.col("code"))
        steps = self.areas.select(at="code", level="level", scheme="scheme", up="parent")
        found = []
        for distance in range(_DEEPEST):
            walk = walk.join(steps, on="at")
            found.append(
                walk.select(
                    "code", pl.col("at").alias("ancestor"), pl.lit(distance).alias("distance"), "level", "scheme"
                )
            )
            walk = walk.filter(pl.col("up").is_not_null()).select("code", at="up")
            if not walk.height:
                break
        return pl.concat(found)

    def at_level(self, codes: pl.Series, level: AreaLevel) -> pl.DataFrame:
        """`code, found`: the nearest area of `level` at or above each code that has one."""
        above = self.above(codes).filter(pl.col("level") == level.value).sort("distance")
        return above.unique("code", keep="first").select("code", pl.col("ancestor").alias("found"))

    def scheme_of(self, codes: pl.Series) -> pl.DataFrame:
        """`code, scheme`: the scheme in force at each code."""
        named = self.above(codes).filter(pl.col("scheme").is_not_null()).sort("distance").unique("code", keep="first")
        every = codes.drop_nulls().unique().to_frame("code")
        return every.join(named.select("code", "scheme"), on="code", how="left").with_columns(
            pl.col("scheme").fill_null(DEFAULT)
        )

    def find(self, wanted: pl.DataFrame, levels: Iterable[AreaLevel] = ()) -> pl.DataFrame:
        """What each `text` may mean: `text, within, codes` (a list, empty for nothing), for distinct `text, within`.

        A text that is a code means it. A name means the areas of that name beneath `within` (anywhere where it is null), of
        one of `levels` if there are any such. `甲社区/乙小区` means the 乙小区 beneath a 甲社区.
        """
        pairs = wanted.select("text", "within").unique(maintain_order=True).drop_nulls("text")
        coded = pairs.join(self.areas.select(text="code"), on="text", how="semi").with_columns(
            codes=pl.concat_list("text")
        )
        open_pairs = pairs.join(coded, on=["text", "within"], how="anti", nulls_equal=True)
        parts = open_pairs.with_columns(parts=pl.col("text").str.split("/"))
        parts = parts.with_columns(
            name=pl.col("parts").list.last(), over=pl.col("parts").list.head(pl.col("parts").list.len() - 1)
        )
        found = parts.join(self.areas.select("name", "code", "level"), on="name").with_row_index("pair")
        found = self._beneath(found)
        allowed = [level.value for level in levels]
        if allowed:
            right = pl.col("level").is_in(allowed)
            found = found.filter(right | ~right.any().over("text", "within"))
        named = found.group_by("text", "within").agg(codes=pl.col("code").unique().sort())
        named = open_pairs.join(named, on=["text", "within"], how="left", nulls_equal=True, maintain_order="left")
        empty = pl.lit([], dtype=pl.List(pl.String))
        return pl.concat([coded, named.with_columns(pl.col("codes").fill_null(empty)).select(coded.columns)])

    def _beneath(self, found: pl.DataFrame) -> pl.DataFrame:
        """The candidates that lie beneath what they must lie beneath."""
        bound = found.filter(pl.col("within").is_not_null() | (pl.col("over").list.len() > 0))
        if not bound.height:
            return found
        above = self.above(bound["code"])
        inside = bound.join(above.select("code", within="ancestor"), on=["code", "within"], how="semi")
        kept = pl.concat([inside, bound.filter(pl.col("within").is_null())])
        over = kept.select("pair", "code", "over").explode("over").drop_nulls("over")
        if over.height:
            names = above.join(self.areas.select(ancestor="code", over="name"), on="ancestor").select("code", "over")
            missing = over.join(names, on=["code", "over"], how="anti")
            kept = kept.join(missing, on="pair", how="anti")
        return pl.concat([found.join(bound, on="pair", how="anti"), kept])

    def resolve(
        self, rows: pl.DataFrame, heading: str, levels: Iterable[AreaLevel] = ()
    ) -> tuple[pl.Series, list[Problem]]:
        """The code of each row's `text` (`text, within, place, row`); null where nothing is written or it is not one area."""
        levels = list(levels)
        meant = self.find(rows, levels)
        joined = rows.join(meant, on=["text", "within"], how="left", nulls_equal=True, maintain_order="left")
        count = joined["codes"].list.len().fill_null(0)
        codes = joined.select(pl.when(count == 1).then(pl.col("codes").list.first())).to_series()
        wrong = joined.filter(pl.col("text").is_not_null() & (count != 1))
        problems = [
            self._unclear(f"{place} row {row} column {heading}", text, found, within)
            for text, within, place, row, found in wrong.head(TOLD)
            .select("text", "within", "place", "row", "codes")
            .iter_rows()
        ]
        return codes, [*problems, *more_of(wrong, heading)]

    def _unclear(self, where: str, text: str, found: list[str], within: str | None) -> Problem:
        if found:
            told = "、".join(f"{code}（{self.path(code)}）" for code in found[:_LISTED])
            return Problem(where, "several areas have this name", f'"{text}"', f"one of the codes {told}")
        if text in self._later:
            day = self._later[text]
            expected = f"a report date from {day} on, or the area loaded with an earlier --on"
            return Problem(where, "this area is not there yet", f'"{text}"', expected)
        inside = f" in {self.path(within)}" if within else ""
        return Problem(
            where,
            "no area has this name or code",
            f'"{text}"',
            f"a name or code of an area{inside}",
            self.near(text, within),
        )

    def near(self, text: str, within: str | None) -> str | None:
        """A hint among the names beneath `within`; there is none for more than a few hints."""
        self._hints += 1
        return nearest(text, self._names_in(within)) if self._hints < _HINTS else None

    def _names_in(self, within: str | None) -> list[str]:
        if within is None:
            return [] if self.areas.height > 20_000 else self.areas["name"].drop_nulls().to_list()
        if within not in self._inside:
            layer = pl.DataFrame({"parent": [within]})
            found: list[list[str]] = []
            while layer.height and sum(len(names) for names in found) < 5_000 and len(found) < _DEEPEST:
                below = self.areas.join(layer, on="parent")
                found.append(below["name"].drop_nulls().to_list())
                layer = below.select(parent="code")
            self._inside[within] = [name for names in found for name in names]
        return self._inside[within]

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        return {}

    def path(self, code: str) -> str:
        """The names from the top down to an area."""
        if code not in self._paths:
            self._paths[code] = self._path(code)
        return self._paths[code]

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {}

    def _path(self, code: str) -> str:
        above = self.above(pl.Series([code])).sort("distance", descending=True)
        named = above.join(
            self.areas.select(ancestor="code", name="name"), on="ancestor", how="left", maintain_order="left"
        )
        return "/".join(named["name"].fill_null("?"))
