// One indicator by the places beneath: a chart of two levels, and a table to go down by.

import { here, to } from "../address.js";
import { ask } from "../ask.js";
import { h } from "../dom.js";
import { ofBodies } from "../indicators.js";
import { count, FEW, NONE, percent, scored } from "../words.js";
import { bar, gapsOf } from "./bar.js";
import { chart } from "./chart.js";
import { failed } from "./notices.js";
import { table } from "./table.js";

const BELOW = `query Below($indicator: String!, $within: String, $by: AreaLevel, $asOf: Date) {
  whole: coverage(indicator: $indicator, within: $within, asOf: $asOf) {
    tiers { key label count rate }
    parts { key label value valueAtMost weight }
  }
  coverage(indicator: $indicator, within: $within, by: $by, asOf: $asOf) {
    remainder area { code name } organization { code name }
    numerator denominator rate rateAtMost unknown exempt suppressed value valueAtMost grade rank
  }
}`;

/**
 * A section that fills itself: the page does not wait for it.
 * @param {import("../place.js").Place} place
 * @param {import("../indicators.js").Indicator} indicator
 */
export function levels(place, indicator) {
  const inside = h("div", { class: "waiting" }, h("p", { role: "status" }, "正在读取…"));
  const ways = [
    indicator.kind === "coverage" && h("a", { href: to("/gaps", { indicator: indicator.key }) }, "空白点清单"),
    h("a", { href: to("/indicators", { indicator: indicator.key }) }, "这项指标怎样算"),
  ];
  below(place, indicator)
    .then((shown) => inside.replaceWith(...shown))
    .catch((error) => inside.replaceWith(failed(error)));
  return h(
    "section",
    { class: "levels", id: "levels" },
    h("h2", null, indicator.title),
    h("p", { class: "ways" }, ways),
    inside,
  );
}

/**
 * @param {import("../place.js").Place} place
 * @param {import("../indicators.js").Indicator} indicator
 * @returns {Promise<HTMLElement[]>}
 */
async function below(place, indicator) {
  const variables = {
    indicator: indicator.key,
    within: place.area?.code ?? null,
    by: ofBodies(indicator) ? null : place.below,
    asOf: place.asOf,
  };
  const { whole, coverage: rows } = await ask(BELOW, variables);
  const counted = rows.filter((row) => row.denominator || row.suppressed || row.value != null);
  const made = ofBodies(indicator) ? null : tiers(whole[0]);
  const parts = ofBodies(indicator) ? counted : counted.filter((row) => place.below && !row.remainder);
  if (!parts.length) return [made, h("p", { class: "quiet" }, "再往下没有这项指标的考核对象。")].filter(Boolean);
  return [made, parts.length > 1 && drawn(place, indicator), listed(counted, indicator, place)].filter(Boolean);
}

/**
 * @param {import("../place.js").Place} place
 * @param {import("../indicators.js").Indicator} indicator
 */
function drawn(place, indicator) {
  if (indicator.kind !== "coverage") return null;
  const address = new URLSearchParams({ indicator: indicator.key, asOf: place.asOf, by: place.below });
  if (place.area) address.set("area", place.area.code);
  return chart(`/charts/levels.json?${address}`, `${place.name}各处的${indicator.title}`, (code) =>
    here({ area: code }),
  );
}

/**
 * @param {any[]} rows
 * @param {import("../indicators.js").Indicator} indicator
 * @param {import("../place.js").Place} place
 */
function listed(rows, indicator, place) {
  const name = {
    title: ofBodies(indicator) ? "组织" : "下级",
    cell: (row) => (row.remainder ? "其余" : called(row)),
    by: (row) => (row.remainder ? null : (row.organization ?? row.area).name),
  };
  const columns = indicator.kind === "coverage" ? rates(indicator, place) : scores(indicator);
  const how = indicator.kind === "coverage" ? { sorted: 3, down: true } : { sorted: 3 };
  return table(rows, [name, ...columns], { caption: `${place.name}以下各处：${indicator.title}`, ...how });
}

/** A place to go down to; or the body a score is of. @param {any} row */
const called = ({ area, organization }) =>
  organization
    ? h("a", { href: to("/crossings", { organization: organization.code }) }, organization.name)
    : h("a", { href: here({ area: area.code }) }, area.name);

/**
 * How many stand in each tier, or what a composite is made of; null for an indicator that has neither.
 * @param {any} whole
 */
function tiers(whole) {
  const tier = (one) => [
    h("dt", null, one.label),
    h("dd", null, h("b", null, count(one.count)), h("small", null, percent(one.rate))),
  ];
  const part = (one) => [
    h("dt", null, one.label),
    h("dd", null, h("b", null, percent(one.value)), h("small", null, `权重 ${count(one.weight)}`)),
  ];
  const shown = [...whole.tiers.map(tier), ...whole.parts.map(part)];
  return shown.length
    ? h(
        "dl",
        { class: "tiers" },
        shown.map((one) => h("div", null, one)),
      )
    : null;
}

/**
 * @param {import("../indicators.js").Indicator} indicator
 * @param {import("../place.js").Place} place
 */
function rates(indicator, place) {
  const list = (row, state, value) => {
    const area = row.area?.code ?? place.area?.code;
    return h(
      "a",
      { class: state.toLowerCase(), href: to("/gaps", { area, indicator: indicator.key, state }) },
      count(value),
    );
  };
  return [
    { title: "覆盖率", number: true, by: (row) => row.rate, cell: rate },
    {
      title: "已覆盖 / 总数",
      number: true,
      by: (row) => row.denominator,
      cell: (row) => (row.suppressed ? NONE : `${count(row.numerator)} / ${count(row.denominator)}`),
    },
    {
      title: "空白",
      number: true,
      by: gapsOf,
      cell: (row) =>
        row.suppressed ? NONE : gapsOf(row) && !row.remainder ? list(row, "GAP", gapsOf(row)) : count(gapsOf(row)),
    },
    {
      title: "不明",
      number: true,
      by: (row) => row.unknown,
      cell: (row) => (row.unknown && !row.remainder ? list(row, "UNKNOWN", row.unknown) : count(row.unknown)),
    },
    { title: "分布", name: "wide", cell: bar },
  ];
}

/** @param {import("../indicators.js").Answer} row */
function rate(row) {
  if (row.rate != null) return percent(row.rate);
  return h("span", { class: "unsaid" }, row.suppressed ? FEW : "不明");
}

/** @param {import("../indicators.js").Indicator} indicator */
function scores(indicator) {
  return [
    { title: "得分", number: true, by: (row) => row.value, cell: (row) => scored(indicator.kind, row.value) },
    { title: "等次", cell: (row) => row.grade ?? NONE },
    { title: "名次", number: true, by: (row) => row.rank, cell: (row) => row.rank ?? NONE },
  ];
}
