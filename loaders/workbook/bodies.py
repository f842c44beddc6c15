"""Which organization the name in a cell of 小区台账 is: one that stands, or a new one; and what covers the compound.

A name means the nearest body of that name and sort: one that covers the compound, one seated in it; for a party organization
that is shared (any mode but 单独建) one of the community or above; for a property firm one of the same town, or anywhere the one
with the credit code written. Two that are equally near are a question. A new body is seated in the compound, or where the
compounds that name it lie together; a shared one that another row of the community has as its own is seated in that compound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from graph_model.errors import Problem
from loaders.codes import derive_codes
from loaders.incoming import incoming_schema
from loaders.workbook.known import Known

__all__ = ["CELLS", "Bodies", "bodies_in", "shaped"]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column of bodies: its key, the group of kinds it is about, the kind where none is written, its other columns."""

    key: str
    group: str
    usual: str
    kind_key: str | None = None
    mode_key: str | None = None
    credit_key: str | None = None


CELLS = (
    _Cell("party", "party_organization", "party_branch", "party_kind", "mode"),
    _Cell("council", "self_governing_body", "owners_committee", "council_kind"),
    _Cell("firm", "property_firm", "property_firm", credit_key="credit_code"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """What the body cells come to: incoming frames by table, ends, and for each cell the codes that cover the compound.

    `covering` has `key, area, organization, name`, a row for each body of a filled cell, and for cells that are empty the bodies that
    cover the compound as it is known.
    """

    tables: dict[str, pl.DataFrame]
    ends: dict[str, pl.DataFrame]
    covering: pl.DataFrame
    problems: list[Problem]
    questions: list[Problem]


def bodies_in(rows: pl.DataFrame, headings: dict[str, str], known: Known, on: date) -> Bodies:
    """Read the body cells of located compound rows (`area, scheme, community, town, place, row`, and the columns by key)."""
    problems: list[Problem] = []
    questions: list[Problem] = []
    named, filled = [], []
    for cell in CELLS:
        if cell.key in rows.columns:
            some, told = _named(rows, cell, headings, known, problems)
            named.append(some)
            filled.append(told)
    covering = known.covering([(cell.key, cell.group) for cell in CELLS])
    if not named:
        return Bodies({}, {}, covering, problems, questions)
    wanted = pl.concat(named).with_row_index("at")
    touched = pl.concat(filled)
    found = _found(wanted, known, covering)
    several = found.filter(pl.col("codes").list.len() > 1).join(wanted, on="at")
    for place, row, name, codes in several.select("place", "row", "name", "codes").iter_rows():
        expected = "the code of one of " + ", ".join(codes)
        questions.append(
            Problem(_cell(place, row), "a body of this name is known more than once here", f'"{name}"', expected)
        )
    wanted = wanted.join(
        found.filter(pl.col("codes").list.len() == 1).select("at", known=pl.col("codes").list.first()),
        on="at",
        how="left",
        maintain_order="left",
    )
    wanted = wanted.join(several.select("at"), on="at", how="anti", maintain_order="left")
    fresh = _fresh(_beside(wanted.filter(pl.col("known").is_null())), known, on)
    wanted = wanted.join(fresh.select("at", fresh="code"), on="at", how="left", maintain_order="left")
    wanted = wanted.with_columns(organization=pl.coalesce("known", "fresh"))
    organizations = _records(wanted, fresh, known)
    problems += _two_credit_codes(wanted, headings)
    covers = wanted.select("organization", "area", "place", "row", mode=pl.when(pl.col("party")).then("mode")).unique(
        ["organization", "area"], keep="first", maintain_order=True
    )
    gone = covering.join(touched.select("key", "area", "place", "row"), on=["key", "area"]).join(
        wanted.select("area", "organization"), on=["area", "organization"], how="anti"
    )
    named_now = wanted.select("key", "area", "organization", "name")
    untouched = covering.join(touched, on=["key", "area"], how="anti").select("key", "area", "organization", "name")
    return Bodies(
        {"organizations": shaped("organizations", organizations), "covers": shaped("covers", covers)},
        {"covers": gone.select("code", "valid_from", "place", "row")},
        pl.concat([named_now, untouched]),
        problems,
        questions,
    )


def _two_credit_codes(wanted: pl.DataFrame, headings: dict[str, str]) -> list[Problem]:
    written = wanted.drop_nulls("credit_code")
    several = written.filter(pl.col("credit_code").n_unique().over("organization") > 1)
    return [
        Problem(
            f"{place.rpartition('/')[0]} row {row} column {headings['credit_code']}",
            "told differently in two places",
            f'"{name}" {code}',
            "the same in both, or in one alone",
        )
        for place, row, name, code in several.select("place", "row", "name", "credit_code").iter_rows()
    ]


def _cell(place: str, row: int) -> str:
    return f"{place} row {row}"


def _named(
    rows: pl.DataFrame, cell: _Cell, headings: dict[str, str], known: Known, problems: list[Problem]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A row for each name in the cells of one column, and the areas whose cell is filled."""
    heading = headings[cell.key]
    filled = rows.filter(pl.col(cell.key).is_not_null()).with_columns(place=pl.col("place") + f"/{heading}")
    party = cell.mode_key is not None
    columns = {
        "kinds": pl.col(cell.kind_key) if cell.kind_key in rows.columns else pl.lit(None, pl.List(pl.String)),
        "mode": pl.col(cell.mode_key) if cell.mode_key in rows.columns else pl.lit(None, pl.String),
        "credit_code": pl.col(cell.credit_key) if cell.credit_key in rows.columns else pl.lit(None, pl.String),
    }
    names = filled.select("place", "row", "area", "scheme", "community", "town", name=cell.key, **columns)
    names = (
        names.with_columns(number=pl.int_ranges(pl.col("name").list.len())).explode("name", "number").drop_nulls("name")
    )
    at = pl.min_horizontal("number", pl.col("kinds").list.len() - 1)
    names = names.with_columns(
        written=pl.when(pl.col("kinds").list.len() > 0).then(pl.col("kinds").list.get(at, null_on_oob=True))
    )
    names = names.with_columns(
        kind=pl.col("written").fill_null(cell.usual),
        key=pl.lit(cell.key),
        group=pl.lit(cell.group),
        party=pl.lit(party),
    )
    allowed = known.kinds_of(cell.group)
    odd = names.filter(~pl.col("kind").is_in(allowed))
    for place, row, kind in odd.select("place", "row", "kind").iter_rows():
        where = f"{place.rpartition('/')[0]} row {row} column {headings.get(cell.kind_key or '', heading)}"
        problems.append(Problem(where, "not a kind of this column", kind, "one of " + ", ".join(allowed)))
    names = names.with_columns(kind=pl.when(pl.col("kind").is_in(allowed)).then("kind").otherwise(pl.lit(cell.usual)))
    scope = (
        pl.when(pl.col("key") == "firm")
        .then(pl.coalesce("town", "community", "area"))
        .when(pl.col("party") & (pl.col("mode") != "own"))
        .then(pl.coalesce("community", "area"))
        .otherwise("area")
    )
    names = names.with_columns(scope=scope)
    return names.drop("number", "kinds"), filled.select("area", "place", "row", key=pl.lit(cell.key))


def _found(wanted: pl.DataFrame, known: Known, covering: pl.DataFrame) -> pl.DataFrame:
    """`at, codes`: the nearest known bodies each name may mean."""
    bodies = known.bodies.explode("kinds").join(known.groups, on="kinds")
    same = wanted.join(bodies.select("code", "seat", "group", name="name"), on=["name", "group"])
    same = pl.concat(
        [
            same,
            wanted.join(
                bodies.select(
                    "code",
                    "seat",
                    "group",
                    name="code",
                ),
                on=["name", "group"],
            ),
        ]
    )
    same = same.unique(["at", "code"], maintain_order=True)
    registered = wanted.drop_nulls("credit_code").join(
        known.bodies.drop_nulls("credit_code").select("code", "credit_code", "seat"), on="credit_code"
    )
    places = known.places
    covers = covering.select("area", code="organization", covers=pl.lit(value=True)).unique()
    above_scope = places.above(wanted["scope"]).select(scope="code", seat="ancestor", over=pl.lit(value=True))
    above_seat = places.above(same["seat"]).select(seat="code", scope="ancestor", inside=pl.lit(value=True))
    in_area = places.above(same["seat"]).select(seat="code", area="ancestor", here=pl.lit(value=True))
    same = (
        same.join(covers, on=["area", "code"], how="left")
        .join(in_area, on=["seat", "area"], how="left")
        .join(above_seat, on=["seat", "scope"], how="left")
        .join(above_scope, on=["scope", "seat"], how="left")
    )
    shared = pl.col("scope") != pl.col("area")
    rank = (
        pl.when(pl.col("code") == pl.col("name"))
        .then(0)
        .when("covers")
        .then(1)
        .when("here")
        .then(2)
        .when(shared & pl.col("inside").is_not_null())
        .then(3)
        .when(shared & pl.col("over").is_not_null())
        .then(4)
    )
    ranked = pl.concat(
        [
            same.select("at", "code", rank=rank).drop_nulls("rank"),
            registered.select("at", "code", rank=pl.lit(0, pl.Int32)),
        ]
    )
    nearest = ranked.filter(pl.col("rank") == pl.col("rank").min().over("at"))
    return nearest.group_by("at").agg(codes=pl.col("code").unique().sort())


def _beside(wanted: pl.DataFrame) -> pl.DataFrame:
    """Names of new bodies: a shared party organization that one other compound of the community has as its own is that one."""
    keys = ["key", "community", "kind", "name"]
    own = wanted.filter(pl.col("party") & (pl.col("mode") == "own")).unique([*keys, "area"])
    own = own.filter(pl.len().over(keys) == 1).select(*keys, host="area")
    shared = pl.col("party") & (pl.col("mode") != "own")
    wanted = wanted.join(own, on=keys, how="left", maintain_order="left")
    return wanted.with_columns(scope=pl.when(shared).then(pl.coalesce("host", "scope")).otherwise("scope")).drop("host")


def _fresh(wanted: pl.DataFrame, known: Known, on: date) -> pl.DataFrame:
    """New bodies with codes: one for each scope, kind and name; `at` and `code` for every name that means it."""
    if not wanted.height:
        return wanted.select("at", code=pl.lit(None, pl.String))
    keys = ["scope", "kind", "name"]
    areas = wanted.group_by(keys, maintain_order=True).agg(
        pl.col("area").n_unique().alias("areas"),
        pl.first("area", "community", "place", "row", "credit_code"),
        pl.col("community").n_unique().alias("communities"),
        pl.first("key"),
    )
    seat = (
        pl.when((pl.col("areas") == 1) & (pl.col("key") == "firm"))
        .then("area")
        .when((pl.col("key") == "firm") & (pl.col("communities") == 1))
        .then(pl.coalesce("community", "area"))
        .otherwise("scope")
    )
    bodies = areas.with_columns(area=seat, kinds=pl.concat_list("kind"))
    incoming = shaped("organizations", bodies.with_columns(code=pl.lit(None, pl.String)))
    coded, _, _ = derive_codes({"organizations": incoming}, known.tables, on)
    codes = coded["organizations"].select("code", "name", kind=pl.col("kinds").list.first(), seat="area")
    bodies = (
        bodies.drop("code", strict=False)
        .rename({"area": "seat"})
        .join(codes, on=["seat", "kind", "name"], maintain_order="left")
    )
    return wanted.select("at", *keys).join(bodies.select(*keys, "code", "seat"), on=keys, maintain_order="left")


def _records(wanted: pl.DataFrame, fresh: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Rows of organizations: the new ones, and of known ones what the cells say beside their name."""
    seats = fresh.select("at", seat="seat") if fresh.height else fresh.select("at", seat=pl.lit(None, pl.String))
    rows = wanted.join(seats, on="at", how="left", maintain_order="left")
    rows = rows.join(
        known.bodies.select(organization="code", was="kinds"), on="organization", how="left", maintain_order="left"
    )
    allowed = (
        pl.col("group").replace_strict(
            {group: known.kinds_of(group) for group in rows["group"].unique()}, return_dtype=pl.List(pl.String)
        )
        if rows.height
        else pl.lit([], pl.List(pl.String))
    )
    rows = rows.with_columns(allowed=allowed)
    differs = pl.col("written").is_not_null() & ~pl.col("was").list.contains(pl.col("written"))
    kinds = (
        pl.when(pl.col("known").is_null())
        .then(pl.concat_list("kind"))
        .when(differs)
        .then(pl.concat_list(pl.concat_list("written"), pl.col("was").list.set_difference("allowed")))
    )
    rows = rows.with_columns(kinds=kinds, named=pl.when(pl.col("known").is_null()).then("name"))
    rows = rows.group_by("organization", maintain_order=True).agg(
        pl.first("place", "row"),
        pl.col("named").drop_nulls().first(),
        pl.col("kinds").drop_nulls().first(),
        pl.col("seat").drop_nulls().first(),
        pl.col("credit_code").drop_nulls().first(),
    )
    says = pl.any_horizontal(pl.col("named", "kinds", "credit_code").is_not_null())
    return rows.filter(says).select(
        "place", "row", "kinds", "credit_code", code="organization", name="named", area="seat"
    )


def shaped(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with every column of an incoming frame; what is not there is null, lists are empty."""
    made = []
    for name, dtype in incoming_schema(table).items():
        empty = pl.lit([], dtype=dtype) if dtype == pl.List(pl.String) else pl.lit(None, dtype=dtype)
        made.append(
            (
                pl.col(name).cast(dtype).fill_null(empty) if dtype == pl.List(pl.String) else pl.col(name).cast(dtype)
            ).alias(name)
            if name in rows.columns
            else empty.alias(name)
        )
    return rows.select(made)
