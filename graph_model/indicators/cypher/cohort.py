"""A fixed cohort in Cypher: its members of an earlier day, where they stand on the day asked, or last stood."""

from __future__ import annotations

from graph_model.indicators.conditions import SubjectType
from graph_model.indicators.cypher.text import call
from graph_model.indicators.cypher.tree import where_it_stands_now

__all__ = ["last_standing"]


def last_standing(subject: SubjectType) -> str:
    """A member of a fixed cohort on the day asked: its last version `now`, whether it has `ended`, what it stands `at`, and the
    `place`: where it stands, or last stood."""
    ended = "NOT coalesce($asOf < now.until, true) AS ended"
    find = "WITH DISTINCT subject\nMATCH (subject)-[:HAD*0..1]->(now)"
    if subject is SubjectType.APPOINTMENTS:
        find = "WITH DISTINCT post, startNode(subject) AS person, subject.code AS code\nMATCH (person)-[now:HOLDS {code: code}]->(post)"
    kept = "now, post" if subject is SubjectType.APPOINTMENTS else "subject, now"
    last = f"{find}\nWHERE now.since <= $asOf\nWITH {kept} ORDER BY now.since DESC\n"
    match subject:
        case SubjectType.AREAS:
            last += f"WITH subject, collect(now)[0] AS now\nWITH subject, now, {ended}, subject AS at, subject AS stood"
        case SubjectType.ORGANIZATIONS:
            last += f"WITH subject, collect(now)[0] AS now\n{_last_seat()}\nWITH subject, now, {ended}, subject AS at, stood"
        case SubjectType.POSTS:
            last += (
                f"WITH subject, collect(now)[0] AS now\n{_last_owner('subject')}\nWITH subject, now, {ended}, at, stood"
            )
        case _:
            last += f"WITH now.code AS code, post, collect(now)[0] AS now\n{_last_owner('post')}\n"
            last += f"WITH now AS subject, now, {ended}, at, stood"
    return f"{last}\n{where_it_stands_now('stood')}"


def _last_seat() -> str:
    body = "MATCH (subject)-[seat:LOCATED_IN]->(stood:Area)\nWHERE seat.since <= $asOf\nRETURN stood ORDER BY seat.since DESC LIMIT 1"
    return call(["subject"], body, "组织的驻地，或最后的驻地")


def _last_owner(post: str) -> str:
    body = (
        f"MATCH ({post})-[:OF]->(at)\nWITH DISTINCT at\n"
        "OPTIONAL MATCH (at)-[seat:LOCATED_IN]->(area:Area)\nWHERE seat.since <= $asOf\n"
        "WITH at, seat, area ORDER BY seat.since DESC\nRETURN at, coalesce(collect(area)[0], at) AS stood"
    )
    return call([post], body, "岗位所属的区域，或所属组织（最后）的驻地")
