"""A body of some kinds covers the subject, or stands in it."""

from __future__ import annotations

import numpy as np

from graph_model.indicators.conditions import CoveredBy, Hosts, SubjectType
from graph_model.indicators.kleene import FALSE, TRUE, UNKNOWN, Kleene, constant
from graph_model.indicators.masks.reading import Asked, Reading, answers, or_absent, truth

__all__: list[str] = []


@answers(CoveredBy, Hosts)
def _body(leaf: CoveredBy | Hosts, reading: Reading, asked: Asked) -> Kleene:
    kinds = reading.scheme.kinds_of(leaf.kinds)
    organizations = reading.table("organizations")
    row_of = reading.day.row_of("organizations")
    if isinstance(leaf, Hosts):
        rows = reading.day.rows("organizations")
        body, target = organizations.index[rows], organizations.refers["host"][rows]
    else:
        covers, rows = reading.table("covers"), reading.day.rows("covers")
        if leaf.modes:
            rows = rows[covers.is_one_of("mode", leaf.modes)[rows]]
        end = "area" if asked.type is SubjectType.AREAS else "target_organization"
        body, target = covers.refers["organization"][rows], covers.refers[end][rows]
    fits = (target >= 0) & organizations.is_one_of("kinds", kinds)[row_of[body]]
    body, target = body[fits], target[fits]
    found = constant(FALSE, len(reading.table(asked.type)))
    if leaf.that is None:
        found[target] = TRUE
    else:
        bodies, back = np.unique(body, return_inverse=True)
        one = truth(leaf.that, reading, reading.asked(SubjectType.ORGANIZATIONS, bodies))[back]
        found[target[one == UNKNOWN]] = UNKNOWN
        found[target[one == TRUE]] = TRUE
    return or_absent(found[asked.index], reading, asked, reading.scheme.topics_of_kinds(kinds))
