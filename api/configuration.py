"""Settings from a TOML file, from the environment and from a command's options; the later of these wins.

Each field of `Settings` is a key of the file, and the variable `LIANDONG_` with its name in capitals; the fields of a group
(`limits`) stand in a table of the file, and behind the group's name in a variable: `LIANDONG_LIMITS_DEPTH`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from api.settings import Settings
from graph_model.errors import InvalidInput, Problem, nearest

__all__ = ["PREFIX", "configured", "keys", "variable"]

PREFIX = "LIANDONG_"


def configured(file: Path | None, environment: Mapping[str, str], given: Mapping[str, Any]) -> Settings:
    """The settings; `given` are those of a command's options, by field.

    Raises:
        InvalidInput: the file cannot be read, a key is unknown, a value does not fit; tells all of them.
    """
    problems: list[Problem] = []
    told = dict(_of_file(file, problems)) if file is not None else {}
    told |= _of_environment(environment, problems)
    if problems:
        raise InvalidInput(problems)
    told |= {(name,): value for name, value in given.items()}
    if told.get(("store",)) is None:
        where = f"--store, {variable('store')}" + (f", {file}" if file else "")
        raise InvalidInput([Problem(where, "没有指定数据库", expected='例如 store = "city.duckdb"')])
    settings: Settings = _made(Settings, (), told)
    return settings


def keys(kind: type[Any] = Settings, inside: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting there is: its place in the file, and its type."""
    hints = get_type_hints(kind, include_extras=True)
    for one in fields(kind):
        place, hint = (*inside, one.name), hints[one.name]
        if is_dataclass(hint):
            assert isinstance(hint, type)
            yield from keys(hint, place)
        else:
            yield place, hint


def variable(*place: str) -> str:
    """The environment's name of a setting."""
    return PREFIX + "_".join(place).upper()


_Told = dict[tuple[str, ...], Any]


def _made(kind: type[Any], inside: tuple[str, ...], told: _Told) -> Any:
    hints = get_type_hints(kind)
    arguments: dict[str, Any] = {}
    for one in fields(kind):
        place, hint = (*inside, one.name), hints[one.name]
        if is_dataclass(hint):
            assert isinstance(hint, type)
            arguments[one.name] = _made(hint, place, told)
        elif place in told:
            arguments[one.name] = told[place]
    return kind(**arguments)


def _of_file(file: Path, problems: list[Problem]) -> _Told:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput([Problem(str(file), f"配置文件读不出来：{error}")]) from None
    told, known = _flat(read, ()), dict(keys())
    values: _Told = {}
    for place, value in told.items():
        name = ".".join(place)
        if place not in known:
            problems.append(
                Problem(f"{file} {name}", "没有这项设置", hint=nearest(name, [".".join(one) for one in known]))
            )
            continue
        found = _value(known[place], value, f"{file} {name}", problems)
        values[place] = _beside(file, place, found)
    return values


def _flat(table: Mapping[str, Any], inside: tuple[str, ...]) -> _Told:
    told: _Told = {}
    for name, value in table.items():
        told |= _flat(value, (*inside, name)) if isinstance(value, dict) else {(*inside, name): value}
    return told


def _of_environment(environment: Mapping[str, str], problems: list[Problem]) -> _Told:
    values: _Told = {}
    for place, hint in keys():
        name = variable(*place)
        if name in environment:
            text = environment[name]
            values[place] = _value(hint, text.split(os.pathsep) if get_origin(hint) is tuple else text, name, problems)
    return values


def _value(hint: Any, value: object, where: str, problems: list[Problem]) -> Any:
    """A value as its field wants it; what does not fit is told without the value, which may be a secret."""
    try:
        return TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        problems += [Problem(where, "值不合要求", expected=one["msg"]) for one in error.errors()]
        return None


def _beside(file: Path, place: tuple[str, ...], value: Any) -> Any:
    """A path of the file is meant from the file's folder."""
    if place == ("store",) and isinstance(value, str) and "://" not in value:
        return str(file.parent / value)
    if isinstance(value, tuple) and all(isinstance(one, Path) for one in value):
        return tuple(file.parent / one for one in value)
    return value
