"""The columns of a network as files, so that a start maps them instead of compiling.

Three files a table, and one for the places:

| file | columns | one row for each |
|---|---|---|
| `<table>.rows.arrow` | the fields; `#index`, `#start`, `#end`; `#refers.<field>` | version |
| `<table>.records.arrow` | `first`; `code`, unless every record has one version | record |
| `<table>.constants.arrow` | the fields that say the same in every row | table (none or one) |
| `places.arrow` | the arrays of `Places` | place |

They are uncompressed Arrow IPC with texts as views, the form Polars works on in memory: a mapped file is the frame, and
nothing of it is read before somebody asks for it. (`.npy` files with offsets and bytes would map the numbers as well, but
every text column would have to be built again at each start.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
import polars as pl

from graph_model.changes import is_constant
from graph_model.columns import Versions
from graph_model.indicators.catalogue import Catalogue
from graph_model.network import Network
from graph_model.records import TABLES, Field, Table
from graph_model.scheme import Schemes
from graph_model.tree import Ints, Places

__all__ = ["checksum", "map_columns", "names", "write_columns"]

_PAGE, _PAGES = 4096, 4096
"""Bytes that a checksum adds up to one number, and how many such numbers are made at once."""


def names() -> list[str]:
    """The files of a network."""
    parts = ("rows", "records", "constants")
    return [*(f"{table}.{part}.arrow" for table in TABLES for part in parts), "places.arrow"]


def write_columns(network: Network, folder: Path) -> None:
    """Write every file of `names()` into `folder`.

    Raises:
        OSError: one cannot be written.
    """
    for table, versions in network.tables.items():
        constants = [name for name in versions.frame.columns if is_constant(versions.frame[name])]
        arrays = {"#index": versions.index, "#start": versions.start, "#end": versions.end}
        arrays |= {f"#refers.{name}": column for name, column in versions.refers.items()}
        _write(versions.frame.drop(constants).with_columns(**_series(arrays)), folder / f"{table}.rows.arrow")
        records = pl.DataFrame(_series({"first": versions.first[:-1]}))
        if len(records) < len(versions.frame):
            records = records.with_columns(versions.codes.alias("code"))
        _write(records, folder / f"{table}.records.arrow")
        _write(versions.frame.head(1).select(constants), folder / f"{table}.constants.arrow")
    places = {field.name: getattr(network.places, field.name) for field in fields(Places)}
    _write(pl.DataFrame(_series(places)), folder / "places.arrow")


def map_columns(folder: Path, schemes: Schemes, catalogue: Catalogue, revision: int) -> Network:
    """The network whose columns `write_columns` wrote, under the same schemes; its arrays cannot be written to.

    Raises:
        OSError, ValueError, polars or Arrow errors: a file is missing or not as it was written.
    """
    tables = {name: _versions(table, folder) for name, table in TABLES.items()}
    places = _map(folder / "places.arrow")
    return Network(
        tables,
        Places(**{field.name: _ints(places, field.name) for field in fields(Places)}),
        schemes,
        catalogue,
        revision,
    )


def checksum(path: Path) -> str:
    """A text that another content of the file would not have, by chance.

    Every page is added up as 64-bit words, then the sums are hashed: any change of one word shows, and so do pages lost,
    emptied or exchanged. That is as fast as reading; a hash of every byte would take longer than compiling may. It guards
    against damage, not against somebody who means to deceive and might as well edit the store.
    """
    size = path.stat().st_size
    if not size:
        return ""
    mapped = np.memmap(path, np.uint8, mode="r")
    whole = size - size % _PAGE
    words = mapped[:whole].view(np.uint64).reshape(-1, _PAGE // 8)
    digest = hashlib.blake2b(mapped[whole:].tobytes(), digest_size=16)
    for start in range(0, len(words), _PAGES):
        digest.update(words[start : start + _PAGES].sum(axis=1, dtype=np.uint64).tobytes())
    return digest.hexdigest()


def _versions(table: Table, folder: Path) -> Versions:
    rows, records, constants = (
        _map(folder / f"{table.name}.{part}.arrow") for part in ("rows", "records", "constants")
    )
    written = [field.name for field in table.fields if field.name in rows.columns]
    frame = rows.select(written).with_columns(
        [pl.lit(constants[name][0], dtype=constants.schema[name]).alias(name) for name in constants.columns]
    )
    return Versions(
        table=table.name,
        frame=frame.select(table.schema.names()),
        codes=records["code"] if "code" in records.columns else frame["code"],
        first=np.append(_ints(records, "first"), len(rows)).astype(np.int32),
        index=_ints(rows, "#index"),
        start=_ints(rows, "#start"),
        end=_ints(rows, "#end"),
        refers={field.name: _ints(rows, f"#refers.{field.name}") for field in _referring(table)},
    )


def _referring(table: Table) -> list[Field]:
    return [field for field in table.references if field.type is not tuple]


def _series(arrays: Mapping[str, Ints]) -> dict[str, pl.Series]:
    return {name: pl.Series(name, array, dtype=pl.Int32) for name, array in arrays.items()}


def _write(frame: pl.DataFrame, path: Path) -> None:
    """One record batch, so that a column is one piece."""
    frame.rechunk().write_ipc(
        path, compression="uncompressed", compat_level=pl.CompatLevel.newest(), record_batch_size=max(1, len(frame))
    )


def _map(path: Path) -> pl.DataFrame:
    import pyarrow as pa

    mapped = pa.memory_map(str(path))
    frame = pl.from_arrow(pa.ipc.open_file(mapped).read_all(), rechunk=False)
    assert isinstance(frame, pl.DataFrame)  # what a table of Arrow becomes
    return frame


def _ints(frame: pl.DataFrame, name: str) -> Ints:
    return frame[name].to_numpy(allow_copy=False)
