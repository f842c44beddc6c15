"""`python -m api.pages FOLDER` writes the indicator pages into a folder and takes away those of indicators that are gone."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from api.pages import indicator_pages
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.scheme import load_schemes
from loaders.cases import CASES, case


def main(folder: Path) -> None:
    """Write them."""
    schemes = load_schemes()
    catalogue = load_catalogue(schemes)
    networks = {name: Network.compile(case(name), schemes, catalogue) for name in CASES}
    pages = indicator_pages(networks)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    typer.echo(f"{folder}: {len(pages)} pages")


main(Path(sys.argv[1]))
