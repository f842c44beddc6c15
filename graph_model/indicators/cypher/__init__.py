"""Indicators as Cypher: one query for each coverage indicator, for those who keep the network in Neo4j."""

from __future__ import annotations

from graph_model.indicators.cypher import attributes, bodies, chains, crossings, figures, posts
from graph_model.indicators.cypher.query import CypherQuery, counts_query, states_query

__all__ = [
    "CypherQuery",
    "attributes",
    "bodies",
    "chains",
    "counts_query",
    "crossings",
    "figures",
    "posts",
    "states_query",
]
