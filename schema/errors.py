"""What an asker is told when a question cannot be answered: a Chinese sentence, and a code from a closed list.

Resolvers raise `Refusal`; the model's own errors are translated by `refusal_of`. Whatever is neither is a fault of ours:
the service logs it under the request's id and tells the asker that id and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from graphql import GraphQLFormattedError

from graph_model.errors import BadQuestion, Conflict, InvalidInput, LiandongError, NotFound, StoreUnavailable, nearest
from schema.sentences import in_chinese

__all__ = ["Code", "Refusal", "bad_input", "closest", "not_found", "refusal_of", "too_complex", "unknown_word"]


class Code(StrEnum):
    """Every value `extensions.code` can have."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    QUERY_TIMEOUT = "QUERY_TIMEOUT"
    DATABASE_UNAVAILABLE = "DATABASE_UNAVAILABLE"
    INTERNAL = "INTERNAL"


class Refusal(Exception):
    """A question that is not answered, told so that the asker can ask again. `sentence` has no full stop."""

    def __init__(self, code: Code, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(f"{sentence}（{code}）")

    @property
    def formatted(self) -> GraphQLFormattedError:
        """As one of an answer's `errors`."""
        return {"message": str(self), "extensions": {"code": self.code.value}}


def bad_input(sentence: str) -> Refusal:
    """The question is wrong."""
    return Refusal(Code.BAD_USER_INPUT, sentence)


def not_found(what: str, code: str, day: date, successors: Iterable[str] = ()) -> Refusal:
    """No such record, or none on that day: the same words for both; what was split says into which."""
    heirs = "、".join(successors)
    return Refusal(Code.NOT_FOUND, f"{day} 没有编码为“{code}”的{what}" + (f"：已由 {heirs} 接续" if heirs else ""))


def too_complex(sentence: str) -> Refusal:
    """The question asks for more than one answer may hold."""
    return Refusal(Code.QUERY_TOO_COMPLEX, sentence)


def unknown_word(what: str, word: str, words: Iterable[str]) -> Refusal:
    """A key that is not declared, with the nearest one that is."""
    return bad_input(f"没有名为“{word}”的{what}{closest(word, words)}")


def closest(word: str, words: Iterable[str]) -> str:
    """`，是否想问“…”` with the nearest of `words`, or nothing when none comes near.

    >>> closest("compund_head", ["compound_head", "unit_head"])
    '，是否想问“compound_head”'
    """
    hint = nearest(word, words)
    return "" if hint is None else "，是否想问“" + hint.removeprefix('did you mean "').removesuffix('"?') + "”"


def refusal_of(error: BaseException | None) -> Refusal | None:
    """The refusal an expected error stands for; None for a fault of ours."""
    if isinstance(error, Refusal):
        return error
    if not isinstance(error, LiandongError):
        return None
    for kind, code, opening in (
        (NotFound, Code.NOT_FOUND, "找不到所问的记录"),
        (BadQuestion, Code.BAD_USER_INPUT, "这样的问题无法回答"),
        (InvalidInput, Code.BAD_USER_INPUT, "输入有误"),
        (Conflict, Code.CONFLICT, "数据已有变动"),
        (StoreUnavailable, Code.DATABASE_UNAVAILABLE, "数据库暂时不可用"),
    ):
        if isinstance(error, kind):
            told = "" if code is Code.DATABASE_UNAVAILABLE else f"：{in_chinese(str(error))}"
            return Refusal(code, opening + told)
    return None
