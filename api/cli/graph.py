"""What is done with the graph itself: `cypher`, `publish`, `bloom`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.context import declared, existing, opened
from api.cli.options import AsOf, StorePath, WeightOption
from api.cli.output import steps
from api.cli.questions import IndicatorKey
from graph_model.answers import Weight
from graph_model.errors import BadQuestion, NotFound, StoreUnavailable, nearest
from graph_model.scheme import DEFAULT

__all__ = ["add_to", "bloom", "cypher", "publish"]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("cypher")(cypher)
    app.command("publish")(publish)
    app.command("bloom")(bloom)


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


def publish(store: StorePath = None, as_of: AsOf = None) -> None:
    """Write the gaps of a day onto the nodes of a Neo4j store 发布空白点, for Browser and Bloom to show; stale ones are taken off.

    A subject carries gap_count, gaps (indicators), gap_titles (their titles) and gaps_on (the day). No record changes.

    Example:  liandong publish --store neo4j://neo4j:password@127.0.0.1:7687
    """
    from graph_model.dates import today
    from graph_model.published import lacking
    from graph_model.stores.neo4j import Neo4jStore

    with opened(existing(store)) as here:
        if not isinstance(here.store, Neo4jStore):
            raise StoreUnavailable(
                "publish writes onto the nodes of a Neo4j store: name one, neo4j://user:password@host"
            )
        day = as_of or today()
        with steps(len(here.catalogue) + 1) as told:
            gaps = lacking(here.network(), day, told)
            told("写入图数据库")
            done = here.store.publish(gaps, day)
    typer.echo(f"{day}：{done.carrying}个对象有空白点，更新{done.changed}个，撤下{done.taken_off}个。")


def bloom(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write here instead of printing.", show_default=False)
    ] = None,
    scheme: Annotated[str, typer.Option("--scheme", help="Whose words and indicators 方案.")] = DEFAULT,
    browser: Annotated[
        bool,
        typer.Option("--browser", help="The same queries as one .cypher file for Neo4j Browser, not the perspective."),
    ] = False,
) -> None:
    """Write the Bloom perspective 图谱视图 (JSON): categories, colours, search phrases, scene actions, all in Chinese.

    Load the data and publish first, then import the file in Bloom (see docs/neo4j.md). Without Bloom: --browser.

    Example:  liandong bloom --scheme kaifeng --out kaifeng.json
    """
    import json

    from schema.bloom import browser_file, perspective

    words = declared()
    if scheme not in words.schemes:
        hint = nearest(scheme, words.schemes)
        raise NotFound(
            f"unknown scheme {scheme!r}; there are: {', '.join(words.schemes)}" + (f" ({hint})" if hint else "")
        )
    chosen = words.schemes[scheme]
    if browser:
        text = browser_file(chosen, words.catalogue)
    else:
        text = json.dumps(perspective(chosen, words.catalogue), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    typer.echo(f"已写入{out}。")
