"""A city small enough to read, for the tests of the service, and ways to ask it questions."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from api.execution import Execution, Parameters
from api.service import Service
from api.settings import Settings
from api.signin import Asker, Role
from graph_model.changes import ChangeSet
from graph_model.indicators.catalogue import load_catalogue
from graph_model.levels import AreaLevel
from graph_model.network import Network
from graph_model.records import (
    TABLES,
    Appointment,
    Area,
    Basis,
    Cover,
    CoverMode,
    Exemption,
    Filing,
    Ledger,
    Organization,
    Person,
    Post,
    Record,
    frame_of,
    records_of,
)
from graph_model.scheme import load_schemes
from graph_model.scoping import EVERYTHING, Scope, seen
from graph_model.stores import open_store

START, MOVED = date(2020, 1, 1), date(2023, 1, 1)
DAY = "2024-05-01"
SCHEMES = load_schemes()
CATALOGUE = load_catalogue(SCHEMES)


def _area(code: str, name: str, level: AreaLevel, parent: str | None, **more: Any) -> Area:
    return Area(**{"code": code, "valid_from": START, "name": name, "level": level, "parent": parent, **more})


def _records() -> Iterator[Record]:
    yield _area("41", "汴市", AreaLevel.CITY, None, residents=9000)
    yield _area("4101", "鼓楼区", AreaLevel.COUNTY, "41")
    yield _area("4102", "龙亭区", AreaLevel.COUNTY, "41")
    yield _area("410101", "东街道", AreaLevel.TOWN, "4101")
    yield _area("410201", "西街道", AreaLevel.TOWN, "4102")
    yield _area("41010101", "梅社区", AreaLevel.COMMUNITY, "410101")
    yield _area("41020101", "兰社区", AreaLevel.COMMUNITY, "410201")
    yield _area("C1", "甲小区", AreaLevel.COMPOUND, "41010101", households=100, attributes={"protected": True})
    yield _area("C2", "乙小区", AreaLevel.COMPOUND, "41010101", valid_to=MOVED)
    yield _area("C2", "乙小区", AreaLevel.COMPOUND, "41020101", valid_from=MOVED)
    yield _area("C3", "丙小区", AreaLevel.COMPOUND, "41020101", households=50)
    yield _area("C4", "丁小区", AreaLevel.COMPOUND, "41020101")
    yield _area("C5", "飞地小区", AreaLevel.COMPOUND, None)
    yield _area("OLD", "旧小区", AreaLevel.COMPOUND, "41010101", valid_to=MOVED)
    yield _area("NEW", "新小区", AreaLevel.COMPOUND, "41010101", valid_from=MOVED, predecessors=("OLD",))
    yield _area("B1", "1栋", AreaLevel.BUILDING, "C1")
    yield Organization(
        code="C1/party_branch", valid_from=START, name="甲小区党支部", kinds=("party_branch",), area="C1", host="F1"
    )
    yield Organization(code="F1", valid_from=START, name="和顺物业", kinds=("property_firm",), area="41010101")
    yield Cover(
        code="C1/party_branch/C1", valid_from=START, organization="C1/party_branch", area="C1", mode=CoverMode.OWN
    )
    yield Cover(code="F1/C1", valid_from=START, organization="F1", area="C1")
    yield Person(code="p1", valid_from=START, name="人员甲", residence="C1", ledger=Ledger.RETIRED)
    yield Person(code="p2", valid_from=START, name="人员乙")
    yield Post(code="C1/head", valid_from=START, role="head", area="C1")
    yield Post(code="C2/head", valid_from=START, role="head", area="C2")
    yield Post(code="41010101/lead", valid_from=START, role="lead", area="41010101")
    yield Post(code="F1/deputy", valid_from=START, role="deputy", organization="F1", seats=2)
    yield Appointment(
        code="C1/head/p1", valid_from=START, post="C1/head", person="p1", basis=Basis.ELECTED, on_behalf_of="F1"
    )
    yield Appointment(code="C2/head/p2", valid_from=START, valid_to=MOVED, post="C2/head", person="p2")
    yield Appointment(code="F1/deputy/p2", valid_from=START, post="F1/deputy", person="p2")
    for topic in ("compound_head", "party_organization", "self_governing_body", "property_service", "building_head"):
        yield Filing(code=f"41/{topic}", valid_from=date(2020, 6, 1), area="41", topic=topic)
    yield Filing(code="C5/compound_head", valid_from=MOVED, area="C5", topic="compound_head")
    yield Exemption(code="x1", valid_from=START, indicator="compound_head", area="C4", reason="整体拆迁")


def network_of(records: Iterable[Record], revision: int = 7) -> Network:
    """A network of these records."""
    listed = list(records)
    tables = {name: frame_of(name, (one for one in listed if one.table == name)) for name in TABLES}
    return Network.compile(tables, SCHEMES, CATALOGUE, revision)


CITY = network_of(_records())
_SEEN = functools.lru_cache(8)(seen)
_EXECUTION, _PLAIN = Execution(), Execution(planning=False)


def ask(query: str, network: Network = CITY, scope: Scope = EVERYTHING, **variables: Any) -> dict[str, Any]:
    """The whole answer to a query of somebody with this scope; the plan's is graphql-core's, to the byte."""
    parameters, asker, shown = (
        Parameters(query, None, variables),
        Asker("张", scope, Role.READER),
        _SEEN(network, scope),
    )
    answer = _EXECUTION.answer(parameters, shown, asker, "r1")
    assert answer == _PLAIN.answer(parameters, shown, asker, "r1")
    read: dict[str, Any] = json.loads(answer.body)
    return read


def data(query: str, **variables: Any) -> dict[str, Any]:
    """The data of an answer that has no errors."""
    answer = ask(query, **variables)
    assert "errors" not in answer, answer["errors"]
    read: dict[str, Any] = answer["data"]
    return read


def refusal(query: str, **variables: Any) -> tuple[str, str]:
    """The code and the message of the one error of an answer."""
    (error,) = ask(query, **variables)["errors"]
    return error["extensions"]["code"], error["message"]


class FixedStore:
    """A store that has one revision and can be counted on."""

    def __init__(self, network: Network = CITY) -> None:
        self.number, self.closed = network.revision, False
        self.tables: dict[str, pl.DataFrame] = network.frames()

    def revision(self) -> int:
        """The revision it stands at."""
        return self.number

    def identity(self, revision: int) -> str:
        """The same whenever it is asked."""
        return f"small {revision}"

    def read(self) -> dict[str, pl.DataFrame]:
        """All tables."""
        return self.tables

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


SETTINGS = Settings(store="small.duckdb")


def small_service(_settings: Settings = SETTINGS) -> Service:
    """A service of the small city, without a file."""
    return Service(FixedStore(), CITY)  # type: ignore[arg-type]


def stored(path: Path) -> Settings:
    """The settings of a service on a store of its own that holds the small city at revision 1."""
    store = open_store(str(path), SCHEMES, CATALOGUE)
    records = [record for name in TABLES for record in records_of(name, CITY.tables[name].frame)]
    store.write(ChangeSet.of(records, summary="the small city"))
    store.close()
    return Settings(store=str(path))
