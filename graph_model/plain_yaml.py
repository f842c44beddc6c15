"""The quick way to read a declaration: libyaml's parser, for the plain YAML that declarations are written in.

ruamel.yaml reads YAML 1.2, finds a key given twice and knows the line of every key, and takes ten milliseconds a file for it;
a hundred files are a second at every start. Whatever here is not certainly read alike (an odd number, an alias, a tag, a
mistake) is left to it: `quick` then answers None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml

__all__ = ["quick"]


class _UnsureError(Exception):
    """Something that ruamel.yaml should read."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain scalars as YAML 1.2 has them: no `yes` or `on` for a truth value."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own way to say it)


_UNSURE = r"[-+.]?[0-9][-+0-9_.:eExoabcdfABCDFTtZz ]*|[-+]?\.(inf|nan).*|<<|=|true|false|null"
_SCALARS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "tag:liandong,bool": (r"true|false", lambda text: text == "true"),
    "tag:liandong,null": (r"~|null|", lambda _: None),
    "tag:liandong,int": (r"-?[1-9][0-9]*|0", int),
    "tag:liandong,float": (r"-?(0|[1-9][0-9]*)\.[0-9]+", float),
    "tag:liandong,date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
}
for _tag, (_pattern, _) in _SCALARS.items():
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), None)
_Loader.add_implicit_resolver("tag:liandong,unsure", re.compile(rf"^(?:{_UNSURE})$", re.IGNORECASE), None)


def quick(text: str) -> Any:
    """The data of a YAML text, None when it should be read by ruamel.yaml instead."""
    try:
        return _made(yaml.compose(text, _Loader), set())
    except (_UnsureError, yaml.YAMLError, ValueError):
        return None


def _made(node: Any, seen: set[int]) -> Any:
    """The data of a node; an alias (a node met twice), a key twice or a tag is not for us."""
    if id(node) in seen:
        raise _UnsureError
    seen.add(id(node))
    kind = str(getattr(node, "tag", "")).removeprefix("tag:yaml.org,2002:")
    if kind == "map":
        pairs = [(_made(key, seen), _made(value, seen)) for key, value in node.value]
        made = dict(pairs)
        if len(made) < len(pairs) or not all(isinstance(key, str) for key in made):
            raise _UnsureError
        return made
    if kind == "seq":
        return [_made(item, seen) for item in node.value]
    if kind == "str":
        return node.value
    if kind not in _SCALARS:
        raise _UnsureError
    return _SCALARS[kind][1](node.value)
