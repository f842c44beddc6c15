"""Records and graphs out: `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.context import Opened, existing, inside_of, opened
from api.cli.options import AsOf, StorePath, Within
from api.cli.output import amount, print_table, steps

if TYPE_CHECKING:
    from datetime import date

    from graph_model.network import Network

__all__ = ["add_to", "export"]

_VIEW_LABELS = {"tree": "区划", "bipartite": "人员与岗位所在", "interlock": "组织交叉任职", "full": "全部关系"}


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("export")(export)


def _file(flag: str, form: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        flag, metavar="FILE", help=f"Write the view as {form} 图文件.", show_default=False
    )
    return option


def export(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="Where to write the records; made if there is none. A name ending in .xlsx makes a workbook.",
            show_default=False,
        ),
    ] = None,
    store: StorePath = None,
    revision: Annotated[
        int | None,
        typer.Option(
            "--revision", min=0, metavar="N", help="As known right after this revision 版本.", show_default=False
        ),
    ] = None,
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="NAME",
            help="A graph instead 网络图: tree, bipartite, interlock or full (docs/networkx.md).",
            show_default=False,
        ),
    ] = None,
    graphml: Annotated[Path | None, _file("--graphml", "GraphML")] = None,
    gexf: Annotated[Path | None, _file("--gexf", "GEXF")] = None,
    edge_list: Annotated[Path | None, _file("--edge-list", "a CSV list of edges")] = None,
    within: Within = None,
    as_of: AsOf = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there 覆盖.")] = False,
) -> None:
    """Write all records 导出 as a CSV folder: eleven files, the empty ones too, the same bytes for the same records.

    With --view, write the network of one day as a graph instead.

    Example:  liandong export records --store city.duckdb

    Example:  liandong export --view interlock --graphml bodies.graphml --store city.duckdb
    """
    files = {form: file for form, file in (("graphml", graphml), ("gexf", gexf), ("edge_list", edge_list)) if file}
    if (folder is None) == (view is None):
        raise typer.BadParameter("name either a folder for the records, or --view and a file for the graph")
    if bool(files) != (view is not None) or (view is None and (within or as_of)):
        raise typer.BadParameter(
            "--graphml, --gexf, --edge-list, --within and --as-of belong to --view, such as: "
            "liandong export --view interlock --graphml bodies.graphml"
        )
    with opened(existing(store)) as here:
        if folder is not None:
            _refuse_to_replace(folder, overwrite=overwrite)
            _records(here, folder, revision)
        elif view is not None:
            _refuse_to_replace(*files.values(), overwrite=overwrite)
            _graph(here.network() if revision is None else _network_at(here, revision), view, files, within, as_of)


def _refuse_to_replace(*places: Path, overwrite: bool) -> None:
    """Files that are there may be somebody's own: they are replaced only when asked.

    Raises:
        typer.BadParameter: some are there.
    """
    from graph_model.records import TABLES

    there = [str(place) for place in places if place.is_file()]
    there += [str(file) for place in places for table in TABLES if (file := place / f"{table}.csv").exists()]
    if there and not overwrite:
        raise typer.BadParameter(
            f"there is {', '.join(there)} already (已有文件): name another place, or add --overwrite"
        )


def _records(here: Opened, folder: Path, revision: int | None) -> None:
    """Write the eleven files, or the workbook with eleven sheets, and say what is in them."""
    from loaders.csv_folder import write_folder
    from loaders.words import TABLE_LABELS
    from loaders.workbook.export import write_records

    with steps(2) as step:
        step("读取数据库")
        tables = here.store.read() if revision is None else here.store.read_at(revision)
        number = here.store.revision() if revision is None else revision
        step(f"写入 {folder}")
        if folder.suffix.lower() == ".xlsx":
            write_records(tables, folder, here.schemes)
            typer.echo(f"已导出版本{number}：{folder}")
            return
        files = write_folder(tables, folder, here.schemes)
    rows = [[TABLE_LABELS[file.stem], file.name, amount(tables[file.stem].height)] for file in files]
    print_table(["表", "文件", "行数"], rows, title=f"已导出版本{number}", right=1)


def _network_at(here: Opened, revision: int) -> Network:
    from graph_model.network import Network

    return Network.compile(here.store.read_at(revision), here.schemes, here.catalogue, revision)


def _graph(network: Network, name: str, files: dict[str, Path], within: str | None, as_of: date | None) -> None:
    """Write the view to every file named, and say how large it is."""
    from graph_model.dates import today
    from loaders.graph_files import write_graph

    day = as_of or today()
    area = inside_of(network.on(day), within)
    with steps(1 + len(files)) as step:
        step("生成网络图")
        graph = network.view(name, as_of=day, within=area)
        for form, file in files.items():
            step(f"写入 {file}")
            write_graph(graph, file, form)
    rows = [[str(file), amount(len(graph)), amount(graph.size())] for file in files.values()]
    title = f"{_VIEW_LABELS[name]}（{name}，截至{day}，版本{network.revision}）"
    print_table(["文件", "节点", "边"], rows, title=title, right=2)
