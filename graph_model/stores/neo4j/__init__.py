"""The store in a Neo4j database, and a Neo4j of this machine to keep one in (`local`)."""

from __future__ import annotations

from graph_model.stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
