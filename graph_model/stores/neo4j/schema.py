"""Whether a database is ours: `_Meta`, constraints and indexes; made in an empty one, checked in one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_model.errors import StoreUnavailable
from graph_model.stores.neo4j.connection import Address
from graph_model.stores.neo4j.log import Asked
from graph_model.stores.neo4j.shape import SHAPE, NodeShape, schema_statements

if TYPE_CHECKING:
    from neo4j import Session

__all__ = ["FORMAT", "Meta", "found", "lock", "meta_of", "prepare"]

FORMAT = 1
"""The version of the graph shape; another one is another release's."""

_BLOOM = ("_Bloom_Perspective_", "_Bloom_Scene_")


@dataclass(frozen=True, slots=True)
class Meta:
    """What `_Meta` says: the revision, the change set that is being applied (None: none), the format, and the mark that tells
    this database from any other."""

    revision: int
    pending: int | None
    format: int
    mark: str


def meta_of(asked: Asked) -> Meta | None:
    """What `_Meta` says, None where there is none."""
    row = asked.run(
        "MATCH (m:_Meta {name: 'liandong'}) "
        "RETURN m.revision AS revision, m.pending AS pending, m.format AS format, m.mark AS mark"
    ).single()
    return None if row is None else Meta(**row)


def lock(asked: Asked) -> None:
    """Wait until nobody else writes; nobody does until the transaction ends."""
    asked.run("MATCH (m:_Meta {name: 'liandong'}) SET m.locked = timestamp()").consume()


def prepare(address: Address, session: Session, *, force: bool = False) -> Meta:
    """Make an empty database ours, or check that it is; constraints and indexes that are missing are made.

    Raises:
        StoreUnavailable: it holds somebody else's graph, or is of another release; says what to do.
    """
    meta = meta_of(session)
    if meta is None:
        _check_is_free(address, session, force=force)
    elif meta.format != FORMAT:
        other, way = (
            ("a newer", "use that release") if meta.format > FORMAT else ("an older", "open it with that release")
        )
        raise StoreUnavailable(
            f"{address} was written by {other} release of Liandong: found format {meta.format}, expected {FORMAT}; "
            f"{way}, or export there and load the export here"
        )
    _make_schema(address, session)
    return meta or found(session, revision=0)


def found(asked: Asked, *, revision: int) -> Meta:
    """Write `_Meta` into a database that has none, at a revision."""
    row = asked.run(
        "MERGE (m:_Meta {name: 'liandong'}) "
        "ON CREATE SET m.revision = $revision, m.format = $format, m.mark = randomUUID() RETURN m.mark AS mark",
        revision=revision,
        format=FORMAT,
    ).single()
    return Meta(revision, None, FORMAT, row["mark"])


def _check_is_free(address: Address, session: Session, *, force: bool) -> None:
    """Nobody else's nodes stand in a database we have not written to; with `force` none with our labels."""
    ours = [shape.label for shape in SHAPE.values() if isinstance(shape, NodeShape)]
    some = session.run(
        "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $known) RETURN labels(n) AS labels LIMIT 1",
        known=_BLOOM,
    ).single()
    if some is None:
        return
    example = ":".join(some["labels"]) or "without a label"
    if not force:
        raise StoreUnavailable(
            f"{address} holds somebody else's graph: found a node {example}, expected an empty database; "
            "give another database, or add --force to keep ours beside it"
        )
    clash = session.run(
        "MATCH (n) WHERE any(label IN labels(n) WHERE label IN $ours) RETURN labels(n) AS labels LIMIT 1", ours=ours
    ).single()
    if clash is not None:
        raise StoreUnavailable(
            f"{address} holds somebody else's nodes {':'.join(clash['labels'])}, and ours are called so too: "
            "give another database"
        )


def _make_schema(address: Address, session: Session) -> None:
    from neo4j.exceptions import DatabaseError

    there = {row["name"] for row in session.run("SHOW CONSTRAINTS YIELD name")}
    there |= {row["name"] for row in session.run("SHOW INDEXES YIELD name")}
    missing = [statement for name, statement in schema_statements() if name not in there]
    try:
        for statement in missing:
            session.run(statement).consume()
    except DatabaseError as error:
        raise StoreUnavailable(
            f"{address} holds records twice, so that they cannot be told apart: {error.message}; "
            "take one of each away in Neo4j Browser and open the store again"
        ) from error
    if missing:
        session.run("CALL db.awaitIndexes(600)").consume()
