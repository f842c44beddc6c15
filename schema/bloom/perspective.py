"""The Bloom perspective: categories, relationships, search phrases and scene actions as the JSON file that Bloom imports.

The format is Bloom's own and nowhere written down; the keys here are those that its exports of version 2.21.0 have in common.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from graph_model.indicators.catalogue import Catalogue
from graph_model.scheme import Scheme
from graph_model.stores.neo4j.shape import SHAPE, NodeShape
from schema.bloom.actions import actions
from schema.bloom.catalogue import Category, Relationship, categories, relationships
from schema.bloom.phrases import phrases
from schema.bloom.queries import Action, Parameter, Phrase

__all__ = ["VERSION", "perspective"]

VERSION = "2.21.0"
"""The version of the format; it has not followed Bloom's own since February 2025."""

_MADE = 1_767_225_600_000
"""The time the file says it was made, in ms: always the same, so that the same declarations give the same file."""
_NAMESPACE = uuid.UUID("8f4d3c0e-6d5e-5a57-9a34-0a4a6b2f7c11")
_GAP = "#E4572E"


def perspective(scheme: Scheme, catalogue: Catalogue) -> dict[str, Any]:
    """The perspective of a scheme, ready to be written as JSON."""
    shown, edges = categories(scheme), relationships(scheme)
    return {
        "name": f"联动 {scheme.label.zh}",
        "id": _id(scheme.key),
        "version": VERSION,
        "type": "STANDARD_PERSPECTIVE",
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "categories": [_category(number, one) for number, one in enumerate(shown, 1)],
        "labels": {one.label: _properties(one.label, one.properties) for one in shown},
        "relationshipTypes": [_relationship(one) for one in edges],
        "palette": {"colors": _palette(shown), "currentIndex": 0},
        "templates": [_template(number, one) for number, one in enumerate(phrases(scheme, catalogue), 1)],
        "sceneActions": [_scene_action(one, shown) for one in actions()],
        "hiddenRelationshipTypes": [one.type for one in edges if one.hidden],
        "hideUncategorisedData": True,
        "parentPerspectiveId": None,
        "metadata": {"pathSegments": list(_segments(edges)), "indexes": list(_indexes())},
    }


def _id(*words: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(words)))


def _palette(shown: Iterable[Category]) -> list[str]:
    """Fourteen colours, as Bloom has them."""
    return list(dict.fromkeys(one.color for one in shown))[:14]


# ── What is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def _properties(owner: str, properties: dict[str, str]) -> list[dict[str, Any]]:
    return [{"propertyKey": name, "type": owner, "dataType": kind} for name, kind in properties.items()]


def _captions(
    key: str, kind: str, properties: Iterable[str], shown: Iterable[str], hidden: Iterable[str] = ()
) -> list[Any]:
    """The label (or type), and every property: drawn on the node or not, in the tooltip unless hidden."""
    first = {"key": key, "type": kind, "isCaption": not shown, "inTooltip": False, "styles": []}
    return [
        first,
        *(
            {
                "key": name,
                "type": "property",
                "isCaption": name in shown,
                "inTooltip": name not in hidden,
                "styles": [],
                "isGdsData": False,
            }
            for name in properties
        ),
    ]


def _category(number: int, one: Category) -> dict[str, Any]:
    return {
        "id": number,
        "name": one.name,
        "labels": [one.label],
        "properties": [
            {"name": name, "exclude": name in one.excluded, "dataType": kind} for name, kind in one.properties.items()
        ],
        "createdAt": _MADE,
        "lastEditedAt": _MADE,
        "color": one.color,
        "size": one.size,
        "icon": "no-icon",
        "textSize": 1,
        "textAlign": "top",
        "captions": _captions(one.label, "label", one.properties, one.caption, one.excluded),
        "captionKeys": [],
        "styleRules": [_gap_rule(number)] if "gap_count" in one.properties else [],
    }


def _gap_rule(number: int) -> dict[str, Any]:
    """A subject with published gaps is red and larger."""
    return {
        "id": f"rule:{_MADE + number}",
        "type": "single",
        "size": 4,
        "minSize": 1,
        "maxSize": 2,
        "minColor": "#DADADA",
        "midColor": "#848484",
        "maxColor": "#4F4F4F",
        "minPoint": "unprocessed",
        "maxPoint": "unprocessed",
        "applyColor": True,
        "applySize": True,
        "applyCaption": False,
        "textAlign": "center",
        "textSize": 1,
        "captions": [],
        "color": _GAP,
        "isTimeZoneConvertEnabled": False,
        "selectedTimeZone": "Z",
        "basedOn": "gap_count_bigint",
        "valuesMapper": [],
        "existingValues": [],
        "minColorValue": "",
        "minSizeValue": "",
        "maxColorValue": "",
        "maxSizeValue": "",
        "conditionValue": "0",
        "rangeValue": None,
        "condition": "greater-than",
    }


def _relationship(one: Relationship) -> dict[str, Any]:
    return {
        "id": one.type,
        "name": one.type,
        "properties": _properties(one.type, one.properties),
        "color": "#959AA1",
        "size": 1,
        "textSize": 1,
        "textAlign": "top",
        "captions": _captions(one.type, "relationship", one.properties, ()),
        "captionKeys": [],
        "styleRules": [],
    }


def _segments(edges: Iterable[Relationship]) -> Iterable[dict[str, str]]:
    for one in edges:
        for source, target in one.pairs:
            yield {"source": source, "relationshipType": one.type, "target": target}


def _indexes() -> Iterable[dict[str, Any]]:
    for shape in SHAPE.values():
        if isinstance(shape, NodeShape):
            keys = [{"key": "code", "metadataProp": False}]
            yield {"label": shape.label, "type": "native", "propertyKeys": keys}
    yield {
        "type": "full-text",
        "state": "ONLINE",
        "entityType": "NODE",
        "tokenNames": ["Area", "Organization", "Person", "Post"],
        "name": "liandong_names",
        "propertyNames": ["name", "label"],
        "provider": {"key": "fulltext", "version": "2.0"},
    }


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def _template(number: int, one: Phrase) -> dict[str, Any]:
    return {
        "name": one.description,
        "id": f"tmpl:{_MADE + number}",
        "createdAt": _MADE + number,
        "text": one.text,
        "cypher": one.cypher,
        "isUpdateQuery": False,
        "isWriteTransactionChecked": False,
        "params": [_parameter(parameter) for parameter in one.parameters],
        "hasCypherErrors": False,
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": f"${one.name}",
        "dataType": "String",
        "suggestions": "cypher",
        "cypher": one.suggestions,
        "suggestionLabel": None,
        "suggestionProp": None,
        "suggestionBoolean": False,
        "collapsed": False,
    }


def _scene_action(one: Action, shown: list[Category]) -> dict[str, Any]:
    """An action is offered for every category whose nodes have one of its labels: a level is an area, a kind a body."""
    wanted = [number for number, category in enumerate(shown, 1) if category.base in one.labels]
    return {
        "name": one.name,
        "id": _id("action", one.name),
        "createdAt": _MADE,
        "cypher": one.cypher,
        "isUpdateQuery": False,
        "isWriteTransactionChecked": False,
        "categories": wanted,
        "relationshipTypes": None,
        "hasCypherErrors": False,
    }
