// 空白点与缺岗: the list of an indicator and a place, each row with its reason, since when, and who should act.

import { asked, here } from "../address.js";
import { ask } from "../ask.js";
import { h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { chosen, inForce } from "../indicators.js";
import { bar, gapsOf } from "../pieces/bar.js";
import { choice } from "../pieces/choice.js";
import { counted } from "../pieces/counted.js";
import { exported } from "../pieces/exported.js";
import { filtered } from "../pieces/filtered.js";
import { gapColumns } from "../pieces/gap_rows.js";
import { notice } from "../pieces/notices.js";
import { pager } from "../pieces/pager.js";
import { table } from "../pieces/table.js";
import { NAMED, named } from "../subjects.js";
import { count, FEW, percent, STATES } from "../words.js";

/** So many rows are laid out in a moment. */
const PAGE = 200;

const LIST = `
  query Gaps($indicator: String!, $within: String, $state: CoverageState!, $asOf: Date, $first: Int!, $after: String) {
    coverage(indicator: $indicator, within: $within, asOf: $asOf) {
      numerator denominator denominatorName rate rateAtMost unknown exempt suppressed
    }
    gaps(indicator: $indicator, within: $within, state: $state, asOf: $asOf, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        subject { ...S }
        path { code name }
        reason since
        responsible { code label area { name } organization { name } holders { person { code name } } }
      }
    }
  }
  ${NAMED}`;

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const indicators = (await inForce(place)).filter((one) => one.kind === "coverage");
  const indicator = chosen(indicators);
  if (!indicator) {
    into.append(notice("这里没有在用的指标", "此处的方案没有列出任何覆盖类指标。"));
    return;
  }
  const state = asked("state") ?? "GAP";
  const question = { indicator: indicator.key, within: place.area?.code ?? null, asOf: place.asOf, state };
  const variables = { ...question, first: PAGE, after: asked("after") };
  asGraphQL(LIST, variables);
  const { coverage, gaps } = await ask(LIST, variables);
  const [tally] = coverage;
  into.append(choice(indicators, indicator), summary(indicator, tally), states(tally, gaps, state));
  if (!gaps.nodes.length) {
    into.append(nothing(tally, state));
    return;
  }
  const rows = gaps.nodes.map((row) => ({ ...row, name: named(row.subject), text: words(row) }));
  const columns = gapColumns(place, state);
  const list = table(rows, columns, { caption: `${indicator.title}：${STATES[state]}` });
  list.classList.add("rows", "long-first");
  into.append(
    h("div", { class: "toolbar" }, filtered(list, rows, "在本页中筛选"), exported("gaps", question)),
    list,
    pager(gaps),
  );
}

/** Everything a row says, for the filter. @param {any} row */
function words(row) {
  const holders = (row.responsible?.holders ?? []).map((one) => one.person.name);
  return [
    named(row.subject),
    row.reason,
    ...row.path.map((area) => area.name),
    row.responsible?.label,
    ...holders,
  ].join(" ");
}

/**
 * @param {import("../indicators.js").Indicator} indicator
 * @param {any} tally
 */
function summary(indicator, tally) {
  const rate =
    tally.rate == null
      ? h("span", { class: "unsaid" }, tally.suppressed ? FEW : tally.unknown ? "未填报" : "没有考核对象")
      : h("b", null, percent(tally.rate));
  const most = tally.rate !== tally.rateAtMost && h("small", null, `至多 ${percent(tally.rateAtMost)}`);
  return h(
    "div",
    { class: "summary" },
    h("p", { class: "rate" }, rate, most),
    h(
      "p",
      null,
      `${count(tally.numerator)} / ${count(tally.denominator)} `,
      h("span", { class: "small" }, tally.denominatorName ?? indicator.denominatorName),
    ),
    bar(tally),
  );
}

/**
 * The four states as ways to their lists.
 * @param {any} tally
 * @param {any} gaps
 * @param {string} state
 */
function states(tally, gaps, state) {
  const counts = {
    GAP: tally.suppressed ? null : gapsOf(tally),
    UNKNOWN: tally.unknown,
    COVERED: tally.numerator,
    EXEMPT: tally.exempt,
  };
  const parts = Object.entries(STATES).map(([key, word]) => ({ key, word, many: counts[key], name: key.toLowerCase() }));
  return counted("状态", "state", state, parts);
}

/**
 * @param {any} tally
 * @param {string} state
 */
function nothing(tally, state) {
  if (asked("after")) return notice("清单到此为止", "后面没有了。", h("a", { href: here({}) }, "回到开头"));
  if (state !== "GAP") return notice(`没有${STATES[state]}的对象`, "换一种状态看看。");
  if (!tally.denominator) return notice("这里没有考核对象", "这项指标在此处及以下没有要考核的对象。");
  const unknown = tally.unknown > 0;
  const more = unknown && h("a", { href: here({ state: "UNKNOWN" }) }, `看情况不明的 ${count(tally.unknown)} 个`);
  return unknown
    ? notice("没有已知的空白点", "但还有对象没有填报：不知道有没有人，不等于有人。", more)
    : notice("没有空白点", "此处及以下都已覆盖。");
}
