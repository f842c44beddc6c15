"""`generate`: a synthetic city, into a store or a CSV folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import declared, opened
from api.cli.options import StorePath, read_day
from api.cli.output import amount, steps
from graph_model.levels import AreaLevel

if TYPE_CHECKING:
    import polars as pl

__all__ = ["add_to", "generate"]


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("generate")(generate)


def generate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Write a CSV folder here.", show_default=False)
    ] = None,
    store: StorePath = None,
    areas: Annotated[int, typer.Option("--areas", min=1, help="How many areas 区域.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same city.")] = 1,
    depth: Annotated[AreaLevel, typer.Option("--depth", help="The lowest level 层级.")] = AreaLevel.UNIT,
    gap_rate: Annotated[
        float, typer.Option(min=0, max=1, help="How often nobody holds a post, or a body is missing.")
    ] = 0.1,
    unknown_rate: Annotated[float, typer.Option(min=0, max=1, help="How many communities have filed nothing.")] = 0.05,
    history_rate: Annotated[float, typer.Option(min=0, max=1, help="How many records have a past.")] = 0.1,
    cross_rate: Annotated[float, typer.Option(min=0, max=1, help="How often a holder holds a second post.")] = 0.05,
    exempt_rate: Annotated[float, typer.Option(min=0, max=1, help="How many places are exempt from something.")] = 0.01,
    start: Annotated[
        date, typer.Option("--start", parser=read_day, metavar="DATE", help="The first day of any record.")
    ] = "2020-01-01",  # type: ignore[assignment]  # read by the parser
    until: Annotated[
        date, typer.Option("--until", parser=read_day, metavar="DATE", help="The day to ask about.")
    ] = "2025-01-01",  # type: ignore[assignment]  # read by the parser
    code: Annotated[str, typer.Option(help="The code of the city.")] = "9900",
) -> None:
    """Make up a city 生成: areas, bodies, posts and people with gaps, unknowns and history, the same for the same seed.

    It is written to a CSV folder, or into a store. Nothing in it is real.

    Example:  liandong generate --store made-up.duckdb --areas 20000 --seed 7
    """
    if (folder is None) == (not store):
        raise typer.BadParameter("name either a folder or a store: liandong generate --store made-up.duckdb")
    from loaders.generate import GenerateOptions
    from loaders.generate import generate as make

    options = GenerateOptions(
        areas=areas,
        seed=seed,
        depth=depth,
        gap_rate=gap_rate,
        unknown_rate=unknown_rate,
        history_rate=history_rate,
        cross_rate=cross_rate,
        exempt_rate=exempt_rate,
        start=start,
        until=until,
        code=code,
    )
    with steps(2) as step:
        step(f"生成{areas:,}个区域（种子{seed}）")
        tables = make(options)
        if folder is not None:
            from loaders.csv_folder import write_folder

            step(f"写入 {folder}")
            write_folder(tables, folder, declared().schemes)
        else:
            step(f"写入 {store}")
            _store(tables, str(store), options.until, f"generate --areas {areas} --seed {seed}")
    rows = sum(frame.height for frame in tables.values())
    typer.echo(
        f"已写入 {folder or store}：{amount(tables['areas'].height)}行区域，共{amount(rows)}行；数据截至 {options.until}"
    )


def _store(tables: dict[str, pl.DataFrame], address: str, day: date, name: str) -> None:
    from loaders.incoming import Incoming
    from loaders.load import load

    with opened(address, discard_unused=True) as here:
        if here.store.revision():
            raise typer.BadParameter(f"{address} holds records already (库中已有数据): name a new file")
        load(here.store, Incoming.of(tables, name), on=day, schemes=here.schemes, catalogue=here.catalogue)
