"""Indicators as Cypher: one query for each coverage indicator, for those who keep the network in Neo4j."""

from __future__ import annotations

from graph_model.indicators.cypher import attributes, bodies, chains, crossings, figures, members, posts, ties
from graph_model.indicators.cypher.query import CypherQuery, counts_query, states_query

__all__ = [
    "CypherQuery",
    "attributes",
    "bodies",
    "chains",
    "counts_query",
    "crossings",
    "figures",
    "members",
    "posts",
    "states_query",
    "ties",
]
