"""What is in `deploy/` fits the program: its settings, its command, its files."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.configuration import configured, keys, variable
from graph_model.errors import InvalidInput

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"


def test_the_settings_are_settings() -> None:
    """The file is read without a problem, and listens on this machine only."""
    settings = configured(DEPLOY / "liandong.toml", {}, {})
    assert (settings.store, settings.host) == ("/var/lib/liandong/city.duckdb", "127.0.0.1")


def test_the_unit_starts_a_command_that_there_is() -> None:
    """The unit's command line is one of `liandong`, with options it has."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "liandong.service", encoding="utf-8")
    program, command, *options = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "liandong"
    told = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"}).output
    assert all(option in told for option in options if option.startswith("--"))


def test_the_container_is_built_from_files_that_there_are() -> None:
    """What is copied is in the checkout and is all that the wheel holds; what is set in the environment is a setting."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in line.split()}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) < copied
    known = {variable(*place) for place, _ in keys()}
    assert set(re.findall(r"\bLIANDONG_\w+", text)) <= known


def test_a_container_does_not_start_without_sign_in() -> None:
    """As it listens to others, it needs a secret or an issuer."""
    environment = {"LIANDONG_STORE": "city.duckdb", "LIANDONG_HOST": "0.0.0.0"}
    with pytest.raises(InvalidInput):
        configured(None, environment, {})
    assert configured(None, {**environment, "LIANDONG_SECRET": "s" * 32}, {}).host == "0.0.0.0"
