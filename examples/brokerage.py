"""Who brokers between party, committee and property? Gould and Fernandez (1989) count, for every body b, the pairs a and c
that are tied to b but not to each other, by the groups the three belong to. Ties here have no direction: a pair counts both ways."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import networkx as nx
from kaifeng import AS_OF, figures, network, sides

from graph_model import charts

PARTIES = {
    "party_committee": "党组织",
    "party_branch": "党组织",
    "functional_branch": "党组织",
    "owners_committee": "业委会",
    "self_management_committee": "业委会",
    "property_firm": "物业",
}
city = network()
full, interlock = (city.view(name, as_of=AS_OF) for name in ("full", "interlock"))
group = {node: PARTIES[kinds] for node, kinds in full.nodes(data="kinds") if kinds in PARTIES}
ties = nx.Graph(full.subgraph(group))  # subordination and hosting among bodies,
ties.add_edges_from(sides(full, set(PARTIES))[1].edges)  # compounds they share,
shared = ((f"Organization:{one}", f"Organization:{other}") for one, other in interlock.edges)
ties.add_edges_from(pair for pair in shared if group.keys() >= set(pair))  # and people


def role(before: str, broker: str, after: str) -> str:
    """The part a broker plays between two bodies, by the groups of the three."""
    if before == after:
        return "协调人（同组之内）" if broker == before else "中介人（外组居中）"
    if broker == after:
        return "守门人（由外入内）"
    return "代表人（由内向外）" if broker == before else "联络人（三方各异）"


brokers: dict[str, Counter[str]] = {
    body: Counter(
        role(group[one], group[body], group[other])
        for one, other in permutations(ties[body], 2)
        if not ties.has_edge(one, other)
    )
    for body in ties
}
leading = sorted(brokers, key=lambda body: (-brokers[body].total(), body))[:15]
print(f"{len(ties)}个组织、{ties.size()}条联系。居间最多的组织：")
for body in leading[:5]:
    told = "，".join(
        f"{name}{times}次" for name, times in sorted(brokers[body].items(), key=lambda one: (-one[1], one[0]))
    )
    print(f"  {ties.nodes[body]['name']}（{group[body]}）：{told}")

figure = charts.bars(
    {full.nodes[body]["name"]: brokers[body] for body in leading},
    title=f"开封：党组织、业委会、物业之间谁居间联络（截至{AS_OF}）",
    unit="次",
)
print(f"\n图：{charts.save(figure, figures() / 'brokerage.html')}")
