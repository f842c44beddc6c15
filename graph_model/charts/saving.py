"""Figures as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["save"]


def save(figure: Any, path: Path) -> Path:
    """Write a figure as a page that needs no internet: `plotly.min.js` stands beside it, once for all pages of a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.write_html(path, include_plotlyjs="directory", full_html=True)
    return path
