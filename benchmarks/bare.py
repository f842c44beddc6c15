"""What a strawberry endpoint costs that does nothing: as many rows as ours, from a list. Run in a process of its own."""

from __future__ import annotations

import sys

import strawberry
import uvicorn
from strawberry.asgi import GraphQL

__all__ = ["QUERY"]

QUERY = "{ coverage { area { code name } remainder numerator denominator rate rateAtMost unknown exempt } }"


@strawberry.type
class Area:
    """An area of the list."""

    code: str
    name: str


@strawberry.type
class Coverage:
    """A row of the list."""

    area: Area
    remainder: bool
    numerator: float
    denominator: float
    rate: float
    rate_at_most: float
    unknown: float
    exempt: float


def _row(number: int) -> Coverage:
    area = Area(code=f"4102{number:05}", name=f"第{number}街道")
    counts = {"numerator": 848.0, "denominator": 931.0, "unknown": 8.0, "exempt": 2.0}
    return Coverage(area=area, remainder=False, rate=0.9108, rate_at_most=0.9194, **counts)


def _serve(rows: int, port: int) -> None:
    listed = [_row(number) for number in range(rows)]

    @strawberry.type
    class Query:
        @strawberry.field
        def coverage(self) -> list[Coverage]:
            """The list."""
            return listed

    uvicorn.run(GraphQL(strawberry.Schema(Query)), port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
