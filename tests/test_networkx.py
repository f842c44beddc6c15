"""networkx's own tests, run with every graph converted to a view of ours and back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx

HERE = Path(nx.__file__).parent
TESTED = {
    "algorithms/tests/test_dag.py": ["descendants", "ancestors"],
    "algorithms/tests/test_lowest_common_ancestors.py": ["lowest_common_ancestor"],
    "algorithms/shortest_paths/tests/test_generic.py": ["shortest_path", "shortest_path_length"],
    "algorithms/components/tests/test_connected.py": [
        "connected_components",
        "number_connected_components",
        "is_connected",
        "node_connected_component",
    ],
    "algorithms/components/tests/test_weakly_connected.py": [
        "weakly_connected_components",
        "number_weakly_connected_components",
        "is_weakly_connected",
    ],
    "algorithms/bipartite/tests/test_project.py": ["weighted_projected_graph"],
    "classes/tests/test_function.py": [],
}
"""Its files with the tests of what we run on the columns; every other function in them is converted."""


def test_networkx_tests_pass_through_the_backend(tmp_path: Path) -> None:
    """The tests networkx has for the functions that run on the columns pass, and these functions are what they call."""
    log = tmp_path / "log"
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={HERE}", "-p", "no:cacheprovider"]
    command += [f"--log-file={log}", "--log-file-level=DEBUG", *(str(HERE / name) for name in TESTED)]
    told = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "NETWORKX_TEST_BACKEND": "liandong", "NETWORKX_FALLBACK_TO_NX": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert told.returncode == 0, told.stdout[-5000:]
    assert int(re.findall(r"(\d+) passed", told.stdout)[-1]) > 200
    called = set(re.findall(r"Using backend 'liandong' for call to '(\w+)'", log.read_text(encoding="utf-8")))
    assert sorted({name for names in TESTED.values() for name in names} - called) == []
