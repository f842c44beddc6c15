// 趋势: an indicator over time, and which subjects changed between two days, with why.

import { asked, here, to } from "../address.js";
import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { chosen, inForce, ofBodies } from "../indicators.js";
import { choice } from "../pieces/choice.js";
import { chart } from "../pieces/chart.js";
import { notice } from "../pieces/notices.js";
import { pager } from "../pieces/pager.js";
import { table } from "../pieces/table.js";
import { gapsOf } from "../pieces/bar.js";
import { NAMED, named } from "../subjects.js";
import { count, FEW, NONE, percent, points, scored, STATES } from "../words.js";

const TREND = `
  query Trend($indicator: String!, $within: String, $from: Date!, $to: Date!, $step: Step!, $after: String) {
    trend(indicator: $indicator, within: $within, from: $from, to: $to, step: $step) {
      asOf numerator denominator rate rateAtMost unknown exempt suppressed value grade
    }
    compared(indicator: $indicator, within: $within, from: $from, to: $to, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { subject { ...S ... on Area { path { code name } } } before after reason }
    }
  }
  ${NAMED}`;
const SCORE = `query Trend($indicator: String!, $within: String, $from: Date!, $to: Date!, $step: Step!) {
  trend(indicator: $indicator, within: $within, from: $from, to: $to, step: $step) { asOf value valueAtMost grade }
}`;
const STEPS = { MONTH: "每月", QUARTER: "每季度", HALF: "每半年", YEAR: "每年" };

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const indicators = (await inForce(place)).filter((one) => !ofBodies(one));
  const indicator = indicators.find((one) => one.key === asked("indicator")) ?? chosen(indicators);
  if (!indicator) {
    into.append(notice("这里没有在用的指标", "此处的方案没有列出任何指标。"));
    return;
  }
  const covered = indicator.kind === "coverage";
  const from = asked("from") ?? yearBefore(place.asOf);
  const step = asked("step") in STEPS ? asked("step") : "MONTH";
  const question = { indicator: indicator.key, within: place.area?.code ?? null, from, to: place.asOf, step };
  const variables = covered ? { ...question, after: asked("after") } : question;
  asGraphQL(covered ? TREND : SCORE, variables);
  fill(into, [h("div", { class: "toolbar" }, choice(indicators, indicator), range(from, place.asOf, step))]);
  const told = await ask(covered ? TREND : SCORE, variables);
  fill(into, [
    covered && drawn(question, indicator, place),
    h(
      "div",
      { class: "columns" },
      series(told.trend, covered, indicator),
      covered && turns(told.compared, question, told.trend, place),
    ),
  ]);
}

/** @param {string} day */
const yearBefore = (day) =>
  `${Number(day.slice(0, 4)) - 1}-${day.slice(5, 7)}-${day.slice(5) === "02-29" ? "28" : day.slice(8)}`;

/**
 * @param {string} from
 * @param {string} until
 * @param {string} step
 */
function range(from, until, step) {
  const go = (event) => event.target.value && location.assign(here({ [event.target.name]: event.target.value }));
  const options = Object.entries(STEPS).map(([key, word]) => h("option", { value: key, selected: key === step }, word));
  return h(
    "span",
    { class: "range" },
    h("label", null, "自 ", h("input", { type: "date", name: "from", value: from, max: until, onchange: go })),
    h("span", null, `至 ${until}`),
    h("label", null, h("span", { class: "hidden" }, "每隔多久"), h("select", { name: "step", onchange: go }, options)),
  );
}

/**
 * @param {Record<string, string | null>} question
 * @param {import("../indicators.js").Indicator} indicator
 * @param {import("../place.js").Place} place
 */
function drawn(question, indicator, place) {
  const told = Object.entries(question).filter(([, value]) => value);
  return chart(
    `/charts/trend.json?${new URLSearchParams(told)}`,
    `${place.name}${indicator.title}自${question.from}至${question.to}的变化`,
  );
}

/**
 * @param {any[]} rows
 * @param {boolean} covered
 * @param {import("../indicators.js").Indicator} indicator
 */
function series(rows, covered, indicator) {
  const day = {
    title: "日期",
    by: (row) => row.asOf,
    cell: (row) => h("a", { href: to("/", { asOf: row.asOf }) }, row.asOf),
  };
  const rates = [
    {
      title: "覆盖率",
      number: true,
      by: (row) => row.rate,
      cell: (row) =>
        row.rate == null
          ? h("span", { class: "unsaid" }, row.suppressed ? FEW : row.unknown ? "未填报" : NONE)
          : percent(row.rate),
    },
    { title: "已覆盖 / 总数", number: true, cell: (row) => `${count(row.numerator)} / ${count(row.denominator)}` },
    {
      title: "空白",
      number: true,
      by: gapsOf,
      cell: (row) =>
        row.suppressed
          ? NONE
          : gapsOf(row)
            ? h("a", { class: "gap", href: to("/gaps", { asOf: row.asOf }) }, count(gapsOf(row)))
            : "0",
    },
    { title: "不明", number: true, by: (row) => row.unknown, cell: (row) => count(row.unknown) },
  ];
  const scores = [
    { title: "得分", number: true, by: (row) => row.value, cell: (row) => scored(indicator.kind, row.value) },
    { title: "等次", cell: (row) => row.grade ?? NONE },
  ];
  return h(
    "section",
    null,
    h("h2", null, "各期"),
    table(rows, [day, ...(covered ? rates : scores)], { caption: "各期的数", sorted: 0, down: true }),
  );
}

/**
 * @param {any} list
 * @param {{from: string, to: string}} question
 * @param {any[]} trend
 * @param {import("../place.js").Place} place
 */
function turns(list, question, trend, place) {
  const [first, last] = [trend[0], trend.at(-1)];
  const moved = first.rate != null && last.rate != null ? `覆盖率${points(first.rate, last.rate)}，` : "";
  const state = (value) => h("span", { class: value?.toLowerCase() }, value ? STATES[value] : "不在考核范围");
  const columns = [
    { title: "对象", by: (row) => named(row.subject), cell: (row) => subject(row.subject, place) },
    {
      title: "变化",
      by: (row) => `${row.before}${row.after}`,
      cell: (row) => [state(row.before), " → ", state(row.after)],
    },
    { title: "为什么", by: (row) => row.reason, cell: (row) => row.reason },
  ];
  const made = list.nodes.length
    ? table(list.nodes, columns, { caption: "两个日期之间的变化" })
    : h("p", { class: "quiet" }, "没有对象的状态变了。");
  if (list.nodes.length) made.classList.add("rows");
  return h(
    "section",
    null,
    h("h2", null, `${question.from} 与 ${question.to} 相比`),
    h("p", { class: "small" }, `${moved}${count(list.totalCount)} 个对象变了。`),
    made,
    list.nodes.length > 0 && pager(list),
  );
}

/**
 * @param {any} one
 * @param {import("../place.js").Place} place
 */
function subject(one, place) {
  const at = (one.path ?? []).findIndex((area) => area.code === place.area?.code);
  const above = (one.path ?? []).slice(at + 1, -1).map((area) => h("span", null, area.name));
  const name =
    one.__typename === "Area" ? h("a", { href: to("/linkage", { area: one.code }) }, named(one)) : named(one);
  return [name, above.length > 0 && h("small", { class: "trail" }, above)];
}
