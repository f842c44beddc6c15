"""What a command works with: an open store, the declarations, a network, and areas named by code or by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_model.errors import BadQuestion, NotFound, StoreUnavailable, nearest

if TYPE_CHECKING:
    from graph_model.day import Day
    from graph_model.indicators.catalogue import Catalogue
    from graph_model.kept import Kept
    from graph_model.network import Network
    from graph_model.scheme import Schemes
    from graph_model.stores import Store

__all__ = [
    "OWN_DECLARATIONS",
    "Declared",
    "Opened",
    "area_code",
    "declared",
    "existing",
    "inside_of",
    "named",
    "opened",
    "own_declarations",
    "there",
]

_LISTED, _COMPARED = 8, 2000

OWN_DECLARATIONS: ContextVar[Path | None] = ContextVar("OWN_DECLARATIONS", default=None)
"""The folder named by `liandong --declarations DIR`, for the command that runs."""


@dataclass(frozen=True)
class Declared:
    """The schemes and the indicators."""

    schemes: Schemes
    catalogue: Catalogue


@dataclass(frozen=True)
class Opened(Declared):
    """An open store with the declarations it is read with."""

    store: Store
    address: str

    def network(self) -> Network:
        """The network of the latest revision."""
        from graph_model.kept import open_network

        return open_network(self.store, self.schemes, self.catalogue, self._kept())

    def keep_columns(self, rows: int) -> None:
        """After a change of `rows` rows keep the columns for the next start, if that is worth while."""
        kept = self._kept()
        if kept.is_due(self.store.revision(), rows):
            kept.save(self.network(), self.store)

    def _kept(self) -> Kept:
        from graph_model.kept import kept_beside

        return kept_beside(self.address, self.store, lambda sentence: typer.echo(sentence, err=True))


def named(store: str | None) -> str:
    """The store's address.

    Raises:
        typer.BadParameter: none was given; says what to do.
    """
    if not store:
        raise typer.BadParameter(
            "no store named: add --store city.duckdb or set LIANDONG_STORE (没有指定数据库); "
            "to try without one: liandong demo --once"
        )
    return store


def there(address: str) -> bool:
    """Whether a store is at the address; only a file's absence can be told without asking."""
    return "://" in address or not address.endswith(".duckdb") or Path(address).exists()


def existing(store: str | None) -> str:
    """The address of a store that is there.

    Raises:
        typer.BadParameter: none was given.
        StoreUnavailable: it is a file that does not exist; reading must not create it.
    """
    address = named(store)
    if not there(address):
        raise StoreUnavailable(
            f"there is no store {address} (数据库不存在); make one with: liandong load --case kaifeng --store {address}"
        )
    return address


def own_declarations() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The folders of a city's own schemes and of its own indicators: those of `liandong --declarations DIR`, if given."""
    folder = OWN_DECLARATIONS.get()
    return ((), ()) if folder is None else ((folder / "schemes",), (folder / "catalogue",))


def declared() -> Declared:
    """The declarations of the package, and a city's own.

    Raises:
        InvalidInput: one of them is wrong.
    """
    from graph_model.indicators.catalogue import load_catalogue
    from graph_model.scheme import load_schemes

    scheme_folders, catalogue_folders = own_declarations()
    schemes = load_schemes(*scheme_folders)
    return Declared(schemes, load_catalogue(schemes, *catalogue_folders))


@contextmanager
def opened(address: str, *, discard_unused: bool = False, force: bool = False) -> Iterator[Opened]:
    """Open a store for the length of a command; `discard_unused` removes one that was made for it and never written to.

    Raises:
        StoreUnavailable: it cannot be opened.
        InvalidInput: a declaration is wrong.
    """
    from graph_model.stores import open_store

    words = declared()
    made = not there(address)
    store = open_store(address, words.schemes, words.catalogue, force=force)
    try:
        yield Opened(words.schemes, words.catalogue, store, address)
    finally:
        unused = discard_unused and made and store.revision() == 0
        store.close()
        if unused:
            Path(address).unlink(missing_ok=True)


def area_code(day: Day, text: str) -> str:
    """The code of the area that `text` names: a code, or a name only one area has that day.

    Raises:
        NotFound: there is no such area.
        BadQuestion: several areas have the name; says which.
    """
    areas = day.network.tables["areas"]
    if areas.find(text) >= 0:
        return areas.code(day.index("areas", text))
    alike = day.search(text) if text else []
    same = [code for code in alike if day.record("areas", code).name == text]
    if len(same) == 1:
        return same[0]
    if same:
        raise BadQuestion(
            f"{len(same)} areas are called {text} on {day.date}: name one by its code, {_listed(day, same)}"
        )
    near = f"; near it: {_listed(day, alike)}" if alike else _other_days(day, text) or _nearest_name(day, text)
    raise NotFound(f"no area has the code or the name {text} on {day.date}{near}")


def inside_of(day: Day, within: str | None) -> str | None:
    """The code of the area that `--within` names; None without one, for the whole store.

    Raises:
        NotFound, BadQuestion: as `area_code`.
    """
    return None if within is None else area_code(day, within)


def _other_days(day: Day, text: str) -> str:
    """When there is an area of this name, if not that day: the next time, else the last."""
    areas = day.network.tables["areas"].frame
    same = areas.filter(areas["name"] == text)
    begins = [str(one) for one in same["valid_from"] if one > day.date]
    if begins:
        return f"; one of this name exists from {min(begins)}"
    ended = [str(one) for one in same["valid_to"] if one]
    return f"; one of this name existed until {max(ended)}" if ended else ""


def _nearest_name(day: Day, text: str) -> str:
    """A hint among the names of that day that begin alike, in the order of the areas."""
    areas = day.network.tables["areas"]
    names = areas.frame["name"][areas.rows_on(day.number)]
    alike = names.filter(names.str.starts_with(text[:1])).unique(maintain_order=True)
    hint = nearest(text, alike.head(_COMPARED)) if text else None
    return f"; {hint}" if hint else ""


def _listed(day: Day, codes: list[str]) -> str:
    told = [f"{code} ({'/'.join(day.record('areas', one).name for one in day.path(code))})" for code in codes[:_LISTED]]
    return ", ".join(told) + (", …" if len(codes) > _LISTED else "")
