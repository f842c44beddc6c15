"""Which media type to answer in, and which request bodies are read."""

from __future__ import annotations

import functools

__all__ = ["HTML", "JSON", "RESPONSE", "accepts_html", "chosen", "is_json"]

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
HTML = "text/html"


@functools.lru_cache(maxsize=256)
def chosen(accept: str | None) -> str | None:
    """The media type to answer in; None when the asker accepts neither.

    Without a wish it is application/json, which every client reads; where both are wished alike, the newer one.
    """
    if accept is None or not accept.strip():
        return JSON
    wishes = _wishes(accept)
    quality = {kind: _quality(kind, wishes) for kind in (RESPONSE, JSON)}
    if RESPONSE not in wishes:  # reached by a wildcard only
        quality[RESPONSE] = 0.0 if quality[JSON] else quality[RESPONSE]
    best = max(quality, key=lambda kind: quality[kind])
    return best if quality[best] > 0 else None


@functools.lru_cache(maxsize=256)
def accepts_html(accept: str | None) -> bool:
    """Whether it is a browser that asks for a page: HTML by name, and before JSON."""
    wishes = _wishes(accept or "")
    return wishes.get(HTML, 0) > max(wishes.get(JSON, 0), wishes.get(RESPONSE, 0))


@functools.lru_cache(maxsize=256)
def is_json(content_type: str | None) -> bool:
    """Whether a body of this type is read: JSON in UTF-8."""
    kind, *parameters = (content_type or "").split(";")
    charset = [
        value for name, _, value in (one.partition("=") for one in parameters) if name.strip().lower() == "charset"
    ]
    return kind.strip().lower() == JSON and all(one.strip(' "').lower() in ("utf-8", "utf8") for one in charset)


def _wishes(accept: str) -> dict[str, float]:
    wishes: dict[str, float] = {}
    for wish in accept.split(","):
        kind, *parameters = wish.split(";")
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        wishes[kind.strip().lower()] = quality
    return wishes


def _quality(kind: str, wishes: dict[str, float]) -> float:
    for pattern in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if pattern in wishes:
            return wishes[pattern]
    return 0.0
