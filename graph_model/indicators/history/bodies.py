"""The history of a body that covers the subject, or stands in it."""

from __future__ import annotations

from graph_model.indicators.conditions import CoveredBy, Hosts, SubjectType
from graph_model.indicators.history.spans import (
    History,
    One,
    days_of,
    ends_of,
    histories,
    history,
    spans_of,
    told_of,
    versions_of,
)
from graph_model.indicators.kleene import FALSE, TRUE
from graph_model.indicators.masks import Reading

__all__: list[str] = []


@histories(CoveredBy, Hosts)
def _body(leaf: CoveredBy | Hosts, reading: Reading, one: One) -> History:
    kinds = reading.scheme.kinds_of(leaf.kinds)
    organizations = reading.table("organizations")
    is_kind = organizations.is_one_of("kinds", kinds)
    spans: list[tuple[int, int, int]] = []
    if isinstance(leaf, Hosts):
        hosted = spans_of(organizations, organizations.groups("host").of(one.index))
        spans = [(start, end, int(organizations.index[row])) for start, end, row in hosted if is_kind[row]]
    else:
        covers = reading.table("covers")
        rows = covers.groups("area" if one.type is SubjectType.AREAS else "target_organization").of(one.index)
        if leaf.modes:
            rows = rows[covers.is_one_of("mode", leaf.modes)[rows]]
        for start, end, row in spans_of(covers, rows):
            body = int(covers.refers["organization"][row])
            spans += [
                (max(start, begins), min(end, stops), body)
                for begins, stops, version in versions_of(organizations, body)
                if is_kind[version]
            ]
    that = leaf.that
    bodies = {body for _, _, body in spans} if that is not None else set()
    inner = {
        body: history(that, reading, One.of(reading, SubjectType.ORGANIZATIONS, body, -1))
        for body in bodies
        if that is not None
    }
    told = told_of(reading, one, reading.scheme.topics_of_kinds(kinds))

    def at(day: int) -> int:
        here = (body for start, end, body in spans if start <= day < end)
        return max((inner[body].at(day) if inner else TRUE for body in here), default=FALSE) or told.at(day)

    return History((*ends_of(spans), *days_of(inner.values()), *told.days), at)
