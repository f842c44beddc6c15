from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.commands import done, run
from tests.workbooks import ledger, workbook

DAY = "2022-08-19"
KNOWN = {"所属社区": "410202-01-01", "小区名称": "梧苑小区"}


@pytest.fixture(scope="module")
def kaifeng(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the case; the tests rehearse on it."""
    store = tmp_path_factory.mktemp("workbook") / "kaifeng.duckdb"
    done("load", "--case", "kaifeng", store=store)
    return store


def test_template_is_written(tmp_path: Path) -> None:
    """`template` writes a scheme's workbook where it is told to; an unknown scheme names the ones there are."""
    assert "开封市" in done("template", "--scheme", "kaifeng", "--out", tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames[:3] == ["填表说明", "小区台账", "楼栋长"]
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]
    assert run("template", "--out", tmp_path / "t.xlsx").exit_code == 2  # somebody may have filled it in
    done("template", "--out", tmp_path / "t.xlsx", "--overwrite")
    assert "是否想问“kaifeng”" in run("template", "--scheme", "kaifng").output


def test_a_dry_run_shows_what_would_change(kaifeng: Path, tmp_path: Path) -> None:
    """--dry-run lists each record that would be added, changed or ended, and writes nothing."""
    path = workbook(tmp_path / "台账.xlsx", {"小区台账": ledger({**KNOWN, "户数": 777, "小区长": "无"})})
    told = done("load", path, "--dry-run", "--on", DAY, store=kaifeng)
    for words in ("变更", "户数：", "→ 777", "终止", "小区长", "均未写入"):
        assert words in told
    assert "版本1" in done("export", tmp_path / "out", store=kaifeng)


def test_a_wrong_workbook_is_told_and_marked(kaifeng: Path, tmp_path: Path) -> None:
    """Everything wrong is printed in Chinese, the marked copy lies beside the workbook or where --marked says, exit code 1."""
    path = workbook(
        tmp_path / "台账.xlsx", {"小区台账": ledger({**KNOWN, "户数": -1, "党组织": "甲", "组建方式": "单独健"})}
    )
    result = run("load", path, "--on", DAY, store=kaifeng)
    assert result.exit_code == 1
    for words in ("共2处错误，未写入任何数据", "第2行“户数”列", "是否为“单独建”？", "台账.标注.xlsx"):
        assert words in result.stderr
    assert (tmp_path / "台账.标注.xlsx").exists()
    run("load", path, "--marked", tmp_path / "m.xlsx", store=kaifeng)
    kept = path.read_bytes()
    run("load", path, "--marked", path, store=kaifeng)
    assert path.read_bytes() == kept
    assert (tmp_path / "m.xlsx").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A path that is neither file nor folder is told, and leaves no store behind."""
    result = run("load", tmp_path / "none.xlsx", store=tmp_path / "a.duckdb")
    assert result.exit_code == 1
    assert "none.xlsx" in result.output
    assert not (tmp_path / "a.duckdb").exists()


@pytest.mark.parametrize(
    "command", [("coverage", "building_head", "--by", "county"), ("gaps", "building_head", "--first", "5")]
)
def test_answers_as_a_workbook(kaifeng: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """--xlsx writes the rows that --csv prints, under Chinese headings; a text that looks like a formula stays a text."""
    done(*command, "--as-of", DAY, "--xlsx", tmp_path / "a.xlsx", store=kaifeng)
    printed = done(*command, "--as-of", DAY, "--csv", store=kaifeng).splitlines()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [cell.value for cell in sheet[1]] == printed[0].split(",")
    assert sheet.max_row == len(printed)


def test_export_as_a_workbook(tmp_path: Path) -> None:
    """`export FILE.xlsx` has a sheet a table; loaded into another store it gives the same folder to the byte."""
    (tmp_path / "areas.csv").write_text(
        "code,valid_from,name,level,parent,households\nc1,2020-01-01,=1+1,community,,\nx1,2020-01-01,甲,compound,c1,3\n"
    )
    (tmp_path / "posts.csv").write_text("code,valid_from,role,area\nx1/head,2021-01-01,head,x1\n")
    done("load", tmp_path, store=tmp_path / "a.duckdb")
    done("export", tmp_path / "all.xlsx", store=tmp_path / "a.duckdb")
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["区域"]
    assert "红色物业示范" not in {cell.value for cell in sheet[1]}  # an attribute of another city
    assert sheet["D2"].data_type == "s" or "=1+1" in [cell.value for cell in sheet[2]]
    done("load", tmp_path / "all.xlsx", store=tmp_path / "b.duckdb")
    done("export", tmp_path / "one", store=tmp_path / "a.duckdb")
    done("export", tmp_path / "two", store=tmp_path / "b.duckdb")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
