"""Checks of posts: no more holders than seats on any day, nobody twice at once."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph_model.dates import date_of
from graph_model.errors import Problem
from graph_model.validation.state import State, interval, place

__all__ = ["seat_problems"]


def seat_problems(state: State) -> Iterator[Problem]:
    """What is wrong with the holders of posts that were put, or to which somebody was appointed."""
    touched = pl.concat([state.fresh["appointments"]["post"], state.fresh["posts"]["code"]]).drop_nulls()
    if not len(touched):
        return
    held = state.rows("appointments", "post", touched).select("code", "post", "person", *interval())
    held = held.filter(pl.col("start") < pl.col("end"))
    yield from _twice(held)
    posts = state.rows("posts", "code", held["post"]).select("code", "valid_from", "seats", *interval())
    fewest = posts.group_by(post="code").agg(fewest=pl.min("seats"))
    crowded = held.group_by("post").len().join(fewest, on="post").filter(pl.col("len") > pl.col("fewest"))
    if crowded.height:
        yield from _too_many(
            held.join(crowded, on="post", how="semi"), posts.join(crowded, left_on="code", right_on="post", how="semi")
        )


def _too_many(held: pl.DataFrame, posts: pl.DataFrame) -> Iterator[Problem]:
    """Holders day by day: who comes, who goes and how many seats there are, as running sums over the days of change."""
    no_limit = 2**40
    steps = pl.concat(
        [
            held.select(
                "post", day="start", step=pl.lit(1), seats=pl.lit(None, pl.Int64), version=pl.lit(None, pl.Date)
            ),
            held.select(
                "post", day="end", step=pl.lit(-1), seats=pl.lit(None, pl.Int64), version=pl.lit(None, pl.Date)
            ),
            posts.select(
                post="code",
                day="start",
                step=pl.lit(0),
                seats=pl.col("seats").fill_null(no_limit),
                version="valid_from",
            ),
        ]
    ).sort("post", "day")
    running = steps.with_columns(
        holders=pl.col("step").cum_sum().over("post"),
        seats=pl.col("seats").forward_fill().over("post"),
        version=pl.col("version").forward_fill().over("post"),
    )
    days = running.group_by("post", "day", maintain_order=True).last()
    first = days.filter(pl.col("holders") > pl.col("seats")).group_by("post", "version", maintain_order=True).first()
    for post, version, day, holders, seats in first.select("post", "version", "day", "holders", "seats").iter_rows():
        yield Problem(
            place("posts", post, version, "seats"),
            f"more holders than seats on {date_of(day)}",
            found=f"{holders} holders",
            expected=f"at most {seats}",
        )


def _twice(held: pl.DataFrame) -> Iterator[Problem]:
    both = held.filter(held.select("post", "person").is_duplicated()).sort("post", "person", "start")
    if not both.height:
        return
    same = (pl.col("post") == pl.col("post").shift(1)) & (pl.col("person") == pl.col("person").shift(1))
    overlaps = both.with_columns(
        reached=pl.col("end").cum_max().over("post", "person").shift(1), other=pl.col("code").shift(1)
    ).filter(same & (pl.col("start") < pl.col("reached")) & (pl.col("code") != pl.col("other")))
    for code, post, person, start, other in overlaps.select("code", "post", "person", "start", "other").iter_rows():
        yield Problem(
            place("appointments", code, date_of(start)),
            f"{person} holds {post} twice at once",
            found=f"also appointment {other}",
            expected="one appointment at a time",
        )
