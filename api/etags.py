"""Entity tags: an answer is asked for again, and sent again only if it has changed."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["is_among", "tag_of"]


def tag_of(body: bytes, media: str) -> str:
    """The tag of an answer: the same bytes in the same media type have the same tag, from any server, at any revision."""
    return f'"{blake2b(body, digest_size=16, person=media.encode()[-16:]).hexdigest()}"'


def is_among(tag: str, told: str | None) -> bool:
    """Whether a tag is one of those that `If-None-Match` names.

    >>> is_among('"a"', 'W/"a", "b"'), is_among('"a"', "*"), is_among('"a"', None)
    (True, True, False)
    """
    named = [one.strip().removeprefix("W/") for one in (told or "").split(",")]
    return tag in named or named == ["*"]
