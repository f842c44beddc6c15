"""The store in one DuckDB file: nothing to start, one process at a time.

One table for each record table, with its columns and two more: `since_revision`, the revision that put the row, and
`until_revision`, the one that replaced or withdrew it (null: none has). No row is ever deleted, so the tables are the log:
what a revision took out are the rows that end with it, what it put are the rows that start with it.
"""

from __future__ import annotations

import os
import re
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from graph_model.changes import KEY, Applied, ChangeSet, check_next, in_order, is_constant, row_order
from graph_model.errors import Conflict, NotFound, StoreUnavailable
from graph_model.lookup import WHOLE, Lookup, having
from graph_model.records import TABLES, Field
from graph_model.scheme import Schemes
from graph_model.validation import validate

__all__ = ["DuckDBStore"]

_FORMAT = "1"
_CHUNK = 200_000
"""Rows handed to DuckDB at once, so that a large load does not stand in memory twice."""

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Texts come as Arrow's views, which Polars takes over without a copy.
    "arrow_output_version": "1.4",
    "produce_arrow_string_view": "true",
}
_OUTSIDE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException, duckdb.OutOfMemoryException)
_TYPES = {
    pl.String(): "VARCHAR",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Date(): "DATE",
    pl.List(pl.String): "VARCHAR[]",
}
_NAMES = {name: [field.name for field in table.fields] for name, table in TABLES.items()}
_COLUMNS = {name: ", ".join(f'"{column}"' for column in columns) for name, columns in _NAMES.items()}


class DuckDBStore:
    """A store in a file. Its methods may be called from several threads; they take turns."""

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, schemes: Schemes, catalogue: Mapping[str, Any]
    ) -> None:
        self._path = path
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._schemes = schemes
        self._catalogue = catalogue
        self._turn = threading.RLock()
        self._closing = weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: str | Path, schemes: Schemes, catalogue: Mapping[str, Any]) -> DuckDBStore:
        """Open the file, or make a new one; a half-made one is never left under its name.

        Raises:
            StoreUnavailable: the folder is missing, the file is not ours, damaged, of another format version, or held by
                another process.
        """
        path = Path(path)
        if not path.parent.is_dir():
            raise StoreUnavailable(f"cannot make {path}: there is no folder {path.parent}; make it first")
        if path.is_dir():
            raise StoreUnavailable(f"{path} is a folder: give the path of a file")
        with _told(path):
            if not path.exists():
                _create(path)
            whole = not _wal(path).exists()
            connection = duckdb.connect(str(path), config=_SETTINGS)
            try:
                _check_is_ours(path, connection)
                if whole:
                    _check_is_whole(path, connection)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection, schemes, catalogue)

    def revision(self) -> int:
        """The number of change sets taken in."""
        with self._opened() as connection:
            return int(_row(connection, "SELECT coalesce(max(revision), 0) FROM _revisions")[0])

    def identity(self, revision: int) -> str:
        """The file's own mark, and when the revision was written."""
        with self._opened() as connection:
            self._check_known(revision)
            at = _row(connection, "SELECT written_at FROM _revisions WHERE revision = ?", revision)
            return " ".join([_mark(connection), str(revision), *(moment.isoformat() for moment in at)])

    def read(self) -> dict[str, pl.DataFrame]:
        """All records at the latest revision."""
        with self._opened() as connection:
            tables = {}
            for name in TABLES:
                tables[name] = self._table(name)
                _let_go(connection)
            return tables

    def read_at(self, revision: int) -> dict[str, pl.DataFrame]:
        """All records as they were known right after `revision`."""
        with self._opened():
            self._check_known(revision)
            where = "since_revision <= $n AND (until_revision IS NULL OR until_revision > $n)"
            return {name: self._whole(name, where, n=revision) for name in TABLES}

    def changes(self, since: int) -> Iterator[Applied]:
        """What was taken in after revision `since`, oldest first; each is read when it is asked for."""
        with self._opened():
            self._check_known(since)
            last = self.revision()
        return (self._applied(number) for number in range(since + 1, last + 1))

    def write(self, change: ChangeSet, expected_revision: int | None = None) -> Applied:
        """Take in a change set, whole or not at all, as the next revision."""
        with self._opened() as connection:
            at = self.revision()
            if expected_revision not in (None, at):
                raise Conflict(
                    f"the store is at revision {at}, the change was made against revision {expected_revision}: "
                    "read the store again and repeat the change"
                )
            delta = validate(_Now(connection, self._table), change, self._schemes, self._catalogue)
            applied = Applied(at + 1, datetime.now(UTC), change.actor, change.summary, delta.removed, delta.added)
            self._commit(connection, applied)
            return applied

    def adopt(self, applied: Applied) -> None:
        """Take in what another store took in, as it stands."""
        with self._opened() as connection:
            check_next(applied, self.revision())
            self._commit(connection, applied)

    def close(self) -> None:
        """Close the file, so that another process may open it."""
        with self._turn:
            if self._connection is not None:
                self._closing()
                self._connection = None

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._turn, _told(self._path):
            if self._connection is None:
                raise StoreUnavailable(f"the store {self._path} is closed: open it again")
            yield self._connection

    def _table(self, name: str) -> pl.DataFrame:
        return self._whole(name, "until_revision IS NULL")

    def _rows(self, name: str, where: str, **values: int) -> pl.DataFrame:
        """The few rows of a table for which a condition of this module holds, sorted."""
        with self._opened() as connection:
            query = f'SELECT {_COLUMNS[name]} FROM "{name}" WHERE {where}'  # noqa: S608 (names from TABLES, no values)
            return in_order(_frame(connection, name, query, values or None))

    def _whole(self, name: str, where: str, **values: int) -> pl.DataFrame:
        """As `_rows`, for most of a large table, column by column.

        The columns of one answer share their memory; what is sorted or let go of one by one need not stand in memory twice.
        A column that says the same in every row takes the memory of one.
        """
        with self._opened() as connection:

            def column(field: Field) -> pl.Series:
                query = f'SELECT "{field.name}" FROM "{name}" WHERE {where}'  # noqa: S608 (names from TABLES, no values)
                found: pl.Series = connection.sql(query, params=values or None).pl().to_series()
                return found if found.dtype == field.dtype else found.cast(field.dtype)

            order = row_order(*(column(TABLES[name].field(key)) for key in KEY))
            columns: list[pl.Series] = []
            constants: list[pl.Expr] = []
            for field in TABLES[name].fields:
                found = column(field)
                if is_constant(found):
                    constants.append(pl.lit(found[0], dtype=field.dtype).alias(field.name))
                else:
                    columns.append(found if order is None else found.gather(order))
            return pl.DataFrame(columns).with_columns(constants).select(_NAMES[name])

    def _applied(self, revision: int) -> Applied:
        with self._opened() as connection:
            row = _row(connection, "SELECT written_at, actor, summary FROM _revisions WHERE revision = ?", revision)
            if not row:
                raise StoreUnavailable(f"the log of {self._path} has no revision {revision}: restore a backup")
            before, after = (
                {name: self._rows(name, f"{column} = $n", n=revision) for name in TABLES}
                for column in ("until_revision", "since_revision")
            )
            return Applied(revision, row[0].replace(tzinfo=UTC), row[1], row[2], before, after)

    def _commit(self, connection: duckdb.DuckDBPyConnection, applied: Applied) -> None:
        connection.begin()
        try:
            self._put(connection, applied)
            connection.commit()
        except BaseException:
            with suppress(duckdb.Error):
                connection.rollback()
            raise

    def _put(self, connection: duckdb.DuckDBPyConnection, applied: Applied) -> None:
        number = applied.revision
        at = applied.at.replace(tzinfo=None)
        connection.execute("INSERT INTO _revisions VALUES (?, ?, ?, ?)", [number, at, applied.actor, applied.summary])
        for name in TABLES:
            columns = _COLUMNS[name]
            ending = (
                f'UPDATE "{name}" SET until_revision = $n FROM incoming AS gone WHERE "{name}".until_revision IS NULL '  # noqa: S608
                f'AND "{name}".code = gone.code AND "{name}".valid_from = gone.valid_from'
            )
            _with_rows(connection, applied.before[name].select(KEY), ending, number)
            starting = f'INSERT INTO "{name}" ({columns}, since_revision) SELECT {columns}, $n FROM incoming'  # noqa: S608
            _with_rows(connection, applied.after[name], starting, number)

    def _check_known(self, revision: int) -> None:
        last = self.revision()
        if not 0 <= revision <= last:
            raise NotFound(f"there is no revision {revision}: the store {self._path} is at revision {last}")


class _Now(Lookup):
    """The tables at the latest revision, inside one turn of the store; a table read whole is kept."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, read: Callable[[str], pl.DataFrame]) -> None:
        self._connection = connection
        self._read = read
        self._kept: dict[str, pl.DataFrame] = {}
        self._heights: dict[str, int] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._kept:
            self._kept[table] = self._read(table)
        return self._kept[table]

    def rows(self, table: str, column: str, wanted: pl.DataFrame) -> pl.DataFrame:
        """The rows whose `column` has one of `wanted`."""
        lists = TABLES[table].field(column).type is tuple
        if lists or table in self._kept or wanted.height > WHOLE * self.height(table):
            return having(self[table], column, wanted) if self.height(table) else TABLES[table].empty()
        self._connection.register("wanted", wanted)
        try:
            query = (
                f'SELECT {_COLUMNS[table]} FROM "{table}" '  # noqa: S608
                f'WHERE until_revision IS NULL AND "{column}" IN (SELECT "{wanted.columns[0]}" FROM wanted)'
            )
            return _frame(self._connection, table, query)
        finally:
            self._connection.unregister("wanted")

    def height(self, table: str) -> int:
        """How many rows the table has."""
        if table not in self._heights:
            query = f'SELECT count(*) FROM "{table}" WHERE until_revision IS NULL'  # noqa: S608
            self._heights[table] = int(_row(self._connection, query)[0])
        return self._heights[table]

    def schemes(self) -> pl.DataFrame:
        """Distinct `scheme`, `root` of the areas."""
        query = "SELECT DISTINCT scheme, parent IS NULL AS root FROM areas WHERE until_revision IS NULL"
        return pl.DataFrame(
            self._connection.execute(query).fetchall(), schema={"scheme": pl.String, "root": pl.Boolean}, orient="row"
        )

    def codes_like(self, table: str, start: str, limit: int) -> list[str]:
        """At most `limit` codes that start with `start`."""
        query = f'SELECT DISTINCT code FROM "{table}" WHERE until_revision IS NULL AND starts_with(code, ?) LIMIT ?'  # noqa: S608
        return [row[0] for row in self._connection.execute(query, [start, limit]).fetchall()]


def _frame(connection: duckdb.DuckDBPyConnection, table: str, query: str, values: Any = None) -> pl.DataFrame:
    """The answer of a query as rows of `table`."""
    frame: pl.DataFrame = connection.sql(query, params=values).pl()
    return frame.cast(TABLES[table].schema)


def _let_go(connection: duckdb.DuckDBPyConnection) -> None:
    """Give back the blocks of the file that DuckDB keeps in memory after a long read."""
    with suppress(duckdb.OutOfMemoryException):  # something still needs them
        connection.execute("SET memory_limit = '16MB'")
    connection.execute("RESET memory_limit")


def _row(connection: duckdb.DuckDBPyConnection, query: str, *values: Any) -> tuple[Any, ...]:
    """The first row of an answer, empty when it has none; the answer is read to its end."""
    rows = connection.execute(query, list(values)).fetchall()
    return rows[0] if rows else ()


def _with_rows(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame, statement: str, revision: int) -> None:
    """Run a statement over `rows`, which it calls `incoming`."""
    for chunk in rows.iter_slices(_CHUNK):
        connection.register("incoming", chunk)
        try:
            connection.execute(statement, {"n": revision})
        finally:
            connection.unregister("incoming")


def _create(path: Path) -> None:
    """Make an empty store beside `path` and give it the name when it is whole."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    unfinished.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(unfinished), config=_SETTINGS) as connection:
            connection.execute("CREATE TABLE _meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
            connection.execute("INSERT INTO _meta VALUES ('liandong', ?)", [_FORMAT])
            _mark(connection)
            connection.execute(
                "CREATE TABLE _revisions (revision BIGINT PRIMARY KEY, written_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, "
                "summary VARCHAR NOT NULL)"
            )
            for name, table in TABLES.items():
                columns = ", ".join(f'"{field.name}" {_TYPES[field.dtype]}' for field in table.fields)
                connection.execute(
                    f'CREATE TABLE "{name}" ({columns}, since_revision BIGINT NOT NULL, until_revision BIGINT)'
                )
        try:
            os.link(unfinished, path)
        except FileExistsError:
            return  # somebody else made it meanwhile
        except OSError:  # a file system without links
            unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
        _wal(unfinished).unlink(missing_ok=True)


def _mark(connection: duckdb.DuckDBPyConnection) -> str:
    """What no other file has but a copy; a file that has none yet gets it."""
    asked = "SELECT value FROM _meta WHERE key = 'mark'"
    if not _row(connection, asked):
        connection.execute("INSERT INTO _meta VALUES ('mark', ?)", [uuid.uuid4().hex])
    return str(_row(connection, asked)[0])


def _check_is_ours(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    names = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    row = _row(connection, "SELECT value FROM _meta WHERE key = 'liandong'") if "_meta" in names else ()
    if not row:
        raise StoreUnavailable(f"{path} is a DuckDB file, but not a Liandong store: give another path")
    if row[0] != _FORMAT:
        raise StoreUnavailable(
            f"{path} has format version {row[0]}, this Liandong reads version {_FORMAT}: "
            "open it with the version that wrote it, export, and load the export here"
        )


def _check_is_whole(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """A file cut off at its end is told now, not when somebody reads the part that is missing.

    The file must reach over its last block in use; free ones behind it, which DuckDB still counts, it may have given back.
    """
    size, used = _row(connection, "SELECT block_size, used_blocks FROM pragma_database_size()")
    last = max(
        _row(connection, "SELECT coalesce(max(block_id), -1) FROM pragma_storage_info(?) WHERE persistent", name)[0]
        for name in ("_meta", "_revisions", *TABLES)
    )
    headers = 3 * 4096
    expected = headers + size * max(used, last + 1)
    if path.stat().st_size < expected:
        raise StoreUnavailable(
            f"{path} is cut off: found {path.stat().st_size} bytes, expected at least {expected}; restore a backup"
        )


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """DuckDB's errors as ours, with what to do."""
    try:
        yield
    except (duckdb.TransactionException, duckdb.ConstraintException) as error:
        raise Conflict(f"somebody else wrote to {path} just now: read the store again and repeat the change") from error
    except duckdb.Error as error:
        text = str(error)
        if not isinstance(error, _OUTSIDE) and "orrupt" not in text:
            raise  # a mistake of ours, not the file's
        holder = re.search(r"PID (\d+)", text)
        if "lock" in text and "Could not set" in text:
            who = f" (process {holder[1]})" if holder else ""
            raise StoreUnavailable(
                f"another process{who} has {path} open, and DuckDB lets in one at a time, readers included: "
                "stop that process (a running server?) and try again, or ask the server instead"
            ) from error
        if "not a valid DuckDB" in text:
            raise StoreUnavailable(f"{path} is not a store: it is no DuckDB file; give another path") from error
        if "version number" in text:
            raise StoreUnavailable(
                f"{path} was written by another version of DuckDB: open it with that version ({text})"
            ) from error
        raise StoreUnavailable(
            f"{path} cannot be read or written, it may be damaged: restore a backup ({text})"
        ) from error
    except OSError as error:
        raise StoreUnavailable(
            f"{path} cannot be opened: {error.strerror or error}; check the folder and its permissions"
        ) from error
