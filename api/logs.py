"""The log of a service: one JSON object a line, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from api.watching import Watching

__all__ = ["JsonLines", "log_to_stderr"]


class JsonLines(logging.Formatter):
    """A record as one line of JSON.

    Of an exception its type and where it arose are told, not its words: they may hold what somebody wrote or recorded.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = getattr(record, "fields", {})
        event = getattr(record, "event", None) or record.getMessage()
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": event, **fields}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{one.filename}:{one.lineno} {one.name}" for one in extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr(watching: Watching) -> None:
    """Let everything this process logs go to standard error, as it is wanted."""
    handler = logging.StreamHandler(sys.stderr)
    if watching.log == "json":
        handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("liandong").setLevel(logging.INFO)
