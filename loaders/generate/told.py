"""What the communities of a synthetic city have filed, and what is exempt."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph_model.levels import AreaLevel
from loaders.generate.city import City
from loaders.generate.columns import days, draw, frame, joined

__all__ = ["exemptions_table", "filings_table"]

_ABOVE = {AreaLevel.CITY: ("city_lead",), AreaLevel.COUNTY: ("county_lead", "town_lead")}
_COMMUNITY = (
    "party_organization",
    "self_governing_body",
    "property_service",
    "residents_body",
    "party_posts",
    "self_governing_posts",
    "community_lead",
    "grid_worker",
    "compound_head",
    "building_head",
    "unit_head",
    "central_household",
)
_EXEMPT = {
    AreaLevel.COMPOUND: (("self_governing_body", "已列入拆迁范围"), ("property_management", "由单位自行管理")),
    AreaLevel.BUILDING: (("building_head", "尚未交付入住"),),
}


def filings_table(city: City) -> pl.DataFrame:
    """Two reports of every community that tells anything, one in each half of the time; leads are told from above."""
    options = city.options
    rng = np.random.default_rng([options.seed, 6])
    middle = (options.origin + options.horizon) // 2
    parts = []
    for level, layer in city.layers.items():
        topics = _COMMUNITY if level is AreaLevel.COMMUNITY else _ABOVE.get(level, ())
        silent = rng.random(len(layer)) < (options.unknown_rate if level is AreaLevel.COMMUNITY else 0)
        area = layer.code.filter(pl.Series(~silent))
        if not topics or not len(area):
            continue
        for low, high in ((options.origin, middle), (middle, options.horizon)):
            first, last = (np.full(len(area), day, np.int32) for day in (low, high))
            since = days(draw(rng, first, last))
            for topic in topics:
                code = joined(area, f"/{topic}/", since.cast(pl.String))
                rows = pl.DataFrame({"code": code, "valid_from": since, "area": area})
                parts.append(rows.with_columns(pl.lit(topic).alias("topic")))
    return frame("filings", *parts)


def exemptions_table(city: City) -> pl.DataFrame:
    """Some compounds and buildings need not meet an indicator, from the day they are there."""
    options = city.options
    rng = np.random.default_rng([options.seed, 7])
    parts = []
    for level, choices in _EXEMPT.items():
        layer = city.layers.get(level)
        if layer is None:
            continue
        exempt = rng.random(len(layer)) < options.exempt_rate
        which = rng.integers(0, len(choices), len(layer))
        for turn, (indicator, reason) in enumerate(choices):
            here = exempt & (which == turn)
            area, since = layer.code.filter(pl.Series(here)), days(layer.since[here])
            code = joined(f"{indicator}/", area, "/", since.cast(pl.String))
            rows = pl.DataFrame({"code": code, "valid_from": since, "area": area})
            parts.append(rows.with_columns(pl.lit(indicator).alias("indicator"), pl.lit(reason).alias("reason")))
    return frame("exemptions", *parts)
