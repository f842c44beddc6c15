"""`scores`: ratios and composites, each area of their level or each organization with its value, grade, rank and parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.context import inside_of
from api.cli.options import AsCsv, AsJson, AsOf, AsXlsx, StorePath, Within
from api.cli.output import print_json, print_rows, print_table
from api.cli.questions import asked, one_form, written
from graph_model import claims
from graph_model.errors import BadQuestion, nearest

if TYPE_CHECKING:
    from graph_model.answers import Coverage
    from graph_model.day import Day
    from graph_model.ranges import Range

__all__ = ["add_to", "score_object", "scores", "show"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("scores")(scores)


def scores(
    indicator: Annotated[
        str,
        typer.Argument(metavar="INDICATOR", help="Its key 指标, such as compound_stars.", show_default=False),
    ],
    store: StorePath = None,
    within: Within = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_xlsx: AsXlsx = None,
) -> None:
    """The grades and ranks of a ratio or a composite 评定: the areas of its own level, or its organizations, best first.

    `liandong indicators` lists them as 比值 and 综合得分; `liandong coverage INDICATOR --by LEVEL` asks for another level.

    Example:  liandong scores compound_stars --within 管城回族区 --store city.duckdb
    """
    one_form(as_json, as_csv, as_xlsx is not None)
    with asked(store, as_of) as (network, day):
        rule = network.catalogue.scores.get(indicator)
        if rule is None:
            hint = nearest(indicator, network.catalogue.scores)
            raise BadQuestion(f"{indicator} is no ratio and no composite" + (f"; {hint}" if hint else ""))
        inside = inside_of(day, within)
        found = network.coverage(indicator, as_of=day.date, within=inside, by=rule.level)
        found.sort(key=lambda one: (one.rank is None, one.rank))
        show(day, indicator, found, as_xlsx, as_json=as_json, as_csv=as_csv)


def show(
    day: Day, indicator: str, answers: Sequence[Coverage], xlsx: Path | None, *, as_json: bool, as_csv: bool
) -> None:
    """Print the answers of a ratio or a composite: values are lower bounds, or ranges where something is not filed."""
    title = f"{day.network.catalogue.scores[indicator].title.zh}　{day.date}"
    names = {one.area: day.record("areas", one.area).name for one in answers if one.area}
    names |= {
        one.organization: day.record("organizations", one.organization).name for one in answers if one.organization
    }
    headings, rows = _headings(answers), [_row(one, names) for one in answers]
    if as_json:
        print_json([score_object(one, names) for one in answers])
    elif as_csv:
        print_rows(headings, rows)
    elif xlsx is not None:
        written(xlsx, "评定", headings, rows, title)
    else:
        shown = [
            ["" if cell is None else f"{cell:,.4g}" if isinstance(cell, float) else str(cell) for cell in row]
            for row in rows
        ]
        print_table(headings, shown, title=title, right=len(headings) - headings.index("名次"))


def _headings(answers: Sequence[Coverage]) -> list[str]:
    """The headings of rows of one score: those of its parts too, with their weights."""
    parts = answers[0].parts if answers else ()
    what = ["组织", "编码", "所在"] if answers and answers[0].organization else ["区域", "编码"]
    return [*what, "名次", "值", "等次", *(f"{part.label['zh']}（{part.weight:g}）" for part in parts)]


def _row(answer: Coverage, names: Mapping[str, str]) -> list[Any]:
    """A row under these headings: ranges are written as texts, one number as a number. `names` are those of areas and
    organizations."""
    place = names[answer.area] if answer.area else "全部"
    body = answer.organization
    return [
        *([names[body], body, place] if body else [place, answer.area]),
        answer.rank,
        _single(answer.value),
        answer.grade_label,
        *(_single(part.value) for part in answer.parts),
    ]


def score_object(answer: Coverage, names: Mapping[str, str]) -> dict[str, Any]:
    """A row as JSON."""
    return {
        **({"organization": {"code": body, "name": names[body]}} if (body := answer.organization) else {}),
        "area": {"code": answer.area, "name": names[answer.area]} if answer.area else None,
        "asOf": answer.as_of.isoformat(),
        **_bounds(answer.value),
        "grade": answer.grade.key if answer.grade else None,
        "rank": answer.rank,
        "parts": [
            {"key": part.key, "label": part.label["zh"], **_bounds(part.value), "weight": part.weight}
            for part in answer.parts
        ],
    }


def _bounds(value: Range | None) -> dict[str, float | None]:
    return {
        "value": None if value is None else float(value.low),
        "valueAtMost": None if value is None else float(value.high),
    }


def _single(value: Range | None) -> float | str | None:
    if value is None:
        return None
    return float(value.low) if value.low == value.high else claims.written(value)
