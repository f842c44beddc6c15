"""A look at a query's text before it is parsed: its words, its nesting, its aliases.

Parsing takes some 5 µs a word, this a tenth of it; a text made to cost much is refused here.
"""

from __future__ import annotations

import re
from itertools import islice

from api.limits import Limits
from schema.errors import too_complex

__all__ = ["TOGETHER", "scan"]

TOGETHER = 100
"""Fields that may stand in one pair of braces."""

_WORD = re.compile(
    r'"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|\#[^\n]*|\.\.\.|[^\W\d]\w*|-?\d[\d.eE+-]*|[^\s,\ufeff]'
)
_OPENS, _CLOSES = frozenset("{[("), frozenset("}])")
_READ = 2
"""Words and comments read, for each word there may be."""
_BRACES = 2
"""Braces a level may take: a fragment in place has its own."""
_NAMES = 4 * TOGETHER
"""Names in one pair of braces: a field may have an alias, a directive, a type."""
_LISTED, _DIRECTIVES = 200, 50
"""Words in lists that are written into the query itself (longer ones come as variables), and its directives."""


def scan(text: str, limits: Limits) -> None:
    """Look through a text; one that is no query may pass, and is for the parser.

    Raises:
        Refusal: it is longer, or has more words, levels, aliases or definitions than the limits allow.
    """
    if len(text) > limits.letters:
        raise too_complex(f"查询超过 {limits.letters} 个字符")
    seen = _Seen()
    for found in islice(_WORD.finditer(text), _READ * limits.tokens):
        if found[0][0] != "#":
            seen.word(found[0])
    for count, most, sentence in (
        (seen.words, limits.tokens, f"查询超过 {limits.tokens} 个词"),
        (seen.deepest, _BRACES * limits.depth, f"查询嵌套超过 {limits.depth} 层"),
        (seen.aliases, limits.aliases, f"查询中的别名超过 {limits.aliases} 个"),
        (seen.definitions, limits.operations, f"查询中的操作和片段超过 {limits.operations} 个"),
        (seen.most, _NAMES, f"一处写了超过 {TOGETHER} 个字段"),
        (seen.listed, _LISTED, "写在查询里的列表过长，请用变量"),
        (seen.directives, _DIRECTIVES, f"查询中的指令超过 {_DIRECTIVES} 个"),
    ):
        if count > most:
            raise too_complex(sentence)


class _Seen:
    """What a text holds, counted word by word."""

    def __init__(self) -> None:
        self.words = self.aliases = self.definitions = self.listed = self.directives = self.deepest = self.most = 0
        self._names = [0]
        """Names in each pair of braces that is open, the outermost first."""
        self._inside = self._lists = 0
        """Open brackets in arguments, and those of lists among them."""

    def word(self, word: str) -> None:
        """Count one more."""
        self.words += 1
        self.listed += self._lists > 0
        if word in _OPENS:
            self._open(word)
        elif word in _CLOSES:
            self._close(word)
        elif word == ":":
            self.aliases += not self._inside
        elif word == "@":
            self.directives += 1
        elif not self._inside:
            self._names[-1] += 1
            self.most = max(self.most, self._names[-1])

    def _open(self, word: str) -> None:
        self._lists += word == "["
        if self._inside or word != "{":
            self._inside += 1
        else:
            self.definitions += len(self._names) == 1
            self._names.append(0)
        self.deepest = max(self.deepest, self._inside + len(self._names) - 1)

    def _close(self, word: str) -> None:
        self._lists -= word == "]"
        if self._inside:
            self._inside -= 1
        elif len(self._names) > 1:
            self._names.pop()
