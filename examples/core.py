"""The core of party, committee and property: bodies are tied where they cover the same compound, and the k-core keeps those
that have k partners which themselves have k. In a compound with all three, each has two."""

from __future__ import annotations

from collections import Counter, defaultdict

import networkx as nx
from kaifeng import AS_OF, figures, kind_label, network, sides

from graph_model import charts

KINDS = {"party_branch", "owners_committee", "self_management_committee", "property_firm"}

full = network().view("full", as_of=AS_OF)
covers, partners = sides(full, KINDS)

core = nx.core_number(partners)
by_core: dict[int, Counter[str]] = defaultdict(Counter)
for body, number in core.items():
    by_core[number][kind_label(full.nodes[body]["kinds"])] += 1

compounds = [place for place in covers if place.startswith("Area:")]
complete = [place for place in compounds if sum(core[body] >= 2 for body in covers[place]) >= 3]
alone = [place for place in compounds if covers.degree[place] == 1]
print(f"{len(partners)}个组织覆盖{len(compounds)}个小区：{len(complete)}个小区三方俱全，{len(alone)}个只有一方。")
print("只有一方的小区：" + "、".join(full.nodes[place]["name"] for place in sorted(alone)))
for number in sorted(by_core, reverse=True):
    print(f"  {number}核：" + "，".join(f"{label}{count}个" for label, count in sorted(by_core[number].items())))

figure = charts.bars(
    {f"{number}核": by_core[number] for number in sorted(by_core, reverse=True)},
    title=f"开封：三方融合的核心，各核中的组织（截至{AS_OF}）",
    unit="个组织",
)
print(f"\n图：{charts.save(figure, figures() / 'core.html')}")
