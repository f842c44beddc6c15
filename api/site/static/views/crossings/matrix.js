// How often posts of two kinds are held by one person in one place; a cell leads to the people.

import { asked, here } from "../../address.js";
import { ask } from "../../ask.js";
import { fill, h } from "../../dom.js";
import { asGraphQL } from "../../frame.js";
import { listed } from "../../pieces/listed.js";
import { notice } from "../../pieces/notices.js";
import { areas, person, post, POST } from "../../pieces/people.js";
import { count } from "../../words.js";

const MATRIX = `query CrossMatrix($within: String, $asOf: Date, $scheme: String!) {
  scheme(key: $scheme) { levels { key label } kinds { key label } }
  crossMatrix(within: $within, asOf: $asOf) { one other pairs bothLead persons }
}`;
const PEOPLE = `
  query CrossAppointments($within: String, $from: PostPattern, $to: PostPattern, $asOf: Date, $after: String) {
    crossAppointments(within: $within, from: $from, to: $to, asOf: $asOf, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { person { code name } one { post { ...P } } other { post { ...P } } areas { code name } since days bothLead }
    }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const within = place.area?.code ?? null;
  const variables = { within, asOf: place.asOf, scheme: place.scheme };
  asGraphQL(MATRIX, variables);
  const { scheme, crossMatrix } = await ask(MATRIX, variables);
  if (!crossMatrix.length) {
    fill(into, [notice("没有交叉任职", "此处及以下没有一个人在同一处担任两个岗位。")]);
    return;
  }
  const labels = new Map([...scheme.kinds, ...scheme.levels].map(({ key, label }) => [key, label]));
  fill(into, [
    h("p", { class: "facts" }, "同一个人在同一处兼任的两个岗位有多少对；点数字看是哪些人。"),
    matrix(crossMatrix, labels),
  ]);
  const [one, other] = [asked("one"), asked("other")];
  if (!one || !other) return;
  const levels = new Set(scheme.levels.map((level) => level.key));
  const pattern = (key) => (levels.has(key) ? { level: key.toUpperCase() } : { kind: key });
  fill(into, [h("h2", { id: "people" }, `${labels.get(one)}与${labels.get(other)}`)]);
  await listed(into, {
    query: PEOPLE,
    variables: { within, asOf: place.asOf, from: pattern(one), to: pattern(other) },
    name: "crossAppointments",
    columns: COLUMNS,
    caption: "交叉任职的人",
    none: ["没有人", "这两类岗位之间没有交叉任职。"],
  });
}

const COLUMNS = [
  { title: "姓名", by: (row) => row.person.name, cell: (row) => person(row.person) },
  { title: "一方", cell: (row) => post(row.one.post) },
  { title: "另一方", cell: (row) => post(row.other.post) },
  { title: "何处", by: (row) => row.areas[0]?.name, cell: (row) => areas(row.areas) },
  { title: "自何日起", name: "day", by: (row) => row.since, cell: (row) => row.since },
  { title: "一肩挑", by: (row) => Number(row.bothLead), cell: (row) => (row.bothLead ? "是" : "否") },
];

/**
 * @param {any[]} cells
 * @param {Map<string, string>} labels
 */
function matrix(cells, labels) {
  const keys = [...labels.keys()].filter((key) => cells.some((cell) => cell.one === key || cell.other === key));
  const most = Math.max(...cells.map((cell) => cell.pairs + cell.bothLead));
  const find = (a, b) =>
    cells.find((cell) => (cell.one === a && cell.other === b) || (cell.one === b && cell.other === a));
  const head = h(
    "tr",
    null,
    h("td", null),
    keys.slice(1).map((key) => h("th", { scope: "col" }, labels.get(key))),
  );
  const lines = keys.slice(0, -1).map((row, down) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, labels.get(row)),
      keys.slice(1).map((key, along) => (along < down ? h("td", { class: "off" }) : field(find(row, key), most))),
    ),
  );
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "各类组织之间的交叉任职数" },
    h(
      "table",
      { class: "matrix" },
      h("caption", { class: "hidden" }, "各类组织之间的交叉任职数"),
      h("thead", null, head),
      h("tbody", null, lines),
    ),
  );
}

/**
 * @param {any} cell
 * @param {number} most
 */
function field(cell, most) {
  if (!cell) return h("td", { class: "empty" });
  const all = cell.pairs + cell.bothLead;
  const current = asked("one") === cell.one && asked("other") === cell.other;
  const lead = cell.bothLead > 0 && h("small", null, `一肩挑 ${count(cell.bothLead)}`);
  const link = h(
    "a",
    { href: `${here({ part: "matrix", one: cell.one, other: cell.other })}#people`, "aria-current": current && "true" },
    count(all),
  );
  return h("td", { style: { "--share": `${Math.round(8 + 40 * (all / most))}%` } }, link, lead);
}
