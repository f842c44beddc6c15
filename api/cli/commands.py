"""The console command: its groups of commands, and how an error ends it.

An error raised on purpose is a sentence on standard error and exit code 1 (2 for a command that was written wrongly); nobody
sees a traceback for a wrong file, a missing store or an unknown code.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli import (
    backups,
    catalogue,
    copying,
    crossing,
    demo,
    exporting,
    graph,
    memberships,
    neo4j_server,
    persons,
    questions,
    records,
    reporting,
    scores,
    serving,
    signing,
    staffing,
    synthetic,
    time,
    verifying,
    workbooks,
)
from api.cli.context import OWN_DECLARATIONS
from graph_model.errors import LiandongError

__all__ = ["Commands", "app", "liandong", "main"]

_PACKAGES = ("graph_model", "schema", "loaders", "api")


class Commands(TyperGroup):
    """A group whose commands end with a sentence when something expected goes wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an expected error is printed whole and ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except LiandongError as error:
            from schema.sentences import in_chinese

            typer.echo(in_chinese(str(error)), err=True)
        except BrokenPipeError:
            raise  # whoever read the output has closed it; the command ends quietly
        except OSError as error:
            typer.echo(f"{error.filename or 'file'}: {error.strerror or error}", err=True)
        raise typer.Exit(1)


app = typer.Typer(
    name="liandong",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "联动 Liandong: who is responsible for what in a city, down to the last stairwell, and where nobody is.\n\n"
        "Start with:  liandong demo --once"
    ),
)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"liandong {version('liandong')}")
        raise typer.Exit


@app.callback()
def liandong(
    declarations: Annotated[
        Path | None,
        typer.Option(
            "--declarations",
            envvar="LIANDONG_DECLARATIONS",
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="A city's own schemes and indicators 本地方案与指标: the folder that holds schemes/ and catalogue/.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version 版本 and end.")
    ] = False,
) -> None:
    """Keep the options that stand before the command, for `context.own_declarations`."""
    del version  # `_say_version` has answered it
    OWN_DECLARATIONS.set(declarations)


demo.add_to(app)
records.add_to(app)
copying.add_to(app)
backups.add_to(app)
exporting.add_to(app)
workbooks.add_to(app)
synthetic.add_to(app)
questions.add_to(app)
catalogue.add_to(app)
crossing.add_to(app)
staffing.add_to(app)
time.add_to(app)
persons.add_to(app)
memberships.add_to(app)
reporting.add_to(app)
scores.add_to(app)
graph.add_to(app)
serving.add_to(app)
signing.add_to(app)
verifying.add_to(app)
neo4j_server.add_to(app)


def main() -> None:
    """Run the command line."""
    taken = _taken()
    if taken:
        typer.echo(
            f"the import name {taken!r} belongs to another package in this environment: "
            "install liandong into a virtual environment of its own",
            err=True,
        )
        sys.exit(1)
    app()


def _taken() -> str | None:
    """The first of our four import names that another package has taken, None if all are ours."""
    ours = Path(__file__).parents[2]
    for name in _PACKAGES:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None or Path(found.origin).parents[1] != ours:
            return name
    return None
