"""`indicators`: which indicators there are, what each counts, and where it is in force."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.context import declared
from api.cli.options import AsCsv, AsJson
from api.cli.output import print_json, print_rows, print_table

__all__ = ["add_to", "indicators"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("indicators")(indicators)


def indicators(
    scheme: Annotated[
        str | None,
        typer.Option(
            "--scheme",
            metavar="KEY",
            help="Only those in force in this scheme 方案, such as kaifeng.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the indicators 指标: the key to ask for, the title, and the schemes in which it is in force.

    Example:  liandong indicators --scheme kaifeng
    """
    from graph_model.errors import BadQuestion, nearest

    words = declared()
    if scheme is not None and scheme not in words.schemes:
        hint = nearest(scheme, words.schemes)
        raise BadQuestion(
            f"no scheme {scheme!r}; there are: {', '.join(words.schemes)}" + (f" ({hint})" if hint else "")
        )
    chosen = words.schemes if scheme is None else {scheme: words.schemes[scheme]}
    rows = [
        [key, indicator.title.zh, indicator.denominator_name.zh, in_force]
        for key, indicator in sorted(words.catalogue.items())
        if (in_force := "、".join(name for name, one in chosen.items() if key in one.indicators)) or scheme is None
    ]
    rows += [
        [key, score.title.zh, "（比值）" if score.kind == "ratio" else "（综合得分）", in_force]
        for key, score in sorted(words.catalogue.scores.items())
        if (in_force := "、".join(name for name, one in chosen.items() if key in one.scores)) or scheme is None
    ]
    headings = ["指标", "名称", "分母", "在用方案"]
    if as_json:
        print_json([dict(zip(("key", "title", "denominatorName", "schemes"), row, strict=True)) for row in rows])
    elif as_csv:
        print_rows(headings, rows)
    else:
        print_table(headings, rows)
