"""The command line: `liandong`."""

from __future__ import annotations

from api.cli.commands import app, main

__all__ = ["app", "main"]
