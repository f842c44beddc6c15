"""Asking a running service over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from graph_model.errors import BadQuestion, StoreUnavailable

__all__ = ["Client"]

_TIMEOUT = 60


class Client:
    """GraphQL over HTTP at one address, as any other program would ask it."""

    def __init__(self, base: str) -> None:
        self.base = base

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of the answer.

        Raises:
            BadQuestion: the service answered with errors.
            StoreUnavailable: it did not answer.
        """
        address = urlsplit(self.base)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_TIMEOUT)
        body = json.dumps({"query": query, "variables": dict(variables or {})}).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
        try:
            connection.request("POST", "/graphql", body, headers)
            answer = json.loads(connection.getresponse().read())
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"{self.base} did not answer: {error}") from None
        finally:
            connection.close()
        if answer.get("errors"):
            raise BadQuestion("; ".join(error["message"] for error in answer["errors"]))
        data: dict[str, Any] = answer["data"]
        return data
