"""Reading declarations (schemes, indicators, scenarios) strictly.

A YAML file is read whole: a duplicate key, an unknown key, a wrong type or a missing field is a `Problem` with file, line
and path, and all problems of a file are raised together as one `InvalidInput`.
"""

from __future__ import annotations

import functools
import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from graph_model.errors import InvalidInput, Problem, nearest
from graph_model.plain_yaml import quick

__all__ = ["Declaration", "Document", "Text", "parse", "read_document"]

Path_ = tuple[str | int, ...]


class Declaration(BaseModel):
    """The base of everything declared in YAML: no unknown key, no silent conversion, no change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Declaration):
    """A text in both languages; Chinese is the users'."""

    zh: str
    en: str


Model = TypeVar("Model", bound=Declaration)


@dataclass(frozen=True)
class Document:
    """One YAML file as read: its data, and where each of its keys stands."""

    path: Path
    text: str = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)

    def line(self, path: Path_) -> int:
        """The line (from 1) of a path into the data, or of its nearest ancestor that is there."""
        node: Any = _marked(self.path.name, self.text)
        line = 1
        for step in path:
            try:
                position = node.lc.key(step) if isinstance(step, str) else node.lc.item(step)
                line, node = position[0] + 1, node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line

    def where(self, path: Path_ = ()) -> str:
        """`file:line $.path`, the way a problem names its place."""
        return f"{self.path.name}:{self.line(path)} {_written(path)}".rstrip()

    def problem(self, path: Path_, message: str, **halves: str | None) -> Problem:
        """A problem at `path`."""
        return Problem(self.where(path), message, **halves)

    def parse(self, model: type[Model]) -> Model:
        """The document as a declaration.

        Raises:
            InvalidInput: it is none; every problem at once.
        """
        return parse(self, model, self.data)


def _written(path: Path_) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path) if path else ""


def read_document(path: Path) -> Document:
    """Read a YAML file whose top is a mapping.

    Raises:
        InvalidInput: it is not YAML, has a key twice, or its top is something else.
    """
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=512)
def _read(path: Path, _changed: int, _size: int) -> Document:
    """Each file once while it is unchanged."""
    text = path.read_text(encoding="utf-8")
    data = quick(text)
    if not isinstance(data, Mapping):
        data = _marked(path.name, text)
    return Document(path, text, data)


@functools.lru_cache(maxsize=16)
def _marked(name: str, text: str) -> Mapping[str, Any]:
    """The text read with the place of every key, or everything that is wrong with it."""
    try:
        data = YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        what = str(error.problem).split(" with value")[0]
        raise InvalidInput([Problem(f"{name}:{mark.line + 1}", what, expected="each key once")]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInput([Problem(f"{name}:{line}", f"not YAML: {error.problem}")]) from None
    if not isinstance(data, Mapping):
        raise InvalidInput([Problem(f"{name}:1", "expected a mapping of keys to values", found=type(data).__name__)])
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a declaration")


def parse(document: Document, model: type[Model], data: Mapping[str, Any]) -> Model:
    """`data` (which came from `document`) as a declaration of type `model`.

    Raises:
        InvalidInput: it is none; every problem at once, with file, line and path.
    """
    try:
        return model.model_validate_json(json.dumps(data, default=_plain), strict=True)
    except ValidationError as error:
        problems = [_translated(document, model, dict(item)) for item in error.errors()]
        raise InvalidInput(problems) from None


def _translated(document: Document, model: type[BaseModel], error: dict[str, Any]) -> Problem:
    path: Path_ = tuple(step for step in error["loc"] if step != "[key]")
    found = json.dumps(error["input"], ensure_ascii=False, default=str)
    found = found if len(found) <= 60 else found[:57] + "…"
    if error["type"] == "extra_forbidden":
        known = _keys(_model_at(model, path[:-1]))
        key = str(path[-1])
        return document.problem(
            path, f'unknown key "{key}"', expected="one of " + ", ".join(known), hint=nearest(key, known)
        )
    if error["type"] == "missing":
        return document.problem(path[:-1], f'missing key "{path[-1]}"')
    if error["type"] == "enum":
        words = [word.strip("' ") for word in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        hint = nearest(str(error["input"]), words)
        return document.problem(path, "unknown word", found=found, expected="one of " + ", ".join(words), hint=hint)
    message = error["msg"].removeprefix("Value error, ")
    return document.problem(path, message[0].lower() + message[1:], found=found)


def _keys(model: type[BaseModel] | None) -> list[str]:
    return [item.alias or name for name, item in model.model_fields.items()] if model else []


def _model_at(model: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The declaration that stands at `path` below `model`, so that its keys can be named."""
    annotation: Any = model
    for step in path:
        inner = _declared(annotation)
        if isinstance(step, int) or inner is None:
            continue
        by_key = {item.alias or name: item.annotation for name, item in inner.model_fields.items()}
        annotation = by_key.get(step, annotation)
    return _declared(annotation)


def _declared(annotation: Any) -> type[BaseModel] | None:
    """The declaration inside an annotation: through `| None`, sequences and mappings."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    origin = typing.get_origin(annotation)
    parts: Sequence[Any] = typing.get_args(annotation) if origin or isinstance(annotation, types.UnionType) else ()
    return next((found for part in parts if (found := _declared(part)) is not None), None)
