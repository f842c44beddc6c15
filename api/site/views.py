"""The views of the site: where each is, what it is called, and how its shell is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.site.assets import base

__all__ = ["MISSING", "VIEWS", "View", "shell"]

KEPT = ("area", "asOf", "indicator")
"""What stays in the address when one goes from view to view: the place, the day, the indicator."""


@dataclass(frozen=True, slots=True)
class View:
    """One view: its path, its key (the name of its script), its title; the titles of most stand in the navigation."""

    path: str
    key: str
    title: str
    listed: bool = True


MISSING = View("/", "missing", "没有这个页面", listed=False)
"""What stands at an address that is no view; it has no script."""

VIEWS = (
    View("/", "overview", "总览"),
    View("/gaps", "gaps", "空白点与缺岗"),
    View("/linkage", "linkage", "联动"),
    View("/crossings", "crossings", "交叉任职"),
    View("/figures", "figures", "上报与核算"),
    View("/trend", "trend", "趋势"),
    View("/import", "import", "导入"),
    View("/indicators", "indicators", "指标"),
)

_TEMPLATES = Environment(
    loader=PackageLoader("api.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def shell(view: View, asked: Mapping[str, str]) -> str:
    """The page of a view before any data: navigation, the fields of the address, an empty main part.

    `asked` are the parameters of the address; the links of the navigation keep the place, the day and the indicator.
    """
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    return _TEMPLATES.get_template("shell.html").render(
        view=view,
        assets=base(),
        views=[one for one in VIEWS if one.listed],
        query="?" + urlencode(kept) if kept else "",
        asked={name: value for name, value in asked.items() if name not in {"asOf", "after"}},
        as_of=asked.get("asOf", ""),
        modules=_modules(view) if view != MISSING else [],
    )


def _modules(view: View) -> list[str]:
    """The scripts a view is made of, for the browser to fetch at once instead of one after the other."""
    static = files("api.site") / "static"
    shared = [
        f"{folder}{one.name}"
        for folder in ("", "pieces/")
        for one in (static / folder).iterdir()
        if one.name.endswith(".js") and one.name not in {"main.js", "theme.js"}
    ]
    return [*sorted(shared), f"views/{view.key}.js"]
