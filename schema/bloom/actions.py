"""The scene actions: 上级链条, 下级, 任职, 同一人兼任."""

from __future__ import annotations

from schema.bloom.queries import LIMIT, Action, today

__all__ = ["actions"]

_WAY = f"all(r IN relationships(path) WHERE {today('r')})"


def _action(name: str, path: str, *labels: str) -> Action:
    cypher = f"MATCH path = {path}\nWHERE elementId(n) IN $nodes AND {_WAY}\nRETURN path LIMIT {LIMIT}"
    return Action(name, cypher, labels)


def actions() -> list[Action]:
    """The actions, in the order of the menu."""
    return [
        _action("上级链条", "(n)-[:OF|LOCATED_IN|PART_OF*1..14]->(:Area)", "Area", "Organization", "Post"),
        _action("下级", "(n)<-[:PART_OF|SUBORDINATE_TO|HOSTED_BY]-()", "Area", "Organization"),
        _action("任职", "(n)-[:HOLDS|OF*1..2]-()", "Area", "Organization", "Post", "Person"),
        _action(
            "同一人兼任",
            "(n)<-[:OF*0..1]-(:Post)<-[:HOLDS]-(:Person)-[:HOLDS]->(:Post)-[:OF]->()",
            "Area",
            "Organization",
            "Post",
        ),
    ]
