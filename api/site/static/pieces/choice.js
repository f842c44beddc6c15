// The choice of an indicator, which is an address of its own.

import { here } from "../address.js";
import { h } from "../dom.js";

/**
 * @param {import("../indicators.js").Indicator[]} indicators
 * @param {import("../indicators.js").Indicator} one
 */
export function choice(indicators, one) {
  const options = indicators.map((each) => h("option", { value: each.key, selected: each === one }, each.title));
  const go = (event) => location.assign(here({ indicator: event.target.value }));
  return h(
    "p",
    { class: "choice" },
    h("label", { for: "indicator" }, "指标"),
    " ",
    h("select", { id: "indicator", onchange: go }, options),
  );
}
