"""The command line, run in the process."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app

__all__ = ["done", "run"]


def run(*arguments: str | Path, store: Path | None = None) -> Result:
    """What a command answers; `store` is the one in LIANDONG_STORE, none unless said."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"LIANDONG_STORE": str(store or "")})


def done(*arguments: str | Path, store: Path | None = None) -> str:
    """The output of a command that succeeds."""
    result = run(*arguments, store=store)
    assert result.exit_code == 0, result.output
    return result.stdout
