"""The tree of a day in Cypher: the way up from a place, the scheme in force there, and what was told about it."""

from __future__ import annotations

from graph_model.indicators.cypher.text import call, holds
from graph_model.scheme import DEFAULT

__all__ = ["told", "way_up", "where_it_stands_now"]


def way_up(place: str, day: str, *, path: str = "path", scheme: str = "scheme") -> str:
    """`path`: the place and the areas above it on the day, from below; `scheme`: the key that the nearest of them names."""
    body = f"""\
MATCH way = ({place})-[:PART_OF*0..]->(above:Area)
WHERE all(hop IN relationships(way) WHERE {holds("hop", day)})
MATCH (above)-[:HAD*0..1]->(then)
WHERE {holds("then", day)}
WITH above, then ORDER BY length(way)
RETURN collect(above) AS {path}, coalesce(head(collect(then.scheme)), '{DEFAULT}') AS {scheme}"""
    return call([place], body, "当天的上级区域（自下而上），以及最近一级指定的方案")


def told(
    place: str,
    day: str,
    name: str,
    *,
    topics: str = "words.topics",
    seat_of: str | None = None,
    found: str | None = None,
) -> str:
    """`name`: which of `topics` were filed by `day` for a place, by itself or by an area in which it lay on the day of filing.

    With `seat_of` the place is where that organization has its seat on the day. Where `found`, a number, is above 0 nobody
    will ask what was filed, and nothing is looked up.
    """
    start = f"MATCH ({place})-[:PART_OF*0..]->(above:Area)"
    if seat_of is not None:
        start = f"MATCH ({seat_of})-[seat:LOCATED_IN]->({place}:Area)\nWHERE {holds('seat', day)}\n{start}"
    if found is not None:
        start += f"\nWHERE {found} = 0"
    body = f"""\
{start}
WITH DISTINCT {place}, above
MATCH (above)<-[:ABOUT]-(filing:Filing)-[:HAD*0..1]->(said)
WHERE filing.topic IN {topics} AND said.since <= {day}
  AND EXISTS {{
    MATCH ({place})-[way:PART_OF*0..]->(above)
    WHERE all(hop IN way WHERE {holds("hop", "said.since")})
  }}
RETURN collect(DISTINCT filing.topic) AS {name}"""
    imports = [seat_of or place, topics.partition(".")[0], *([found] if found else [])]
    return call(imports, body, "已填报的内容：由本区域，或填报当天所在的上级区域填报")


def where_it_stands_now(start: str) -> str:
    """`place`: the area `start` if it exists on the day asked, else the one it last lay in, and so on; null for nowhere."""
    body = f"""\
MATCH ({start}) (
  (gone:Area)-[hop:PART_OF]->(:Area)
  WHERE hop.until <= $asOf AND NOT EXISTS {{
    MATCH (gone)-[:HAD*0..1]->(later) WHERE hop.since < later.since AND later.since <= $asOf
  }}
){{0,}} (stands:Area)
MATCH (stands)-[:HAD*0..1]->(then)
WHERE {holds("then")}
RETURN head(collect(stands)) AS place"""
    return call([start], body, "所在区域已撤销的，看它最后所属的上级")
