"""Draws `neighbourhood.svg`, what stands around one compound of the Kaifeng case, in the colours of the Bloom perspective.

Run it from the root of the project: `.venv/bin/python docs/neighbourhood.py > docs/neighbourhood.svg`.
"""  # noqa: INP001

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from html import escape
from typing import TypeVar

from graph_model.day import Day
from graph_model.indicators.catalogue import load_catalogue
from graph_model.network import Network
from graph_model.published import lacking
from graph_model.scheme import load_schemes
from graph_model.stores.neo4j.shape import labels_of, level_label
from loaders.cases import CASES
from schema.bloom.catalogue import categories

__all__ = ["drawing"]

_COMPOUND = "410204-03-01-X1"
_GAP, _WIDTH, _HEIGHT = "#E4572E", 900, 640
_STYLE = "font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:13px;text-anchor:middle"

Point = tuple[float, float]
T = TypeVar("T")


class _Drawing:
    """Nodes and edges as SVG; edges stand below nodes."""

    def __init__(self, colors: dict[str, str]) -> None:
        self.colors, self.edges, self.nodes = colors, list[str](), list[str]()

    def node(self, at: Point, name: str, label: str, note: str = "", *, radius: int = 22, gap: bool = False) -> Point:
        x, y = at
        fill = _GAP if gap else self.colors[label]
        self.nodes.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{fill}" stroke="#555"/>')
        self.nodes.append(f'<text x="{x:g}" y="{y + radius + 15:g}">{escape(name)}</text>')
        if note:
            self.nodes.append(f'<text x="{x:g}" y="{y + radius + 30:g}" fill="{_GAP}">{escape(note)}</text>')
        return at

    def edge(self, start: Point, end: Point, kind: str) -> None:
        (x, y), (to_x, to_y) = start, end
        self.edges.append(f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" stroke="#959AA1"/>')
        middle = f'x="{(x + to_x) / 2:g}" y="{(y + to_y) / 2 - 4:g}"'
        self.edges.append(f'<text {middle} fill="#777" font-size="10">{escape(kind)}</text>')

    def __str__(self) -> str:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="{_STYLE}">'
        return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *self.edges, *self.nodes, "</svg>"])


def drawing() -> str:
    """The picture as SVG: the way up, the bodies that cover the compound, its grids, and who holds their posts."""
    case, schemes = CASES["kaifeng"], load_schemes()
    network = Network.compile(case.tables(), schemes, load_catalogue(schemes))
    day, lacks = network.on(case.as_of), {one.code: one.titles for one in lacking(network, case.as_of)}
    made = _Drawing({one.label: one.color for one in categories(day.scheme(_COMPOUND))})
    *above, _ = day.path(_COMPOUND)
    note = "；".join(lacks.get(_COMPOUND, ()))
    centre = made.node(
        (450, 330), day.record("areas", _COMPOUND).name, "Compound", note, radius=30, gap=_COMPOUND in lacks
    )
    below = centre
    for step, code in enumerate(reversed(above)):
        area = day.record("areas", code)
        at = made.node((550 + 100 * step, 250 - 62 * step), area.name, level_label(area.level))
        made.edge(below, at, "PART_OF")
        below = at
    for at, cover in _spread(day.covers_of("areas", _COMPOUND), (120, 130), (0, 135)):
        body = day.record("organizations", cover.organization)
        (label, *_) = labels_of("organizations", {"kinds": body.kinds})
        made.edge(made.node(at, body.name, label), centre, "COVERS")
    _post(made, day, _COMPOUND, centre, (760, 330))
    for at, code in _spread(day.children(_COMPOUND), (110, 480), (170, 0)):
        area = day.record("areas", code)
        made.edge(made.node(at, area.name.removeprefix(day.record("areas", _COMPOUND).name), "Grid"), centre, "PART_OF")
        _post(made, day, code, at, (at[0], 590))
    return str(made)


def _spread(things: Iterable[T], first: Point, step: Point) -> Iterator[tuple[Point, T]]:
    for number, thing in enumerate(things):
        yield (first[0] + number * step[0], first[1] + number * step[1]), thing


def _post(made: _Drawing, day: Day, area: str, owner: Point, at: Point) -> None:
    """The posts of an area with their holders; a post nobody holds is red."""
    for code in day.posts_of("areas", area):
        post, holders = day.record("posts", code), day.holders(code)
        name = post.label or post.role
        if not holders:
            made.edge(made.node(at, f"{name}（空缺）", "Post", gap=True), owner, "OF")
        for held in holders:
            holder = day.record("persons", held.person).name
            made.edge(made.node(at, f"{name} {holder}", "Person", radius=16), owner, "OF · HOLDS")


if __name__ == "__main__":
    sys.stdout.write(drawing() + "\n")
