"""Which posts a declaration or a question names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, model_validator

from graph_model.declarations import Declaration
from graph_model.levels import AreaLevel

if TYPE_CHECKING:
    from graph_model.scheme import Scheme

__all__ = ["PostPattern"]


def _several(value: Any) -> Any:
    """One word stands for a list of it."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_several)]


class PostPattern(Declaration):
    """Posts of a role (or of any of several, or of all); narrowed to areas of a level (its alias answers), or to
    organizations of some kinds."""

    role: OneOrMore = ()
    level: AreaLevel | None = None
    kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> PostPattern:
        if not (self.role or self.level or self.kinds):
            raise ValueError("posts are named by role, level or kinds")
        if self.level is not None and self.kinds:
            raise ValueError("a post is of an area or of an organization: level and kinds exclude each other")
        return self

    def topics(self, scheme: Scheme) -> frozenset[str]:
        """The topics that tell about these posts."""
        return scheme.topics_of_posts(self.role, self.level, of_bodies=bool(self.kinds))

    def includes(self, other: PostPattern, scheme: Scheme) -> bool:
        """Whether every post the other names is one of these."""
        roles = not self.role or (bool(other.role) and set(other.role) <= set(self.role))
        kinds = not self.kinds or (bool(other.kinds) and scheme.kinds_of(other.kinds) <= scheme.kinds_of(self.kinds))
        return roles and kinds and self.level in (None, other.level)
