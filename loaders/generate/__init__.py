"""A synthetic city of any size and depth: deterministic by seed, made in arrays, valid as it stands.

Nothing in it is real: the code, the names and the numbers are invented, and every row says so in its source.
"""

from __future__ import annotations

import polars as pl

from graph_model.records import TABLES
from loaders.generate.bodies import build_bodies, covers_table, organizations_table
from loaders.generate.city import areas_table, build_city
from loaders.generate.options import GenerateOptions
from loaders.generate.people import (
    appointments_table,
    build_people,
    memberships_table,
    persons_table,
    posts_table,
)
from loaders.generate.told import exemptions_table, filings_table

__all__ = ["GenerateOptions", "generate"]


def generate(options: GenerateOptions) -> dict[str, pl.DataFrame]:
    """The eleven tables of a city as `options` describe it, sorted by code and start (no affiliations, no figures).

    The same options give the same tables with the same version of numpy.
    """
    city = build_city(options)
    bodies = build_bodies(city)
    people = build_people(city, bodies)
    made = {
        "areas": areas_table(city),
        "organizations": organizations_table(bodies),
        "covers": covers_table(bodies),
        "persons": persons_table(city, people),
        "memberships": memberships_table(city, bodies, people),
        "posts": posts_table(people),
        "appointments": appointments_table(people),
        "filings": filings_table(city),
        "exemptions": exemptions_table(city),
    }
    return {name: made.get(name, table.empty()) for name, table in TABLES.items()}
