// A bar of the four states: how much is covered, how much a gap, how much nobody knows.

import { h } from "../dom.js";
import { count } from "../words.js";

/**
 * @typedef {{numerator: number | null, denominator: number | null, unknown: number | null, exempt: number | null,
 *   rate: number | null, rateAtMost: number | null}} Tally
 */

/** The gaps behind a rate. @param {Tally} tally */
export const gapsOf = (tally) => (tally.denominator ?? 0) - (tally.numerator ?? 0) - (tally.unknown ?? 0);

/**
 * A bar as wide as its place; a part that is there is at least visible. It says its numbers to who cannot see it.
 * @param {Tally} tally
 */
export function bar(tally) {
  const whole = tally.denominator ?? 0;
  const parts = [
    ["covered", "已覆盖", tally.numerator ?? 0],
    ["unknown", "不明", tally.unknown ?? 0],
    ["gap", "空白", gapsOf(tally)],
  ];
  const told = parts.map(([, word, value]) => `${word}${count(/** @type {number} */ (value))}`).join("，");
  return h(
    "span",
    { class: whole ? "bar" : "bar none", role: "img", "aria-label": whole ? told : "没有考核对象" },
    parts.map(
      ([key, , value]) => value > 0 && h("span", { class: key, style: { "flex-grow": String(value / whole) } }),
    ),
  );
}
