// 指标: what is in force here, and how one of them is counted.

import { asked, here, to } from "../address.js";
import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { answers, ofBodies } from "../indicators.js";
import { card } from "../pieces/cards.js";
import { notice } from "../pieces/notices.js";
import { table } from "../pieces/table.js";
import { NONE, percent } from "../words.js";

const LIST = `query Indicators($scheme: String!) {
  scheme(key: $scheme) { title }
  indicators(scheme: $scheme) {
    key kind subject title severity target denominatorName
    description reference population where condition exempt cohort recommendation tiers { key label }
  }
}`;

const SEVERITIES = { CRITICAL: "特别严重", SEVERE: "严重", WARNING: "预警", INFO: "提示" };
const KINDS = { coverage: "覆盖", ratio: "比值", composite: "综合评定" };

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  asGraphQL(LIST, { scheme: place.scheme });
  const { scheme, indicators } = await ask(LIST, { scheme: place.scheme });
  const key = asked("indicator");
  const one = indicators.find((each) => each.key === key);
  if (key && !one) {
    into.append(
      notice(
        "这项指标在此处没有启用",
        `此处用的是“${scheme.title}”。`,
        h("a", { href: here({ indicator: null }) }, "看启用的指标"),
      ),
    );
  } else if (one) {
    fill(into, [await page(one, place)]);
  } else {
    into.append(h("p", { class: "facts" }, `${scheme.title}，${indicators.length} 项`), list(indicators));
  }
}

/** @param {any[]} indicators */
function list(indicators) {
  const columns = [
    { title: "指标", by: (one) => one.title, cell: (one) => h("a", { href: here({ indicator: one.key }) }, one.title) },
    { title: "考核谁", by: (one) => one.population, cell: (one) => one.population },
    { title: "怎样算", cell: (one) => one.condition ?? one.description, name: "long" },
    {
      title: "轻重",
      by: (one) => Object.keys(SEVERITIES).indexOf(one.severity),
      cell: (one) => (one.kind === "coverage" ? SEVERITIES[one.severity] : KINDS[one.kind]),
    },
  ];
  const made = table(indicators, columns, { caption: "在用的指标" });
  made.classList.add("rows");
  return made;
}

/**
 * @param {any} one
 * @param {import("../place.js").Place} place
 */
async function page(one, place) {
  const now = ofBodies(one) ? {} : await answers([one.key], place.area?.code ?? null, place.asOf);
  const fact = (word, text) => text && [h("dt", null, word), h("dd", null, text)];
  return h(
    "div",
    { class: "sheet" },
    h("p", { class: "ways" }, h("a", { href: here({ indicator: null }) }, "全部指标")),
    h("h2", null, one.title),
    h("p", { class: "lead" }, one.description),
    card(one, now[one.key], Promise.resolve({}), false),
    h(
      "p",
      { class: "ways" },
      one.kind === "coverage" && h("a", { href: to("/gaps") }, "空白点清单"),
      !ofBodies(one) && h("a", { href: to("/trend") }, "趋势"),
      h("a", { href: to("/") }, "按下级看"),
    ),
    h(
      "dl",
      null,
      fact("考核谁", one.population),
      fact("限于", one.where),
      fact("怎样算已覆盖", one.condition),
      fact("不纳入考核", one.exempt),
      fact("分母", one.denominatorName),
      fact("总体固定在", one.cohort),
      fact(one.kind === "composite" ? "等次" : "各档", one.tiers.map((tier) => tier.label).join("、")),
      fact("目标", one.target != null && percent(one.target)),
      one.kind === "coverage" && fact("轻重", SEVERITIES[one.severity]),
      fact("怎样补上", one.recommendation),
      fact("依据", one.reference || NONE),
      fact("键", h("code", null, one.key)),
    ),
  );
}
