// A field that leaves only the rows in which all its words occur.

import { h } from "../dom.js";

/**
 * @param {HTMLElement} list a table whose rows stand for `rows`, in any order
 * @param {{text: string, name: string}[]} rows
 * @param {string} title
 */
export function filtered(list, rows, title) {
  const told = h("span", { class: "small", role: "status" });
  const filter = (event) => {
    const words = event.target.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const line of list.querySelectorAll("tbody tr")) {
      const text = line.textContent.toLowerCase();
      line.hidden = !words.every((word) => text.includes(word));
      left += Number(!line.hidden);
    }
    told.textContent = words.length ? `${left} / ${rows.length} 条` : "";
  };
  return h(
    "label",
    { class: "filter" },
    h("span", { class: "hidden" }, title),
    h("input", { type: "search", placeholder: title, oninput: filter }),
    told,
  );
}
