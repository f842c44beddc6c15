"""Small random networks: valid records with history, moves, unknowns and exemptions, for the property-based tests.

A run of the tests looks at the same `POOL` networks again and again, each compiled once: asking is quick, compiling is not.
`LIANDONG_SEED=7` looks at others.
"""

from __future__ import annotations

import functools
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from graph_model.indicators.catalogue import load_catalogue
from graph_model.indicators.reference import Reference
from graph_model.network import Network
from graph_model.records import (
    TABLES,
    Affiliation,
    AffiliationKind,
    Appointment,
    Area,
    Basis,
    Cover,
    CoverMode,
    Exemption,
    Figure,
    Filing,
    Ledger,
    Membership,
    MembershipKind,
    MembershipStatus,
    Organization,
    Person,
    Post,
    Qualifier,
    Record,
    frame_of,
)
from graph_model.scheme import load_schemes

__all__ = ["CATALOGUE", "DAYS", "INDICATORS", "SCHEMES", "SEEDS", "World", "network_of", "random_records", "world"]

_HERE = Path(__file__).parent / "declarations"
SCHEMES = load_schemes(_HERE / "schemes")
CATALOGUE = load_catalogue(SCHEMES, _HERE / "catalogue")
INDICATORS = sorted(key for key in CATALOGUE if key.startswith("x_"))

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=60 * step) for step in range(-1, 14)]
POOL = 80
SEEDS = st.integers(0, POOL - 1).map(lambda number: int(os.environ.get("LIANDONG_SEED", "0")) * POOL + number)
"""The networks of this run."""
_LEVELS = ["city", "county", "community", "compound", "grid", "building"]
_ALLOWED = {
    "city": [],
    "county": ["city"],
    "community": ["county"],
    "grid": ["community", "compound"],
    "compound": ["community", "grid"],
    "building": ["compound", "grid", "community"],
}
_TOPICS = sorted({topic for key in ("plain", "aliased") for topic in SCHEMES[key].topics})

Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class World:
    """Records, the network of them, and who defines what they mean."""

    records: Mapping[str, list[Any]]
    network: Network
    reference: Reference


@functools.cache
def world(seed: int) -> World:
    """The random network with this number, made once."""
    records = random_records(random.Random(seed))
    return World(records, network_of(records), Reference(records, SCHEMES, CATALOGUE))


def network_of(records: Mapping[str, list[Any]], revision: int = 0) -> Network:
    """A network of these records under the test schemes and indicators."""
    return Network.compile(
        {name: frame_of(name, records.get(name, [])) for name in TABLES}, SCHEMES, CATALOGUE, revision
    )


def random_records(chance: random.Random, size: int = 14) -> dict[str, list[Record]]:
    """Records of a network with about `size` areas; references hold for as long as the rows that make them."""
    rows: Rows = {name: [] for name in TABLES}
    for step in range(size):
        rows["areas"] += _area(chance, f"a{step:02}", rows)
    for step in range(chance.randint(3, 12)):
        rows["organizations"] += _organization(chance, f"o{step:02}", rows)
    for step in range(chance.randint(2, 7)):
        rows["persons"] += _person(chance, f"p{step}", rows)
    for step in range(chance.randint(8, 30)):
        rows["posts"] += _post(chance, f"s{step:02}", rows)
    for table, make, most in (
        ("covers", _cover, 40),
        ("affiliations", _affiliation, 16),
        ("memberships", _membership, 40),
        ("appointments", _appointment, 60),
        ("filings", _filing, 60),
        ("figures", _figure, 24),
        ("exemptions", _exemption, 6),
    ):
        for step in range(chance.randint(0, most)):
            rows[table] += make(chance, f"{table[:2]}{step:02}", rows)
    if chance.random() < 0.5:
        rows["filings"] += _everything_told(chance, rows)
    return _consistent(rows)


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=60 * chance.randint(0, 11) + chance.choice([0, 0, 7]))


Window = tuple[date, date]


def _window(chance: random.Random, rows: Rows, *ends: tuple[str, str | None]) -> Window | None:
    """Days on which everything named exists (one unbroken stretch of each), None when there are none."""
    start, stop = FIRST, date.max
    for table, code in ends:
        if code is None:
            continue
        stretches: list[list[date]] = []
        for row in sorted((row for row in rows[table] if row.code == code), key=lambda row: row.valid_from):
            if stretches and stretches[-1][1] == row.valid_from:
                stretches[-1][1] = row.valid_to or date.max
            else:
                stretches.append([row.valid_from, row.valid_to or date.max])
        if not stretches:
            return None
        opens, closes = chance.choice(stretches)
        start, stop = max(start, opens), min(stop, closes)
    return (start, stop) if start < stop else None


def _versions(chance: random.Random, make: Any, window: Window | None, most: int = 3) -> list[Any]:
    """Up to `most` versions one after another within the window, sometimes with a hole between them."""
    if window is None:
        return []
    start, stop = window
    drawn = {start if chance.random() < 0.5 else max(start, _day(chance)) for _ in range(chance.randint(1, most))}
    cuts = sorted(cut for cut in drawn | ({start} if chance.random() < 0.4 else set()) if cut < stop)
    if not cuts:
        return []
    last = stop if chance.random() < 0.7 else min(stop, cuts[-1] + timedelta(days=200))
    found = []
    for begins, ends in zip(cuts, [*cuts[1:], last], strict=True):
        until = min(ends, begins + timedelta(days=20)) if chance.random() < 0.1 else ends
        found.append(make(valid_from=begins, valid_to=None if until == date.max else until))
    return found


def _area(chance: random.Random, code: str, rows: Rows) -> list[Area]:
    areas = rows["areas"]
    spine = _LEVELS[:4]
    level = spine[len(areas)] if len(areas) < len(spine) else chance.choice(_LEVELS[1:])
    if len(areas) < len(spine):
        above, scheme = (areas[-1].code, None) if areas else (None, "plain")
        return [Area(code=code, name=code, level=level, parent=above, scheme=scheme, valid_from=FIRST)]  # type: ignore[arg-type]
    parents = sorted({area.code for area in areas if area.level in _ALLOWED[level]})
    found: list[Area] = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        parent = chance.choice(parents) if parents and chance.random() < 0.95 else None
        window = _window(chance, rows, ("areas", parent))
        if window is None or (found and found[-1].valid_to is None):
            break
        opens = max([window[0], *(area.valid_to or date.max for area in found)])
        found += _versions(
            chance,
            lambda parent=parent, **when: Area(
                code=code,
                name=code,
                level=level,  # type: ignore[arg-type]
                parent=parent,
                scheme=chance.choice(["plain", "aliased"]) if chance.random() < 0.15 else None,
                households=chance.choice([None, 1, 2, 3, 4, 5]),
                attributes=_attributes(chance),
                **when,
            ),
            (opens, min(window[1], opens + timedelta(days=chance.choice([200, 5000, 5000]))))
            if opens < window[1]
            else None,
            2,
        )
    return found


def _attributes(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if chance.random() < 0.5:
        found["staffed"] = chance.random() < 0.5
    if chance.random() < 0.4:
        found["grade"] = chance.choice("abc")
    if chance.random() < 0.4:
        found["founded"] = _day(chance).isoformat()
    return found


def _pick(chance: random.Random, rows: list[Any]) -> str | None:
    return chance.choice(rows).code if rows else None


def _organization(chance: random.Random, code: str, rows: Rows) -> list[Organization]:
    kinds = [
        "party_branch",
        "party_committee",
        "owners_committee",
        "self_management_committee",
        "property_firm",
        "department",
    ]
    area, own = _pick(chance, rows["areas"]), tuple(chance.sample(kinds, chance.choice([1, 1, 1, 2])))
    host = _pick(chance, rows["organizations"]) if chance.random() < 0.6 else None
    window = _window(chance, rows, ("areas", area), ("organizations", host))
    return _versions(
        chance,
        lambda **when: Organization(
            code=code,
            name=code,
            kinds=own if chance.random() < 0.8 else (chance.choice(kinds),),
            area=area if chance.random() < 0.8 else str(_pick(chance, rows["areas"])),
            host=host,
            attributes=_attributes(chance),
            **when,
        ),
        window,
        2,
    )


def _person(chance: random.Random, code: str, rows: Rows) -> list[Person]:
    home = _pick(chance, rows["areas"])
    staffed = {} if chance.random() < 0.3 else {"staffed": chance.random() < 0.6}
    return _versions(
        chance,
        lambda **when: Person(
            code=code,
            name=code,
            residence=chance.choice([None, home]),
            ledger=chance.choice([None, *Ledger]),
            attributes=staffed,
            **when,
        ),
        _window(chance, rows, ("areas", home)),
        2,
    )


def _post(chance: random.Random, code: str, rows: Rows) -> list[Post]:
    area = chance.choice(rows["areas"])
    linkage = (
        "lead" if area.level in ("city", "county", "community") else "grid_worker" if area.level == "grid" else "head"
    )
    role = linkage if chance.random() < 0.6 else chance.choice(["head", "member", "grid_worker"])
    ends = {"area": area.code}
    if rows["organizations"] and chance.random() < 0.5:
        ends, role = {"organization": _pick(chance, rows["organizations"])}, chance.choice(["member", "member", "head"])
    return _versions(
        chance,
        lambda **when: Post(
            code=code, role=role, seats=chance.choice([1, 1, 2, None]), attributes=_attributes(chance), **ends, **when
        ),
        _window(chance, rows, ("areas", ends.get("area")), ("organizations", ends.get("organization"))),
        2,
    )


def _cover(chance: random.Random, code: str, rows: Rows) -> list[Cover]:
    organization = _pick(chance, rows["organizations"])
    if organization is None:
        return []
    ends: dict[str, Any] = {"area": _pick(chance, rows["areas"])}
    if chance.random() < 0.25:
        ends = {"target_organization": _pick(chance, rows["organizations"])}
    return _versions(
        chance,
        lambda **when: Cover(code=code, organization=organization, mode=chance.choice(list(CoverMode)), **ends, **when),
        _window(
            chance,
            rows,
            ("organizations", organization),
            ("areas", ends.get("area")),
            ("organizations", ends.get("target_organization")),
        ),
        2,
    )


def _affiliation(chance: random.Random, code: str, rows: Rows) -> list[Affiliation]:
    organization, other = _pick(chance, rows["organizations"]), _pick(chance, rows["organizations"])
    if organization is None:
        return []
    ends: dict[str, Any] = {"area": _pick(chance, rows["areas"])}
    if other != organization and chance.random() < 0.5:
        ends = {"other_organization": other}
    kind = chance.choice(list(AffiliationKind))
    return _versions(
        chance,
        lambda **when: Affiliation(code=code, organization=organization, kind=kind, **ends, **when),
        _window(
            chance,
            rows,
            ("organizations", organization),
            ("areas", ends.get("area")),
            ("organizations", ends.get("other_organization")),
        ),
        1,
    )


def _membership(chance: random.Random, code: str, rows: Rows) -> list[Membership]:
    person, organization = _pick(chance, rows["persons"]), _pick(chance, rows["organizations"])
    kind = chance.choice([*MembershipKind, MembershipKind.FORMAL, MembershipKind.FORMAL])
    if person is None or organization is None:
        return []
    return _versions(
        chance,
        lambda **when: Membership(
            code=code,
            person=person,
            organization=organization,
            kind=kind,
            status=chance.choice([*MembershipStatus, MembershipStatus.FULL, None]),
            **when,
        ),
        _window(chance, rows, ("persons", person), ("organizations", organization)),
        1,
    )


def _appointment(chance: random.Random, code: str, rows: Rows) -> list[Appointment]:
    post, person = _pick(chance, rows["posts"]), _pick(chance, rows["persons"])
    if post is None or person is None:
        return []
    return _versions(
        chance,
        lambda **when: Appointment(code=code, post=post, person=person, basis=chance.choice([None, *Basis]), **when),
        _window(chance, rows, ("posts", post), ("persons", person)),
        2,
    )


def _filing(chance: random.Random, code: str, rows: Rows) -> list[Filing]:
    area = chance.choice([rows["areas"][0].code, str(_pick(chance, rows["areas"]))])
    return [Filing(code=code, area=area, topic=chance.choice(_TOPICS), valid_from=_day(chance))]


def _everything_told(chance: random.Random, rows: Rows) -> list[Filing]:
    """The root and some area tell about almost all topics, so that absence is known."""
    told = [(area, topic) for area in (rows["areas"][0].code, str(_pick(chance, rows["areas"]))) for topic in _TOPICS]
    return [
        Filing(code=f"told{number:03}", area=area, topic=topic, valid_from=_day(chance))
        for number, (area, topic) in enumerate(told)
        if chance.random() < 0.9
    ]


def _figure(chance: random.Random, code: str, rows: Rows) -> list[Figure]:
    end = chance.choice(["area", "organization", "person"])
    subject = _pick(chance, rows[{"area": "areas", "organization": "organizations", "person": "persons"}[end]])
    if subject is None:
        return []
    return _versions(
        chance,
        lambda **when: Figure(
            code=code,
            key=chance.choice(["events", "hours"]),
            value=chance.choice([None, 5.0, 10.0, 12.0]),
            qualifier=chance.choice(list(Qualifier)),
            measure=chance.choice([None, "件"]),
            period=chance.choice([None, "2020", "2021", "2020-H1", "2020-H2", "2021-H1"]),
            **{end: subject},
            **when,
        ),
        (FIRST, date.max),
        2,
    )


def _exemption(chance: random.Random, code: str, rows: Rows) -> list[Exemption]:
    ends: dict[str, Any] = {"area": _pick(chance, rows["areas"])}
    if rows["organizations"] and chance.random() < 0.3:
        ends = {"organization": _pick(chance, rows["organizations"])}
    indicator = chance.choice(INDICATORS)
    return _versions(
        chance, lambda **when: Exemption(code=code, indicator=indicator, **ends, **when), (FIRST, date.max), 1
    )


def _consistent(rows: Rows) -> Rows:
    """Drop rows until every reference is alive throughout, no level comes twice on a path, and nobody is his own host."""
    before = -1
    while (count := sum(map(len, rows.values()))) != before:
        before = count
        spans: dict[tuple[str, str], list[tuple[date, date]]] = {}
        for table, kept in rows.items():
            for row in kept:
                spans.setdefault((table, row.code), []).append((row.valid_from, row.valid_to or date.max))
        for table, kept in rows.items():
            rows[table] = [row for row in kept if _stands(table, row, spans) and not _repeats(row, rows)]
    return rows


def _stands(table: str, row: Any, spans: Mapping[tuple[str, str], list[tuple[date, date]]]) -> bool:
    if table == "organizations" and row.host is not None and row.host >= row.code:
        return False
    for item in TABLES[table].references:
        code = getattr(row, item.name)
        if not code or item.type is tuple:
            continue
        lives = spans.get((str(item.column.refers_to), code), [])
        if table == "filings":
            if not any(start <= row.valid_from < end for start, end in lives):
                return False
        elif (item.column.during and not _contained(row.valid_from, row.valid_to or date.max, lives)) or not lives:
            return False
    return True


def _contained(start: date, end: date, lives: list[tuple[date, date]]) -> bool:
    for opens, closes in sorted(lives):
        if opens <= start < closes:
            start = closes
    return start >= end


def _repeats(row: Any, rows: Rows) -> bool:
    """Whether a level (or the area itself) comes twice on some path from this area up; where compounds answer for grids,
    they may not lie in a grid either."""
    if row.table != "areas":
        return False
    waiting = [(row, [row.level], [row.code], [row.scheme])]
    while waiting:
        area, levels, codes, schemes = waiting.pop()
        if "aliased" in schemes and {"grid", "compound"} <= set(levels):
            return True
        for above in rows["areas"]:
            if above.code != area.parent:
                continue
            apart = (area.valid_to or date.max) <= above.valid_from or (above.valid_to or date.max) <= area.valid_from
            if apart:
                continue
            if above.level in levels or above.code in codes:
                return True
            waiting.append((above, [*levels, above.level], [*codes, above.code], [*schemes, above.scheme]))
    return False
