"""Settings from a file, from the environment and from options."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.configuration import configured, keys, variable
from api.limits import Limits
from graph_model.errors import InvalidInput

FILE = """
store = "city.duckdb"
port = 8001
schemes = ["declarations/schemes"]

[limits]
depth = 12
introspection = false
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "liandong.toml"
    written.write_text(FILE, encoding="utf-8")
    return written


def problems(file: Path | None, environment: dict[str, str]) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        configured(file, environment, {})
    return [str(one) for one in refused.value.problems]


def test_a_file_says_what_is_set_and_the_rest_has_defaults(file: Path) -> None:
    """Keys of the file are taken, paths are meant from its folder, and what it does not name stays as it is."""
    settings = configured(file, {}, {})
    assert settings.store == str(file.parent / "city.duckdb")
    assert settings.schemes == (file.parent / "declarations/schemes",)
    assert (settings.port, settings.host) == (8001, "127.0.0.1")
    assert settings.limits == Limits(depth=12, introspection=False)


def test_the_environment_wins_over_the_file_and_options_over_both(file: Path) -> None:
    """Option, then variable, then file, then default."""
    environment = {"LIANDONG_PORT": "8002", "LIANDONG_LIMITS_DEPTH": "14", "LIANDONG_LIMITS_INTROSPECTION": "true"}
    settings = configured(file, environment, {})
    assert (settings.port, settings.limits.depth, settings.limits.introspection) == (8002, 14, True)
    assert configured(file, environment, {"port": 8003}).port == 8003


def test_no_file_is_needed() -> None:
    """Everything can be said by variables; the address of a database stays as it is."""
    settings = configured(None, {"LIANDONG_STORE": "neo4j://localhost", "LIANDONG_CATALOGUE": "/a:/b"}, {})
    assert settings.store == "neo4j://localhost"
    assert settings.catalogue == (Path("/a"), Path("/b"))


def test_every_mistake_is_told_at_once_and_no_value_is(file: Path) -> None:
    """Unknown keys with the nearest one, values that do not fit; what was written is not repeated, it may be a secret."""
    file.write_text('prot = 1\nworkers = 0\n[limits]\ndepht = 3\nseconds = "hunter2"\n', encoding="utf-8")
    told = problems(file, {"LIANDONG_PORT": "hunter2"})
    assert len(told) == 5
    assert any("prot" in one and "port" in one for one in told)
    assert any("limits.depht" in one and "limits.depth" in one for one in told)
    assert any("limits.seconds" in one for one in told)
    assert any("LIANDONG_PORT" in one for one in told)
    assert "hunter2" not in "".join(told)


@pytest.mark.parametrize("text", ["store = ", "\xff"])
def test_a_file_that_cannot_be_read_is_named(file: Path, text: str) -> None:
    """What is no TOML, or no UTF-8, or not there, is told with its name."""
    file.write_bytes(text.encode("latin-1"))
    (told,) = problems(file, {})
    assert "liandong.toml" in told
    file.unlink()
    (told,) = problems(file, {})
    assert "liandong.toml" in told


def test_a_service_needs_a_store() -> None:
    """Without a store it is said how to name one."""
    (told,) = problems(None, {})
    assert "LIANDONG_STORE" in told


def test_every_setting_is_on_the_page_of_operators() -> None:
    """docs/operations.md names each key and each variable, and the default."""
    page = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    for place, _ in keys():
        assert f"| `{'.'.join(place)}` | `{variable(*place)}` |" in page
