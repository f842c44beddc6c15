"""What stands on the report date, in the store and in the record sheets of the files, as the ledgers look it up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import polars as pl

from graph_model.changes import Tables
from graph_model.scheme import Schemes
from loaders.workbook.places import Places

__all__ = ["Known", "of_day"]


def of_day(frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """The versions that hold on a day."""
    return frame.filter((pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on)))


class Known:
    """The records of a day by table, with the areas as `places`."""

    def __init__(self, tables: Tables, places: Places, schemes: Schemes, on: date) -> None:
        self.tables, self.places, self.schemes, self.on = tables, places, schemes, on

    @cached_property
    def bodies(self) -> pl.DataFrame:
        """`code, name, kinds, seat, credit_code` of every organization."""
        organizations = of_day(self.tables["organizations"], self.on)
        return organizations.select("code", "name", "kinds", "credit_code", seat="area")

    @cached_property
    def posts(self) -> pl.DataFrame:
        """`post, subject, role` of every post; the subject is an area or an organization."""
        posts = of_day(self.tables["posts"], self.on)
        return posts.select(post="code", subject=pl.coalesce("area", "organization"), role="role")

    @cached_property
    def holders(self) -> pl.DataFrame:
        """`post, person, name, contact` and the appointment's `code, valid_from`."""
        held = of_day(self.tables["appointments"], self.on).select("post", "person", "code", "valid_from")
        people = of_day(self.tables["persons"], self.on).select(person="code", name="name", their_contact="contact")
        return held.join(people, on="person", how="left")

    def kinds_of(self, group: str) -> list[str]:
        """The kinds of a group (or the kind of that name) under any scheme."""
        found: dict[str, None] = {}
        for scheme in self.schemes.values():
            if group in scheme.groups or group in scheme.kinds:
                found |= dict.fromkeys(sorted(scheme.kinds_of([group])))
        return list(found)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """`kinds, group` for the groups the ledgers have cells for."""
        names = ("party_organization", "self_governing_body", "property_firm")
        pairs = [(kind, name) for name in names for kind in self.kinds_of(name)]
        return pl.DataFrame(pairs, schema={"kinds": pl.String, "group": pl.String}, orient="row")

    def covering(self, cells: Iterable[tuple[str, str]]) -> pl.DataFrame:
        """`key, area, organization, name` of every cover of an area by a body of a cell's group, with its `code, valid_from`."""
        covers = of_day(self.tables["covers"], self.on).filter(pl.col("area").is_not_null())
        kinds = self.bodies.select("name", "kinds", organization="code").explode("kinds").join(self.groups, on="kinds")
        keys = pl.DataFrame(list(cells), schema={"key": pl.String, "group": pl.String}, orient="row")
        joined = covers.select("code", "valid_from", "area", "organization").join(kinds, on="organization")
        return (
            joined.join(keys, on="group")
            .select("key", "area", "organization", "name", "code", "valid_from")
            .unique(["key", "code"], maintain_order=True)
        )
