"""Which bodies interlock? Two bodies are tied when one person holds posts in both."""

from __future__ import annotations

import networkx as nx
from kaifeng import AS_OF, figures, kind_label, network

from graph_model import charts

bodies = network().view("interlock", as_of=AS_OF)
tied = bodies.subgraph(node for node, degree in bodies.degree if degree)

print(f"截至{AS_OF}：{len(bodies)}个组织中，{len(tied)}个与别的组织有共同任职人，共{tied.size()}对。")

print("\n连成一片的组织：")
for component in sorted(nx.connected_components(bodies), key=len, reverse=True)[:3]:
    print(f"  {len(component)}个：" + "、".join(bodies.nodes[node]["name"] for node in sorted(component)[:4]))

centre, ties = max(sorted(bodies.degree), key=lambda pair: pair[1])
print(f"\n联系最多的是{bodies.nodes[centre]['name']}，与{ties}个组织有共同任职人；")
without = [edge for edge in bodies.edges(data="weight") if centre not in edge]
print(f"去掉它，只剩{len(without)}对：")
for one, other, persons in without:
    print(f"  {bodies.nodes[one]['name']} — {bodies.nodes[other]['name']}（{persons}人）")

figure = charts.drawing(
    tied,
    title=f"开封：组织之间的交叉任职（截至{AS_OF}）",
    groups={node: kind_label(kinds) for node, kinds in tied.nodes(data="kinds")},
    labels=dict(tied.nodes(data="name")),
)
print(f"\n图：{charts.save(figure, figures() / 'interlock.html')}")
