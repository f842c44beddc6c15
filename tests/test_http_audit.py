"""The public audit suite for GraphQL over HTTP (npm: graphql-http), run by Node against our server."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from api.app import create_app
from tests.serving import served
from tests.small_city import SETTINGS, small_service

SUITE = ["graphql-http@1.23.1", "graphql@16.11.0"]
LEAST = 60
"""The suite had 61 audits when this was written; far fewer would mean that it did not run."""


@pytest.mark.skipif(shutil.which("npm") is None, reason="the audit suite needs npm")
def test_the_audit_suite_finds_nothing(tmp_path: Path) -> None:
    """Every audit of the suite is ok: no failure, no warning, no notice."""
    shutil.copy(Path(__file__).with_name("http_audit.mjs"), tmp_path)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(tmp_path)]
    subprocess.run([*install, *SUITE], check=True)
    with served(create_app(SETTINGS, small_service)) as address:
        audit = ["node", str(tmp_path / "http_audit.mjs"), f"{address}/graphql"]
        told = subprocess.run(audit, check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout
    audits = [json.loads(line) for line in told.splitlines()]
    assert [one for one in audits if one["status"] != "ok"] == []
    assert len(audits) >= LEAST
