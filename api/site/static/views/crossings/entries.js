// 双向进入: whether each place has both directions, and which one is missing.

import { asked, here, to } from "../../address.js";
import { ask } from "../../ask.js";
import { fill, h } from "../../dom.js";
import { asGraphQL } from "../../frame.js";
import { counted } from "../../pieces/counted.js";
import { notice } from "../../pieces/notices.js";
import { table } from "../../pieces/table.js";
import { count, STATES } from "../../words.js";

const WAYS = `query TwoWays($scheme: String!, $within: String, $asOf: Date) {
  scheme(key: $scheme) { twoWays { key label } }
  areas(within: $within, level: COMPOUND, asOf: $asOf, first: 1) { totalCount }
}`;
const ENTRIES = `query TwoWayEntries($key: String!, $within: String, $asOf: Date) {
  twoWayEntries(key: $key, within: $within, asOf: $asOf) { area { code name } forward backward verdict }
}`;
/** Beyond so many compounds the answer is too large, and one looks at the places beneath. */
const MOST = 5000;
/** So many rows are laid out in a moment. */
const SHOWN = 200;
const VERDICTS = {
  missing: ["空缺", "gap"],
  half: ["只有一半", "gap"],
  unknown: ["情况不明", "unknown"],
  complete: ["完整", "covered"],
};

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const within = place.area?.code ?? null;
  const { scheme, areas } = await ask(WAYS, { scheme: place.scheme, within, asOf: place.asOf });
  const way = scheme.twoWays.find((one) => one.key === asked("way")) ?? scheme.twoWays[0];
  if (!way) {
    fill(into, [notice("这里没有双向进入", "此处的方案没有规定双向进入。")]);
    return;
  }
  const variables = { key: way.key, within, asOf: place.asOf };
  asGraphQL(ENTRIES, variables);
  if (areas.totalCount > MOST) {
    const ways = place.children.map((area) => h("a", { href: here({ area: area.code }) }, area.name));
    fill(into, [notice("先选一个地方", `此处及以下有 ${count(areas.totalCount)} 个小区，太多，一次列不完。`, ways)]);
    return;
  }
  const entries = (await ask(ENTRIES, variables)).twoWayEntries;
  const chosen = asked("verdict");
  const rows = entries.filter((one) => !chosen || one.verdict === chosen).sort((one, other) => rank(one) - rank(other));
  const made = table(rows.slice(0, SHOWN), COLUMNS, { caption: way.label, sorted: 3 });
  made.classList.add("rows");
  fill(into, [
    h(
      "p",
      { class: "ways" },
      scheme.twoWays.map((one) =>
        h("a", { href: here({ way: one.key }), "aria-current": one === way && "true" }, one.label),
      ),
    ),
    verdicts(entries, chosen),
    rows.length > SHOWN && h("p", { class: "small" }, `只列出前 ${SHOWN} 处；选一种结论，或到下级去看其余的。`),
    rows.length ? made : notice("没有", "此处及以下没有这样的小区。"),
  ]);
}

/**
 * @param {any[]} entries
 * @param {string | null} chosen
 */
function verdicts(entries, chosen) {
  const number = (key) => entries.filter((one) => one.verdict === key).length;
  return counted("结论", "verdict", chosen, [
    { key: null, word: "全部", many: entries.length, name: null },
    ...Object.entries(VERDICTS).map(([key, [word, name]]) => ({ key, word, many: number(key), name })),
  ]);
}

const rank = (row) => Object.keys(VERDICTS).indexOf(row.verdict);

const state = (value) =>
  h("span", { class: value.toLowerCase() }, value === "COVERED" ? "有人" : value === "GAP" ? "没有人" : STATES[value]);

const COLUMNS = [
  {
    title: "何处",
    by: (row) => row.area.name,
    cell: (row) => h("a", { href: to("/linkage", { area: row.area.code }) }, row.area.name),
  },
  { title: "正向", by: (row) => row.forward, cell: (row) => state(row.forward) },
  { title: "反向", by: (row) => row.backward, cell: (row) => state(row.backward) },
  {
    title: "结论",
    by: rank,
    cell: (row) => h("span", { class: VERDICTS[row.verdict][1] }, VERDICTS[row.verdict][0]),
  },
];
