"""The commands about the graph: `cypher`, `publish`, `bloom`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.neo4j_server import Running
from tests.test_cli import DAY, done, run

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("command", ["cypher", "publish", "bloom"])
def test_help_teaches_with_an_example(command: str) -> None:
    """Every command's help has an example that begins with the command itself."""
    assert f"Example:  liandong {command}" in done(command, "--help")


def test_a_query_is_printed_with_its_parameters() -> None:
    """First the parameters, the day and the area among them, then the query, ended so that it can be run."""
    text = done("cypher", "compound_head", "--counts", "--as-of", DAY, "--within", "4102")
    lines = text.splitlines()
    assert lines[:2] == [f":param asOf => date('{DAY}')", ":param within => '4102'"]
    assert "// 小区长配备率（compound_head）" in lines
    assert text.rstrip().endswith("AS rateAtMost;")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cypher", "compound_haed"), "是否想问“compound_head”"),
        (("cypher", "grid_worker", "--weight", "households"), "add --counts"),
        (("cypher", "red_property", "--counts", "--weight", "households"), "只能按对象个数"),
        (("bloom", "--scheme", "kaifng"), "是否想问“kaifeng”"),
    ],
)
def test_a_wrong_word_is_told(arguments: tuple[str, ...], words: str) -> None:
    """What cannot be asked is an error that says what can."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert words in result.output


def test_the_perspective_and_the_browser_file_are_written(tmp_path: Path) -> None:
    """The one is JSON, the other a file of commented queries; both say where they went."""
    made, queries = tmp_path / "kaifeng.json", tmp_path / "kaifeng.cypher"
    assert str(made) in done("bloom", "--scheme", "kaifeng", "--out", made)
    assert json.loads(made.read_text(encoding="utf-8"))["type"] == "STANDARD_PERSPECTIVE"
    assert str(queries) in done("bloom", "--scheme", "kaifeng", "--browser", "--out", queries)
    assert queries.read_text(encoding="utf-8").startswith("// 联动")


def test_publish_needs_a_graph(tmp_path: Path) -> None:
    """Onto a file nothing can be published; the error says what to name."""
    store = tmp_path / "city.duckdb"
    done("load", "--case", "kaifeng", store=store)
    result = run("publish", store=store)
    assert result.exit_code == 1
    assert "neo4j://" in result.output


def test_publish_marks_gaps_and_changes_no_record(neo4j_empty: Running, tmp_path: Path) -> None:
    """The gaps of a small city stand on its nodes, and revision, records and log are what they were."""
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "areas.csv").write_text(
        "code,name,level,parent,valid_from\nc,甲社区,community,,2020-01-01\nk,乙小区,compound,c,2020-01-01\n",
        encoding="utf-8",
    )
    (folder / "filings.csv").write_text("area,topic,valid_from\nc,compound_head,2020-01-01\n", encoding="utf-8")
    done("load", folder, "--store", neo4j_empty.url)
    before = done("coverage", "compound_head", "--json", "--as-of", DAY, "--store", neo4j_empty.url)
    assert "更新1个" in done("publish", "--as-of", DAY, "--store", neo4j_empty.url)
    (node,) = neo4j_empty.run(
        "MATCH (n) WHERE n.gap_count > 0 RETURN n.code AS code, n.gaps AS gaps, n.gap_titles AS titles"
    )
    assert node == {"code": "k", "gaps": ["compound_head"], "titles": ["小区长配备率"]}
    assert done("coverage", "compound_head", "--json", "--as-of", DAY, "--store", neo4j_empty.url) == before
    assert neo4j_empty.run("MATCH (m:_Meta) RETURN m.revision AS n") == [{"n": 1}]
    done("verify", "--store", neo4j_empty.url)  # finds nothing edited by hand
    assert "更新0个，撤下0个" in done("publish", "--as-of", DAY, "--store", neo4j_empty.url)


def test_the_picture_in_the_docs_is_drawn_from_the_case() -> None:
    """docs/neighbourhood.svg is what its script draws today."""
    drawn = subprocess.run([sys.executable, DOCS / "neighbourhood.py"], check=True, capture_output=True).stdout
    assert (DOCS / "neighbourhood.svg").read_bytes() == drawn
