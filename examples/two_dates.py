"""Two dates compared: what was founded, what ended, and which bodies came to share people."""

from __future__ import annotations

from collections import Counter
from datetime import date

from kaifeng import AS_OF, SCHEME, figures, network

import graph_model as gm
from graph_model import charts

BEFORE = date(2022, 1, 1)

city = network()
(then, now), (bodies_then, bodies_now) = (
    [city.view(name, as_of=day) for day in (BEFORE, AS_OF)] for name in ("tree", "interlock")
)

founded, ended = set(now) - set(then), set(then) - set(now)
moved = [area for area in set(now) & set(then) if set(now.pred[area]) != set(then.pred[area])]
print(f"{BEFORE}至{AS_OF}：新设区域{len(founded)}个，撤销{len(ended)}个，改变归属{len(moved)}个。")
for area in sorted(ended)[:5]:
    print(f"  撤销：{then.nodes[area]['name']}（{area}）")

new_bodies = Counter(bodies_now.nodes[body]["kinds"].split(",")[0] for body in set(bodies_now) - set(bodies_then))
print("新设组织：" + "，".join(f"{SCHEME.kinds[kind].label}{count}个" for kind, count in sorted(new_bodies.items())))

new_ties = {frozenset(pair) for pair in bodies_now.edges} - {frozenset(pair) for pair in bodies_then.edges}
print(f"交叉任职由{bodies_then.size()}对增至{bodies_now.size()}对，新增：")
for one, other in sorted(map(sorted, new_ties)):
    print(f"  {bodies_now.nodes[one]['name']} — {bodies_now.nodes[other]['name']}")

counts = {day: Counter(level for _, level in view.nodes(data="level")) for day, view in ((BEFORE, then), (AS_OF, now))}
figure = charts.bars(
    {
        SCHEME.levels[level].label: {str(day): counts[day][level.value] for day in counts}
        for level in gm.AreaLevel
        if counts[AS_OF][level.value]
    },
    title=f"开封：各层级区域，{BEFORE}与{AS_OF}",
    unit="个",
    stacked=False,
)
print(f"\n图：{charts.save(figure, figures() / 'two_dates.html')}")
