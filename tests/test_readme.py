"""The READMEs are executed: their query is asked of the real service, their commands exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from graph_model.changes import ChangeSet
from graph_model.stores import open_store
from loaders.cases import case
from tests.serving import asking

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service on a store that holds the Kaifeng case."""
    path = tmp_path_factory.mktemp("readme") / "kaifeng.duckdb"
    store = open_store(path)
    store.write(ChangeSet(case("kaifeng"), {}, {}, summary="the Kaifeng case"))
    store.close()
    with asking(create_app(Settings(store=str(path)))) as client:
        yield client


@pytest.mark.parametrize("name", READMES)
def test_the_query_gives_the_answer_printed(client: httpx.Client, name: str) -> None:
    """The query of the README, asked over HTTP, has the data that the README prints."""
    ((query, answer),) = re.findall(r"```graphql\n(.+?)```\s+```json\n(.+?)```", _text(name), re.DOTALL)
    assert client.post("/graphql", json={"query": query}).json()["data"] == json.loads(answer)["data"]


@pytest.mark.parametrize("name", READMES)
def test_the_sum_below_the_answer_is_its_sum(name: str) -> None:
    """Covered, unknown and gaps add up to the denominator, as the sentence beneath the answer says."""
    answer = json.loads(re.findall(r"```json\n(.+?)```", _text(name), re.DOTALL)[0])["data"]
    (row,) = answer["coverage"]
    parts = row["numerator"], row["unknown"], answer["gaps"]["totalCount"]
    assert sum(parts) == row["denominator"]
    assert "{} + {} + {} = {}".format(*parts, row["denominator"]) in _text(name)


@pytest.mark.parametrize(
    "name", [*READMES, "CONTRIBUTING.md", *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
)
def test_what_a_page_points_to_is_there(name: str) -> None:
    """Every script named and every file linked exists; a script can be run."""
    folder = (ROOT / name).parent
    scripts = [ROOT / path for path in re.findall(r"\./(scripts/\w+)", _text(name))]
    linked = [folder / path for path in re.findall(r"\]\(([^)#:]+)\)", _text(name))]
    assert [path for path in (*scripts, *linked) if not path.exists()] == []
    assert [path for path in scripts if not path.stat().st_mode & 0o100] == []


def test_both_readmes_ask_the_same() -> None:
    """The Chinese and the English README print the same commands, query and answer."""
    blocks = [
        re.findall(r"```(?:graphql|json)\n.+?```|^\./\S+(?: --\w+)?", _text(name), re.DOTALL | re.MULTILINE)
        for name in READMES
    ]
    assert len(blocks[0]) == 4
    assert blocks[0] == blocks[1]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
