"""Three truth values as integers, so that `all` is a minimum, `any` a maximum and `not` a subtraction (Kleene's logic)."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["FALSE", "TRUE", "UNKNOWN", "Kleene", "constant", "from_bounds", "negation"]

FALSE, UNKNOWN, TRUE = 0, 1, 2

Kleene = NDArray[np.int8]
"""One truth value a subject."""

Truth = TypeVar("Truth", int, Kleene)


def negation(value: Truth) -> Truth:
    """Kleene's not: true and false change places, unknown stays."""
    return TRUE - value


def constant(value: int, size: int) -> Kleene:
    """`size` times the same truth value."""
    return np.full(size, value, np.int8)


def from_bounds(certain: NDArray[np.bool_], possible: NDArray[np.bool_]) -> Kleene:
    """True where `certain`, unknown where only `possible`, else false; `certain` wins."""
    return np.where(certain, TRUE, np.where(possible, UNKNOWN, FALSE)).astype(np.int8)
