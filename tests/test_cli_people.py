"""The commands about people, posts and time, on the Kaifeng case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import DAY, done, run


@pytest.fixture(scope="module")
def kaifeng(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the case, made once."""
    store = tmp_path_factory.mktemp("people") / "kaifeng.duckdb"
    done("load", "--case", "kaifeng", store=store)
    return store


def told(store: Path, *arguments: str) -> list[dict[str, Any]]:
    """What a command says as JSON."""
    rows: list[dict[str, Any]] = json.loads(done(*arguments, "--json", store=store))
    return rows


def test_cross_lists_and_counts_pairs(kaifeng: Path) -> None:
    """`cross` lists each pair with place and days; between patterns only those; `--matrix` counts the same pairs."""
    everybody = told(kaifeng, "cross", "--as-of", DAY, "--first", "500")
    staff = told(kaifeng, "cross", "--as-of", DAY, "--from", "property_firm/", "--to", "grid:grid_worker")
    assert 0 < len(staff) < len(everybody)
    assert staff[0]["otherPost"].endswith("网格员")
    cells = told(kaifeng, "cross", "--as-of", DAY, "--matrix")
    (grids,) = [cell for cell in cells if (cell["one"], cell["other"]) == ("grid", "property_firm")]
    assert grids["pairs"] == len(staff)
    assert sum(cell["pairs"] + cell["bothLead"] for cell in cells) == len(everybody)
    assert "一肩挑" in done("cross", "--as-of", DAY, "--first", "1", store=kaifeng)


def test_a_wrong_pattern_says_how_to_write_one(kaifeng: Path) -> None:
    """Posts written wrongly, and words no scheme has, are refused with what would do."""
    assert "owners_committee/chair" in run("cross", "--from", "chair", store=kaifeng).output
    refused = run("cross", "--from", "owner_committee/", store=kaifeng).output
    assert "是否想问“owners_committee”" in refused
    assert "owners_committee（业主委员会）" in refused
    assert "branch_and_committee" in run("cross", "--two-way", "nothing", store=kaifeng).output


def test_posts_are_named_by_key_or_by_label(kaifeng: Path) -> None:
    """A pattern may use the Chinese labels of kinds, groups, roles and levels, or what a linkage post is called."""
    for keys, labels in (
        (("party_branch/secretary", "owners_committee/chair"), ("党支部/书记", "业主委员会／主任")),
        (("compound:head", "party_branch/"), ("小区长", "党支部/")),
        (("grid:grid_worker", "/"), ("网格：网格员", "/")),
    ):
        options = [("--from", one, *(() if other == "/" else ("--to", other))) for one, other in (keys, labels)]
        by_key, by_label = (told(kaifeng, "cross", *option, "--as-of", DAY) for option in options)
        assert by_key == by_label
        assert by_key


def test_two_way_headings_say_who_goes_where(kaifeng: Path) -> None:
    """The two directions are headed by their posts: from which, to which."""
    heading = done("cross", "--two-way", "branch_and_committee", "--as-of", DAY, "--csv", store=kaifeng).splitlines()[0]
    assert heading.split(",")[2].startswith("党组织书记→业主委员会主任")


def test_two_way_shows_each_compound(kaifeng: Path) -> None:
    """`cross --two-way` has a row for each compound with both directions and a verdict."""
    rows = told(kaifeng, "cross", "--two-way", "branch_and_committee", "--as-of", DAY)
    assert len(rows) == 33
    assert {row["verdict"] for row in rows} <= {"完整", "一半", "空缺", "情况不明"}


def test_vacancies_are_the_gaps_of_posts(kaifeng: Path) -> None:
    """As many compounds have a vacant head as the indicator has gaps with a post."""
    rows = told(kaifeng, "vacancies", "--as-of", DAY, "--first", "5000")
    vacant = {row["code"] for row in rows if row["code"].endswith("/head") and row["held"] == 0}
    gaps = json.loads(done("gaps", "building_head", "--as-of", DAY, "--first", "5000", "--json", store=kaifeng))[
        "nodes"
    ]
    buildings = {f"{gap['subject']['code']}/head" for gap in gaps}
    assert vacant & buildings
    assert all(row["days"] >= 0 for row in rows)


def test_dependence_ranks_and_explains(kaifeng: Path) -> None:
    """Without a person the widest reach comes first; with one, what falls, post by post and indicator by indicator."""
    first = told(kaifeng, "dependence", "--as-of", DAY, "--first", "3")
    assert [row["reach"] for row in first] == sorted((row["reach"] for row in first), reverse=True)
    falls = told(kaifeng, "dependence", first[0]["code"], "--as-of", DAY)
    assert falls[0]["falls"] == "空缺岗位"
    large = next(row for row in falls[1:] if row["count"] > 100)
    assert len(large["subject"].split("、")) == large["count"]
    assert "号楼" in large["subject"] or "中心户" in large["subject"]
    assert f"等{large['count']}个" in done("dependence", first[0]["code"], "--as-of", DAY, store=kaifeng)


def test_a_trend_is_the_coverage_of_each_day(kaifeng: Path) -> None:
    """Each point of a trend is what `coverage` says on that day."""
    points = told(kaifeng, "trend", "building_head", "--from", "2021-12-15", "--to", "2022-02-15")
    assert [point["on"] for point in points] == ["2021-12-15", "2022-01-01", "2022-02-01", "2022-02-15"]
    for point in points:
        (asked,) = json.loads(done("coverage", "building_head", "--as-of", point["on"], "--json", store=kaifeng))
        assert [point[key] for key in ("numerator", "denominator", "unknown")] == [
            asked[key] for key in ("numerator", "denominator", "unknown")
        ]


def test_changes_and_whose_state_changed(kaifeng: Path) -> None:
    """`changes` lists sentences by day; with `--indicator` the subjects whose state differs, each with a reason."""
    rows = told(kaifeng, "changes", "--from", "2022-06-01", "--to", DAY, "--first", "500")
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    assert any("任" in row["sentence"] for row in rows)
    turns = told(
        kaifeng, "changes", "--from", "2021-12-31", "--to", DAY, "--indicator", "building_head", "--first", "500"
    )
    assert turns
    assert all(turn["reason"] for turn in turns)
    assert all("楼" in turn["subject"] and turn["code"].startswith("410") for turn in turns)


def test_terms_and_conflicts_answer(kaifeng: Path) -> None:
    """Both commands answer with a table even where nothing is due or forbidden."""
    assert "任期" in done("terms", "--as-of", DAY, store=kaifeng)
    assert "任职回避" in done("conflicts", "--as-of", DAY, store=kaifeng)


def test_too_much_for_one_is_listed_against_its_limit(kaifeng: Path) -> None:
    """`many-posts` lists persons above the limit with all their posts; `overspans` what lies under one post."""
    laden = told(kaifeng, "many-posts", "--limit", "1", "--as-of", DAY, "--first", "500")
    assert laden
    assert all(row["postCount"] > row["limit"] == 1 for row in laden)
    assert all(row["count"] > row["limit"] for row in told(kaifeng, "overspans", "--as-of", DAY))


def test_a_post_answers_for_what_has_it_in_its_chain(kaifeng: Path) -> None:
    """`answers-for` lists the areas from whose chain the post is seen, the post's own first."""
    (compound, *_) = told(kaifeng, "vacancies", "--as-of", DAY)
    building = compound["code"].removesuffix("/head")
    rows = told(kaifeng, "answers-for", compound["code"], "--as-of", DAY, "--first", "5000")
    assert rows[0]["code"] == building
    assert all(row["code"].startswith(building) for row in rows)


def test_persons_are_merged_and_split_by_corrections(tmp_path: Path) -> None:
    """A dry run writes nothing; a merge puts the posts of the other under the code that stays; a split takes them back."""
    store = tmp_path / "kaifeng.duckdb"
    done("load", "--case", "kaifeng", store=store)
    several = ("many-posts", "--limit", "1", "--as-of", DAY, "--first", "5000")
    before = {row["code"]: row["postCount"] for row in told(store, *several)}
    keep, other, *_ = before
    rehearsed = done("merge", keep, other, "--dry-run", store=store)
    assert "试运行，未写入" in rehearsed
    (named, *_) = (row for row in told(store, *several) if row["code"] == other)
    assert all(words in rehearsed for words in (named["person"], *named["post"].split("、")[:1]))
    assert "版本2" in done("merge", keep, other, store=store)
    after = {row["code"]: row["postCount"] for row in told(store, *several)}
    assert before[keep] < after[keep] <= before[keep] + before[other]
    assert other not in after
    assert "did you mean" in run("merge", keep, other + "x", store=store).output
    assert "expected an appointment" in run("split", keep, "新", "--record", "无", store=store).output
