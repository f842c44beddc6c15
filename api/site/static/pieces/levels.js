// One indicator by the places beneath: a chart of two levels, and a table to go down by.

import { here, to } from "../address.js";
import { ask } from "../ask.js";
import { h } from "../dom.js";
import { count, NONE, percent } from "../words.js";
import { bar, gapsOf } from "./bar.js";
import { chart } from "./chart.js";
import { failed } from "./notices.js";
import { table } from "./table.js";

const BELOW = `query Below($indicator: String!, $within: String, $by: AreaLevel, $asOf: Date) {
  coverage(indicator: $indicator, within: $within, by: $by, asOf: $asOf) {
    remainder area { code name } numerator denominator rate rateAtMost unknown exempt value valueAtMost grade rank
    tiers { key label count rate }
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
  return h("section", { class: "levels", id: "levels" }, h("h2", null, indicator.title), h("p", { class: "ways" }, ways), inside);
}

/**
 * @param {import("../place.js").Place} place
 * @param {import("../indicators.js").Indicator} indicator
 * @returns {Promise<HTMLElement[]>}
 */
async function below(place, indicator) {
  const variables = { indicator: indicator.key, within: place.area?.code ?? null, by: place.below, asOf: place.asOf };
  const rows = place.below ? (await ask(BELOW, variables)).coverage : [];
  const counted = rows.filter((row) => row.denominator || row.value != null);
  if (!counted.length) return [h("p", { class: "quiet" }, "再往下没有这项指标的考核对象。")];
  return [drawn(place, indicator), listed(counted, indicator, place)].filter(Boolean);
}

/**
 * @param {import("../place.js").Place} place
 * @param {import("../indicators.js").Indicator} indicator
 */
function drawn(place, indicator) {
  if (indicator.kind !== "coverage") return null;
  const address = new URLSearchParams({ indicator: indicator.key, asOf: place.asOf, by: place.below });
  if (place.area) address.set("area", place.area.code);
  return chart(`/charts/levels.json?${address}`, `${place.name}各处的${indicator.title}`, (code) => here({ area: code }));
}

/**
 * @param {any[]} rows
 * @param {import("../indicators.js").Indicator} indicator
 * @param {import("../place.js").Place} place
 */
function listed(rows, indicator, place) {
  const name = {
    title: "下级",
    cell: (row) => (row.remainder ? "其余" : h("a", { href: here({ area: row.area.code }) }, row.area.name)),
    by: (row) => (row.remainder ? null : row.area.name),
  };
  const columns = indicator.kind === "coverage" ? rates(indicator, place) : scores();
  const how = indicator.kind === "coverage" ? { sorted: 3, down: true } : { sorted: 3 };
  return table(rows, [name, ...columns], { caption: `${place.name}以下各处：${indicator.title}`, ...how });
}

/**
 * @param {import("../indicators.js").Indicator} indicator
 * @param {import("../place.js").Place} place
 */
function rates(indicator, place) {
  const list = (row, state, value) => {
    const area = row.area?.code ?? place.area?.code;
    return h("a", { class: state.toLowerCase(), href: to("/gaps", { area, indicator: indicator.key, state }) }, count(value));
  };
  return [
    { title: "覆盖率", number: true, by: (row) => row.rate, cell: (row) => (row.rate == null ? h("span", { class: "unsaid" }, "不明") : percent(row.rate)) },
    { title: "已覆盖 / 总数", number: true, by: (row) => row.denominator, cell: (row) => `${count(row.numerator)} / ${count(row.denominator)}` },
    { title: "空白", number: true, by: gapsOf, cell: (row) => (gapsOf(row) && !row.remainder ? list(row, "GAP", gapsOf(row)) : count(gapsOf(row))) },
    { title: "不明", number: true, by: (row) => row.unknown, cell: (row) => (row.unknown && !row.remainder ? list(row, "UNKNOWN", row.unknown) : count(row.unknown)) },
    { title: "分布", name: "wide", cell: bar },
  ];
}

function scores() {
  return [
    { title: "得分", number: true, by: (row) => row.value, cell: (row) => count(row.value) },
    { title: "等次", cell: (row) => row.grade ?? NONE },
    { title: "名次", number: true, by: (row) => row.rank, cell: (row) => row.rank ?? NONE },
  ];
}
