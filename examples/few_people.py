"""Which streets depend on few people? For each town: how many of its places have one holder only, and how many are left
with nobody when the five persons who hold the most go."""

from __future__ import annotations

from kaifeng import AS_OF, figures, network

import graph_model as gm
from graph_model import charts

GO = 5

city = network()
tree = city.view("tree", as_of=AS_OF)
towns = city.on(AS_OF).areas(level=gm.AreaLevel.TOWN)

left: dict[str, int] = {}
for town in towns:
    posts = city.view("bipartite", as_of=AS_OF, within=town)
    persons = [node for node, side in posts.nodes(data="bipartite") if side == 0]
    held = [place for place, side in posts.nodes(data="bipartite") if side == 1 and posts.degree[place]]
    single = [place for place in held if posts.degree[place] == 1]
    busiest = set(sorted(persons, key=lambda person: (-posts.degree[person], person))[:GO])
    left[town] = sum(set(posts[place]) <= busiest for place in held)
    several = sum(posts.degree[person] > 1 for person in persons)
    print(
        f"{tree.nodes[town]['name']}：{len(held)}处有人任职，其中{len(single)}处只有一人；"
        f"{len(persons)}人中{several}人任职不止一处，{GO}人离任则{left[town]}处无人。"
    )

figure = charts.bars(
    {tree.nodes[town]["name"]: left[town] for town in sorted(towns, key=left.__getitem__, reverse=True)},
    title=f"开封：任职最多的{GO}人离任，各街道（乡镇）有多少处无人（截至{AS_OF}）",
    unit="处",
)
print(f"\n图：{charts.save(figure, figures() / 'few_people.html')}")
