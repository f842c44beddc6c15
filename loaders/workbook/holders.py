"""Who holds which post, from the holder cells of the ledgers: posts, persons, appointments, and the ones that end.

A holder is named, or given by the code of a person. The one who holds the post today under that name is that person; else the
name (and the telephone, if written) is looked up within the community of the row, where two who fit are a question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from graph_model.errors import Problem
from loaders.codes import derive_codes
from loaders.workbook.bodies import shaped
from loaders.workbook.known import Known, of_day

__all__ = ["Holders", "holders_in", "merge_names"]

ASKED = pl.Schema(
    {
        "place": pl.String(),
        "row": pl.Int64(),
        "subject": pl.String(),
        "of": pl.String(),
        "role": pl.String(),
        "label": pl.String(),
        "community": pl.String(),
        "names": pl.List(pl.String),
        "contacts": pl.List(pl.String),
    }
)
"""One filled cell: where, the post's subject (a code `of` areas or organizations), role and label, the community, who."""


@dataclass(frozen=True, slots=True, eq=False)
class Holders:
    """Incoming frames of posts, persons and appointments, the appointments that end, and what is wrong or to be asked."""

    tables: dict[str, pl.DataFrame]
    ends: dict[str, pl.DataFrame]
    problems: list[Problem]
    questions: list[Problem]


def holders_in(cells: pl.DataFrame, known: Known, on: date) -> Holders:
    """Read filled holder cells (`ASKED`)."""
    problems: list[Problem] = []
    cells = cells.with_row_index("cell")
    standing = known.posts.group_by("subject", "role").agg(posts=pl.col("post").sort())
    cells = cells.join(standing, on=["subject", "role"], how="left", maintain_order="left")
    many = cells.filter(pl.col("posts").list.len() > 1)
    for place, row, posts in many.select("place", "row", "posts").iter_rows():
        expected = "the sheets 岗位 and 任职 for these, and nothing here"
        problems.append(Problem(f"{place} row {row}", "several posts of this role", "、".join(posts), expected))
    cells = cells.join(many.select("cell"), on="cell", how="anti", maintain_order="left").with_columns(
        post=pl.coalesce(pl.col("posts").list.first(), pl.concat_str("subject", "role", separator="/"))
    )
    posts = cells.unique("post", keep="first", maintain_order=True).with_columns(
        area=pl.when(pl.col("of") == "areas").then("subject"),
        organization=pl.when(pl.col("of") == "organizations").then("subject"),
    )
    new = pl.col("posts").is_null()
    posts = posts.with_columns(code="post", label=pl.when(new).then("label"))
    named = cells.select("cell", "place", "row", "post", "community", name="names", contact="contacts")
    problems += _contacts(named)
    number = pl.int_ranges(pl.col("name").list.len())
    named = named.with_columns(number=number).explode("name", "number").drop_nulls("name")
    named = named.with_columns(contact=pl.col("contact").list.get(pl.col("number"), null_on_oob=True))
    named = _who(named, known)
    persons, named, wrong, questions = _persons(named, known, on)
    problems += wrong
    questions += _unsure(named)
    appointments = named.filter(pl.col("person").is_not_null()).select("place", "row", "post", "person")
    appointments = appointments.unique(["post", "person"], keep="first", maintain_order=True)
    gone = known.holders.join(cells.unique("post", keep="first").select("post", "place", "row"), on="post").join(
        appointments.select("post", "person"), on=["post", "person"], how="anti"
    )
    return Holders(
        {
            "posts": shaped("posts", posts.select("place", "row", "code", "role", "label", "area", "organization")),
            "persons": persons,
            "appointments": shaped("appointments", appointments),
        },
        {"appointments": gone.select("code", "valid_from", "place", "row")},
        problems,
        questions,
    )


def _contacts(named: pl.DataFrame) -> list[Problem]:
    more = named.filter(pl.col("contact").list.len() > pl.col("name").list.len())
    return [
        Problem(f"{place} row {row}", "more telephone numbers than names", "、".join(contact), f"at most {len(name)}")
        for place, row, name, contact in more.select("place", "row", "name", "contact").iter_rows()
    ]


def _who(named: pl.DataFrame, known: Known) -> pl.DataFrame:
    """`person` where a name is a person's code, or the name of who holds the post today (and the telephones do not differ)."""
    codes = known.tables["persons"].select(name="code").unique().with_columns(coded=pl.col("name"))
    named = named.join(codes, on="name", how="left", maintain_order="left")
    held = named.select("cell", "number", "post", "name", "contact").join(known.holders, on=["post", "name"])
    held = held.filter((pl.col("contact") == pl.col("their_contact")).fill_null(value=True))
    held = held.filter(pl.len().over("cell", "number") == 1).select("cell", "number", held="person")
    named = named.join(held, on=["cell", "number"], how="left", maintain_order="left")
    return named.with_columns(person=pl.coalesce("coded", "held"))


def merge_names(people: pl.DataFrame) -> pl.DataFrame:
    """A name written in a community with one telephone and without any is one person: the telephone is filled in."""
    only = people.group_by("community", "name").agg(
        only=pl.col("contact").drop_nulls().unique().first(), numbers=pl.col("contact").drop_nulls().n_unique()
    )
    joined = people.join(only, on=["community", "name"], how="left", maintain_order="left", nulls_equal=True)
    return joined.with_columns(
        unsure=pl.col("contact").is_null() & (pl.col("numbers") > 1),
        contact=pl.when(pl.col("numbers") == 1).then("only").otherwise("contact"),
    ).drop("only", "numbers")


def _persons(
    named: pl.DataFrame, known: Known, on: date
) -> tuple[pl.DataFrame, pl.DataFrame, list[Problem], list[Problem]]:
    """Rows of persons, and the names with the code of each person known."""
    named = merge_names(named).with_columns(written=pl.col("contact")).with_row_index("at")
    found = named.filter(pl.col("person").is_not_null())
    open_names = named.filter(pl.col("person").is_null() & ~pl.col("unsure"))
    # Who holds one of the posts under this name is the person meant by the same name and telephone elsewhere in the community.
    sure = (
        found.filter(pl.col("coded").is_null())
        .group_by("community", "name", "contact")
        .agg(codes=pl.col("person").unique())
    )
    sure = sure.filter(pl.col("codes").list.len() == 1).with_columns(also=pl.col("codes").list.first()).drop("codes")
    open_names = open_names.join(
        sure, on=["community", "name", "contact"], how="left", nulls_equal=True, maintain_order="left"
    )
    also = open_names.filter(pl.col("also").is_not_null())
    open_names = open_names.filter(pl.col("also").is_null()).drop("also")
    distinct = open_names.unique(["community", "name", "contact"], keep="first", maintain_order=True)
    rows = shaped("persons", distinct.with_columns(code=pl.lit(None, pl.String), residence="community"))
    coded, problems, questions = derive_codes({"persons": rows}, known.tables, on, known.places.areas)
    keys = ["residence", "name", "contact"]
    by_name = coded["persons"].select(*keys, "code").rename({"residence": "community", "code": "matched"})
    named = named.join(
        by_name, on=["community", "name", "contact"], how="left", nulls_equal=True, maintain_order="left"
    )
    named = named.join(also.select("at", "also"), on="at", how="left", maintain_order="left")
    named = named.with_columns(person=pl.coalesce("person", "also", "matched"))
    known_codes = of_day(known.tables["persons"], on)["code"].implode()
    told = named.filter(
        pl.col("person").is_not_null() & (pl.col("person").is_in(known_codes).not_() | pl.col("contact").is_not_null())
    )
    told = told.sort(pl.col("contact").is_null(), maintain_order=True).unique(
        "person", keep="first", maintain_order=True
    )
    new = ~pl.col("person").is_in(known_codes)
    persons = told.select(
        "place",
        "row",
        "contact",
        code="person",
        name=pl.when(new).then("name"),
        residence=pl.when(new).then("community"),
    )
    return shaped("persons", persons), named, problems, questions


def _unsure(named: pl.DataFrame) -> list[Problem]:
    unsure = named.filter(pl.col("unsure") & pl.col("person").is_null())
    message, expected = (
        "two persons of this name are written in the community",
        "a telephone number, or the code of the person",
    )
    return [
        Problem(f"{place} row {row}", message, f'"{name}"', expected)
        for place, row, name in unsure.select("place", "row", "name").iter_rows()
    ]
