"""Keyset cursors: the code of the last row, and a fingerprint of the question it belongs to.

A cursor made for another question, day or scope is refused, so that nobody pages through a list that is not theirs or
mixes two lists without noticing. The text is opaque; only this module reads it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import date

from schema.errors import bad_input

__all__ = ["Cursors"]

_SIZE = 9
"""Bytes of fingerprint: 72 bits, and a multiple of three, so that base64 needs no padding inside."""


class Cursors:
    """The cursors of one list: `field` and `arguments` are the question, `scope` is who may see what."""

    def __init__(self, field: str, day: date, scope: str, *arguments: str | None) -> None:
        question = json.dumps([field, day.isoformat(), scope, *arguments], ensure_ascii=False)
        self._fingerprint = hashlib.blake2b(question.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()

    def of(self, code: str) -> str:
        """The cursor that stands after `code`."""
        return base64.urlsafe_b64encode(self._fingerprint + code.encode()).decode()

    def code(self, cursor: str) -> str:
        """The code a cursor of this list stands after.

        Raises:
            Refusal: it is no cursor, or one of another question, day or scope.
        """
        try:
            read = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
            code = read[_SIZE:].decode()
        except (binascii.Error, UnicodeError):
            raise bad_input("after 不是本服务给出的游标") from None
        if read[:_SIZE] != self._fingerprint:
            raise bad_input(
                "after 是另一个问题、另一日期或另一权限范围的游标；翻页时各参数（含 asOf）须与取得游标时一致"
            )
        return code

    def after(self, after: str | None) -> str | None:
        """The code that the argument `after` stands after, None for the beginning.

        Raises:
            Refusal: as `code`.
        """
        return None if after is None else self.code(after)
