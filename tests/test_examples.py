"""The examples are run: each prints what examples/README.md shows and saves its figure."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
SHOWN = dict(
    re.findall(
        r"^\[(\w+)\.py\]\(\w+\.py\): [^\n]*\n\n```text\n(.*?)^```$",
        (EXAMPLES / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


def test_every_example_is_shown() -> None:
    """The README of the examples shows every script but the one they share."""
    assert {path.stem for path in EXAMPLES.glob("*.py")} == {*SHOWN, "kaifeng"}
    assert len(SHOWN) == 5


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_an_example_prints_what_is_shown(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example prints the output shown and writes its figure, which loads nothing from the internet."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    monkeypatch.setattr(sys, "argv", [f"{name}.py", str(tmp_path)])
    runpy.run_path(str(EXAMPLES / f"{name}.py"))
    figure = tmp_path / f"{name}.html"
    assert capsys.readouterr().out == f"{SHOWN[name]}\n图：{figure}\n"
    assert re.findall(r'src="([^"]+)"', figure.read_text(encoding="utf-8")) == ["plotly.min.js"]
    assert (tmp_path / "plotly.min.js").stat().st_size > 1_000_000
