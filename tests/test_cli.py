from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.output import print_rows
from api.cli.showing import LEVELS_QUERY
from tests.commands import done, run

DAY = "2022-08-19"
BROKEN = Path(__file__).parent / "broken" / "csv"


@pytest.fixture(scope="module")
def kaifeng(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the case, made once."""
    store = tmp_path_factory.mktemp("store") / "kaifeng.duckdb"
    done("load", "--case", "kaifeng", store=store)
    return store


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "load",
        "export",
        "generate",
        "coverage",
        "gaps",
        "linkage",
        "serve",
        "schema",
        "cross",
        "vacancies",
        "terms",
        "conflicts",
        "dependence",
        "trend",
        "changes",
        "report",
        "scores",
        "members",
        "indicators",
    ],
)
def test_help_teaches_with_an_example(command: str) -> None:
    """Every command's help has an example that begins with the command itself."""
    assert f"Example:  liandong {command}" in done(command, "--help")


def test_no_store_named() -> None:
    """A command that needs a store says how to name one, with the exit code of a wrong command."""
    result = run("coverage", "grid_worker")
    assert result.exit_code == 2
    assert "--store" in result.output
    assert "LIANDONG_STORE" in result.output


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    """Asking does not create a store: it says that there is none, and how to make one."""
    for command in (
        ["coverage", "grid_worker"],
        ["gaps", "grid_worker"],
        ["linkage", "4102"],
        ["export", tmp_path],
        ["serve"],
    ):
        result = run(*command, store=tmp_path / "none.duckdb")
        assert result.exit_code == 1
        assert "liandong load" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_second_load_changes_nothing(kaifeng: Path) -> None:
    """The case loaded again is counted as unchanged and makes no revision."""
    told = done("load", "--case", "kaifeng", store=kaifeng)
    assert "没有变化" in told
    assert "版本1" in done("export", kaifeng.parent / "again", store=kaifeng)


def test_export_and_load_go_around(kaifeng: Path, tmp_path: Path) -> None:
    """The case exported, loaded into an empty store and exported again is the same to the byte."""
    done("export", tmp_path / "one", store=kaifeng)
    done("load", tmp_path / "one", store=tmp_path / "other.duckdb")
    done("export", tmp_path / "two", store=tmp_path / "other.duckdb")
    first = {file.name: file.read_bytes() for file in (tmp_path / "one").iterdir()}
    assert len(first) == 11
    assert first == {file.name: file.read_bytes() for file in (tmp_path / "two").iterdir()}


def test_a_made_up_city_goes_around(tmp_path: Path) -> None:
    """A generated city exported to a folder, loaded and exported again is the same to the byte, straight or by a store."""
    options = ("--areas", "1500", "--seed", "3", "--history-rate", "0.4")
    done("generate", tmp_path / "one", *options)
    done("load", tmp_path / "one", store=tmp_path / "a.duckdb")
    done("export", tmp_path / "two", store=tmp_path / "a.duckdb")
    done("generate", *options, store=tmp_path / "b.duckdb")
    done("export", tmp_path / "three", store=tmp_path / "b.duckdb")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
        assert file.read_bytes() == (tmp_path / "three" / file.name).read_bytes()


def test_a_dry_run_writes_nothing(kaifeng: Path, tmp_path: Path) -> None:
    """A dry run counts what would be done, makes no store and changes none."""
    told = done("load", "--case", "kaifeng", "--dry-run", store=tmp_path / "new.duckdb")
    assert "9,348" in told
    assert "均未写入" in told
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "areas.csv").write_text("code,name,level,parent\nnew,新社区,community,410202-01\n")
    assert "版本2" in done("load", tmp_path, "--dry-run", store=kaifeng)
    assert "版本1" in done("export", tmp_path / "out", store=kaifeng)


def test_complete_for_takes_a_name(kaifeng: Path, tmp_path: Path) -> None:
    """--complete-for names its area by code or by name, and the load says what it filed for it."""
    (tmp_path / "posts.csv").write_text("role,area\nlead,410202\n")
    (tmp_path / "appointments.csv").write_text("post,person\n")
    told = run("load", tmp_path, "--complete-for", "龙亭区", "--dry-run", "--on", DAY, store=kaifeng)
    assert "按410202完整填报" in told.stdout or "appointments" in told.output
    unknown = run("load", tmp_path, "--complete-for", "龙庭区", "--dry-run", store=kaifeng)
    assert unknown.exit_code == 1
    assert "没有这个区域" in unknown.output


def test_everything_wrong_is_printed(tmp_path: Path) -> None:
    """A broken folder prints every problem, ends with exit code 1, and leaves no store behind."""
    result = run("load", BROKEN / "everything_at_once", store=tmp_path / "new.duckdb")
    assert result.exit_code == 1
    for words in ("areas.csv row 2", "areas.csv row 3", "areas.csv row 4", "posts.csv row 3", "4 problems"):
        assert words in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_load_needs_one_source(tmp_path: Path) -> None:
    """Neither a folder nor a case, or both, is a wrong command; an unknown case names the ones there are."""
    assert run("load", store=tmp_path / "a.duckdb").exit_code == 2
    assert run("load", tmp_path, "--case", "kaifeng", store=tmp_path / "a.duckdb").exit_code == 2
    unknown = run("load", "--case", "kaifng", store=tmp_path / "a.duckdb")
    assert unknown.exit_code == 1
    assert "是否想问“kaifeng”" in unknown.output


def test_coverage_in_three_forms(kaifeng: Path) -> None:
    """The same answer as a table with Chinese headings, as JSON and as CSV."""
    asked = ("coverage", "building_head", "--by", "county", "--as-of", DAY)
    table = done(*asked, store=kaifeng)
    assert table.startswith("楼栋")
    assert "兰考县" in table
    rows = json.loads(done(*asked, "--json", store=kaifeng))
    assert [row["area"]["code"] for row in rows] == ["410202", "410204", "410212", "410225"]
    assert sum(row["denominator"] + row["exempt"] for row in rows) == 933
    written = list(csv.DictReader(io.StringIO(done(*asked, "--csv", store=kaifeng))))
    assert [row["分子"] for row in written] == [str(row["numerator"]) for row in rows]
    assert run(*asked, "--json", "--csv", store=kaifeng).exit_code == 2


def test_gaps_are_the_rows_behind_the_rate(kaifeng: Path) -> None:
    """As many gaps as coverage leaves, each with reason, path and who should act; --first says how many are printed."""
    where = ("--within", "龙亭区", "--as-of", DAY)
    answer = json.loads(done("coverage", "building_head", *where, "--json", store=kaifeng))[0]
    found = json.loads(done("gaps", "building_head", *where, "--first", "3", "--json", store=kaifeng))
    assert found["totalCount"] == answer["denominator"] - answer["numerator"] - answer["unknown"]
    assert len(found["nodes"]) == 3
    assert all(one["reason"] and one["path"][1]["name"] == "龙亭区" for one in found["nodes"])
    unknown = json.loads(done("gaps", "building_head", *where, "--state", "unknown", "--json", store=kaifeng))
    assert unknown["totalCount"] == answer["unknown"]
    assert "列出前3个" in done("gaps", "building_head", *where, "--first", "3", store=kaifeng)


def test_linkage_names_the_holders(kaifeng: Path) -> None:
    """A chain is printed step by step, and its verdict stands above it."""
    told = done("linkage", "梧苑小区", "--as-of", DAY, store=kaifeng)
    assert told.split("\n")[0].endswith("完整")
    steps = json.loads(done("linkage", "410202-01-01-X1", "--as-of", DAY, "--json", store=kaifeng))["steps"]
    assert [step["key"] for step in steps][-1] == "compound"
    assert all(step["holders"] for step in steps)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("coverage", "building_hed"), "是否想问“building_head”"),
        (("coverage", "building_head", "--within", "龙庭区"), "是否想问“龙亭区”"),
        (("gaps", "building_head", "--within", "1号楼"), "请写编码"),
        (("linkage", "4199"), "4199"),
        (("linkage", "4102", "--chain", "linkge"), "linkage"),
        (("export", "out", "--revision", "9"), "9"),
    ],
)
def test_a_wrong_question_is_a_sentence(kaifeng: Path, asked: tuple[str, ...], words: str) -> None:
    """An unknown word or a name several areas have is answered with what would have been right, without a traceback."""
    result = run(*asked, store=kaifeng)
    assert result.exit_code == 1
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_wrong_day_is_a_wrong_command(kaifeng: Path) -> None:
    """A day that is none ends with exit code 2 and shows one that is."""
    result = run("coverage", "building_head", "--as-of", "2022-13-01", store=kaifeng)
    assert result.exit_code == 2
    assert "2024-05-01" in result.output


def test_formulas_are_defused(tmp_path: Path) -> None:
    """A name a spreadsheet would run as a formula is written with a ' before it in CSV answers."""
    (tmp_path / "areas.csv").write_text("code,valid_from,name,level\nc1,2020,=1+1,community\n")
    done("load", tmp_path, store=tmp_path / "a.duckdb")
    told = done("coverage", "community_party_organization", "--by", "community", "--csv", store=tmp_path / "a.duckdb")
    assert "'=1+1,c1" in told


def test_schema_is_the_committed_one() -> None:
    """`schema` prints the SDL that is kept in docs."""
    kept = (Path(__file__).parent.parent / "docs" / "schema.graphql").read_text(encoding="utf-8")
    assert done("schema").strip() == kept.strip()


def test_demo_once() -> None:
    """The demo ends well and shows levels, workers, coverage, gaps, both chains and the query it asked over HTTP."""
    told = done("demo", "--once")
    for words in (
        "933",
        "配有网格员的网格：138个",
        "龙亭区",
        "三、空白点与缺岗（楼栋长配备率）",
        "：完整",
        "环节中断",
        LEVELS_QUERY,
    ):
        assert words in told
    assert run("demo", "--once", "--case", "nowhere").exit_code == 1


@pytest.fixture
def server(kaifeng: Path) -> Iterator[str]:
    """The address of `liandong serve` on a free port, as a process of its own."""
    command = [
        sys.executable,
        "-c",
        "from api.cli import main; main()",
        "serve",
        "--port",
        "0",
        "--store",
        str(kaifeng),
    ]
    root = Path(__file__).parent.parent
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split("：")[1].strip().removesuffix("/")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def test_serve_answers_and_holds_the_file(server: str, kaifeng: Path) -> None:
    """`serve` answers at the address it prints; meanwhile another command says that the file is in use."""
    with urllib.request.urlopen(f"{server}/readyz", timeout=30) as answer:
        assert json.load(answer)["revision"] == 1
    code = "from api.cli import main; main()"
    asked = [sys.executable, "-c", code, "coverage", "grid_worker", "--store", str(kaifeng)]
    busy = subprocess.run(asked, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert busy.returncode == 1
    assert str(kaifeng) in busy.stderr
    assert "Traceback" not in busy.stderr


OWN = """
key: named_compound
kind: coverage
title: {zh: 有人负责的小区, en: compounds with a head}
description: {zh: 有小区长的小区。, en: Compounds that have a head.}
reference: 本市办法
population: {areas: compound}
condition: {post_held: {linkage: true}}
denominator_name: {zh: 小区总数, en: all compounds}
"""


def test_a_city_declares_its_own(kaifeng: Path, tmp_path: Path) -> None:
    """`--declarations DIR` adds a city's own indicators; one that no scheme has in force answers without a rate."""
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "named_compound.yaml").write_text(OWN, encoding="utf-8")
    own = done("--declarations", tmp_path, "coverage", "named_compound", "--as-of", DAY, "--json", store=kaifeng)
    assert json.loads(own)[0]["rate"] is None
    plain = done("--declarations", tmp_path, "coverage", "named_compound", "--as-of", DAY, store=kaifeng)
    assert "没有启用指标 named_compound" in plain
    assert run("coverage", "named_compound", store=kaifeng).exit_code == 1


def test_indicators_are_listed() -> None:
    """Every key that can be asked for is listed with its title and the schemes in which it is in force."""
    listed = json.loads(done("indicators", "--json"))
    assert {"key": "building_head", "title": "楼栋长配备率"}.items() <= {one["key"]: one for one in listed}[
        "building_head"
    ].items()
    assert "kaifeng" in {one["key"]: one for one in listed}["grid_worker"]["schemes"]
    assert run("indicators", "--scheme", "kaifen").exit_code == 1


def test_a_table_by_level_has_a_total(kaifeng: Path) -> None:
    """The last row of a table by level is the whole, counted by itself."""
    assert "合计" in done("coverage", "building_head", "--by", "county", "--as-of", DAY, store=kaifeng)


def test_an_answer_of_nothing_says_why(kaifeng: Path) -> None:
    """Where nothing is counted, the command says that the day is before all records."""
    assert "最早的记录始于" in done("coverage", "building_head", "--as-of", "1999-01-01", store=kaifeng)
    assert "最早的记录始于" in done("gaps", "building_head", "--as-of", "1999-01-01", store=kaifeng)


def test_what_is_there_is_not_lost(kaifeng: Path, tmp_path: Path) -> None:
    """An export does not replace files without being asked, and a made-up city is not put beside real records."""
    (tmp_path / "areas.csv").write_text("mine", encoding="utf-8")
    assert run("export", tmp_path, store=kaifeng).exit_code == 2
    assert (tmp_path / "areas.csv").read_text(encoding="utf-8") == "mine"
    done("export", tmp_path, "--overwrite", store=kaifeng)
    assert run("generate", "--areas", "50", store=kaifeng).exit_code == 2


def test_a_composite_is_ranked(kaifeng: Path) -> None:
    """`coverage` of a composite prints rank, value, grade and parts; `indicators` lists it with its kind."""
    told = done("coverage", "county_ranking", "--by", "county", "--as-of", DAY, store=kaifeng)
    for words in ("试点县区工作排名", "名次", "政治引领（30）", "优秀"):
        assert words in told
    rows = json.loads(done("coverage", "county_ranking", "--by", "county", "--as-of", DAY, "--json", store=kaifeng))
    assert sorted(row["rank"] for row in rows) == [1, 2, 3, 4]
    assert "（综合得分）" in done("indicators", "--scheme", "kaifeng")


def test_scores_are_listed_best_first(kaifeng: Path) -> None:
    """`scores` has the areas of the score's own level by rank; what is no score is refused, and the nearest named."""
    rows = list(csv.DictReader(io.StringIO(done("scores", "county_ranking", "--as-of", DAY, "--csv", store=kaifeng))))
    assert [row["名次"] for row in rows] == ["1", "2", "3", "4"]
    refused = run("scores", "county_rankin", store=kaifeng)
    assert (refused.exit_code, "county_ranking" in refused.stderr) == (1, True)


def test_scores_of_organizations_name_them(tmp_path: Path) -> None:
    """A score of organizations has a row for each, with its seat."""
    store = tmp_path / "guancheng.duckdb"
    done("load", "--case", "guancheng", store=store)
    row = json.loads(done("scores", "firm_stars", "--as-of", "2022-07-07", "--json", store=store))[0]
    assert (row["rank"], row["organization"]["code"].startswith(row["area"]["code"])) == (1, True)
    assert done("scores", "firm_stars", "--as-of", "2022-07-07", store=store).splitlines()[1].split()[:3] == [
        "组织",
        "编码",
        "所在",
    ]


def test_csv_in_a_file_is_known_to_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV that begins a file begins with the mark of UTF-8, without which Excel shows signs for Chinese; what is piped or
    added to a file does not."""
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdout", file)
        print_rows(["区域"], [["龙亭区"]])
        file.flush()
        print_rows(["区域"], [["鼓楼区"]])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "\ufeff区域\n龙亭区\n区域\n鼓楼区\n"
    monkeypatch.setattr(sys, "stdout", piped := io.StringIO())
    print_rows(["区域"], [["龙亭区"]])
    assert piped.getvalue() == "区域\n龙亭区\n"
