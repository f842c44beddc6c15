// Ways to the parts of a list, each with how many there are in it.

import { here } from "../address.js";
import { h } from "../dom.js";
import { count } from "../words.js";

/**
 * `name` is a part's colour, worn where there is anything in it.
 * @param {string} label
 * @param {string} parameter what the address says of the part chosen
 * @param {string | null} chosen
 * @param {{ key: string | null, word: string, many: number | null, name: string | null }[]} parts
 */
export function counted(label, parameter, chosen, parts) {
  const way = ({ key, word, many, name }) =>
    h(
      "a",
      { href: here({ [parameter]: key }), class: many > 0 && name, "aria-current": key === chosen && "true" },
      word,
      " ",
      h("b", null, count(many)),
    );
  return h("nav", { class: "states", "aria-label": label }, parts.map(way));
}
