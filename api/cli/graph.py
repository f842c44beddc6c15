"""What is asked of the graph itself: `cypher`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.context import declared
from api.cli.options import AsOf, WeightOption
from api.cli.questions import IndicatorKey
from graph_model.answers import Weight
from graph_model.errors import BadQuestion, nearest

__all__ = ["add_to", "cypher"]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("cypher")(cypher)


def cypher(
    indicator: IndicatorKey,
    counts: Annotated[
        bool,
        typer.Option("--counts", help="Ask for the counts and the rate 计数与比例, not for every subject's state."),
    ] = False,
    within: Annotated[
        str | None,
        typer.Option(
            "--within", metavar="CODE", help="Only inside the area of this code 区域编码.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    weight: WeightOption = Weight.SUBJECTS,
) -> None:
    """Print an indicator as a Cypher query 指标的Cypher语句, with its parameters, for Neo4j Browser or cypher-shell.

    Paste the :param lines first, then the query: it answers in the database what coverage and gaps answer here.

    Example:  liandong cypher party_organization_coverage --counts --as-of 2022-08-19
    """
    from graph_model.dates import today
    from graph_model.indicators.cypher import counts_query, states_query
    from graph_model.indicators.cypher.printed import param_lines

    words = declared()
    if indicator not in words.catalogue:
        hint = nearest(indicator, words.catalogue)
        raise BadQuestion(f"unknown indicator {indicator!r}" + (f"; {hint}" if hint else ""))
    if counts:
        query = counts_query(indicator, words.schemes, words.catalogue, weight)
    elif weight is not Weight.SUBJECTS:
        raise typer.BadParameter("--weight changes counts: add --counts")
    else:
        query = states_query(indicator, words.schemes, words.catalogue)
    typer.echo(param_lines(query.parameters(as_of or today(), within)))
    typer.echo(f"\n{query.text};")
