// An indicator's answer as a card, and the order in which cards stand: first where somebody has to act.

import { here, to } from "../address.js";
import { h } from "../dom.js";
import { count, FEW, NONE, percent, points, scored } from "../words.js";
import { ofBodies } from "../indicators.js";
import { bar, gapsOf } from "./bar.js";

/**
 * @typedef {import("../indicators.js").Indicator} Indicator
 * @typedef {import("../indicators.js").Answer} Answer
 * @typedef {{title: string, indicators: Indicator[], folded?: boolean}} Group
 */

const SEVERITIES = ["CRITICAL", "SEVERE", "WARNING", "INFO"];

/**
 * @param {Indicator[]} indicators
 * @param {Record<string, Answer>} now
 * @returns {Group[]}
 */
export function groups(indicators, now) {
  const sorted = { gaps: [], unknown: [], whole: [], scores: [], few: [], nothing: [] };
  for (const one of indicators) sorted[place(one, now[one.key])].push(one);
  const severity = (one) => SEVERITIES.indexOf(one.severity);
  sorted.gaps.sort((a, b) => severity(a) - severity(b) || (now[a.key].rate ?? 0) - (now[b.key].rate ?? 0));
  return [
    { title: "有空白点", indicators: sorted.gaps },
    { title: "情况不明", indicators: sorted.unknown },
    { title: "没有空白点", indicators: sorted.whole },
    { title: "比值与综合评定", indicators: sorted.scores },
    { title: FEW, indicators: sorted.few },
    { title: "此处没有考核对象", indicators: sorted.nothing, folded: true },
  ].filter((group) => group.indicators.length);
}

/**
 * @param {Indicator} one
 * @param {Answer} answer
 */
function place(one, answer) {
  if (ofBodies(one)) return "scores";
  if (one.kind !== "coverage") return answer.value == null && !answer.grade ? "nothing" : "scores";
  if (answer.suppressed) return "few";
  if (!answer.denominator) return "nothing";
  if (gapsOf(answer) > 0) return "gaps";
  return answer.unknown ? "unknown" : "whole";
}

/**
 * @param {Indicator} one
 * @param {Answer} answer
 * @param {Promise<Record<string, Answer>>} before a month ago, by indicator
 * @param {boolean} current
 */
export function card(one, answer, before, current) {
  const title = h(
    "a",
    { href: `${here({ indicator: one.key })}#levels`, "aria-current": current && "true" },
    one.title,
  );
  const inside = one.kind === "coverage" ? coverage(one, answer, before) : score(one, answer);
  return h("article", { class: current ? "card current" : "card" }, h("h3", null, title), inside);
}

/**
 * @param {Indicator} one
 * @param {Answer} answer
 * @param {Promise<Record<string, Answer>>} before
 */
function coverage(one, answer, before) {
  if (answer.suppressed) return h("p", { class: "rate" }, h("span", { class: "unsaid" }, FEW));
  const gaps = gapsOf(answer);
  const list = (state, words) =>
    h("a", { class: state.toLowerCase(), href: to("/gaps", { indicator: one.key, state }) }, words);
  return [
    h("p", { class: "rate" }, rate(answer)),
    bar(answer),
    h(
      "p",
      { class: "counts" },
      h(
        "span",
        null,
        `${count(answer.numerator)} / ${count(answer.denominator)} `,
        h("span", { class: "small" }, one.denominatorName),
      ),
      gaps > 0 && list("GAP", `空白 ${count(gaps)}`),
      answer.unknown > 0 && list("UNKNOWN", `不明 ${count(answer.unknown)}`),
      answer.exempt > 0 && list("EXEMPT", `不纳入 ${count(answer.exempt)}`),
      change(
        answer,
        before.then((all) => all[one.key]),
      ),
    ),
  ];
}

/**
 * What changed since a month ago, when it is known; nothing where nothing changed.
 * @param {Answer} answer
 * @param {Promise<Answer | undefined>} before
 */
function change(answer, before) {
  const told = h("span", { class: "small" });
  before.then((then) => {
    const changed = then?.rate != null && answer.rate != null ? points(then.rate, answer.rate) : "持平";
    if (changed !== "持平") told.textContent = `较上月${changed}`;
  });
  return told;
}

/** A rate with its upper bound where something is unknown. @param {Answer} answer */
function rate(answer) {
  if (answer.rate == null) return h("span", { class: "unsaid" }, answer.unknown ? "未填报" : NONE);
  const most = answer.rateAtMost !== answer.rate && h("small", null, `至多 ${percent(answer.rateAtMost)}`);
  return [h("b", null, percent(answer.rate)), most];
}

/**
 * @param {Indicator} one
 * @param {Answer | undefined} answer
 */
function score(one, answer) {
  if (!answer) return h("p", { class: "rate" }, h("small", null, "逐个组织评定"));
  const most = answer.valueAtMost !== answer.value && h("small", null, `至多 ${scored(one.kind, answer.valueAtMost)}`);
  return h(
    "p",
    { class: "rate" },
    h("b", null, scored(one.kind, answer.value)),
    most,
    answer.grade && h("small", null, answer.grade),
  );
}
