// A table that can be sorted by its headings and, where it is narrow, becomes a list.

import { h } from "../dom.js";

/**
 * @template R
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: R) => import("../dom.js").Child} cell
 * @property {(row: R) => string | number | null} [by] what to sort by; without it the column cannot be sorted
 * @property {boolean} [number] right-aligned
 * @property {string} [name] a class for its cells
 */

const words = new Intl.Collator("zh-CN", { numeric: true });

/**
 * @template R
 * @param {R[]} rows
 * @param {Column<R>[]} columns the first one heads its row
 * @param {{caption: string, sorted?: number, down?: boolean}} how
 */
export function table(rows, columns, { caption, sorted = -1, down = false }) {
  const body = h("tbody", null);
  const heads = columns.map((column, at) => heading(column, () => sort(at)));
  const state = { at: sorted, down };
  const sort = (at) => {
    state.down = at === state.at ? !state.down : Boolean(columns[at].number);
    state.at = at;
    draw();
  };
  const draw = () => {
    const ordered = state.at < 0 ? rows : [...rows].sort(order(columns[state.at].by, state.down));
    body.replaceChildren(...ordered.map((row) => line(row, columns)));
    heads.forEach((head, at) => {
      if (at === state.at) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  draw();
  return h("table", null, h("caption", { class: "hidden" }, caption), h("thead", null, h("tr", null, heads)), body);
}

/**
 * @param {Column<any>} column
 * @param {() => void} sort
 */
function heading(column, sort) {
  const inside = column.by ? h("button", { type: "button", onclick: sort }, column.title) : column.title;
  return h("th", { scope: "col", class: kind(column) }, inside);
}

/**
 * @template R
 * @param {R} row
 * @param {Column<R>[]} columns
 */
function line(row, columns) {
  const cells = columns.map((column, at) =>
    at === 0
      ? h("th", { scope: "row", class: kind(column) }, column.cell(row))
      : h("td", { class: kind(column), "data-title": column.title }, column.cell(row)),
  );
  return h("tr", null, cells);
}

/** @param {Column<any>} column */
const kind = (column) => [column.number && "number", column.name].filter(Boolean).join(" ") || null;

/**
 * Rows without a value come last, whichever way.
 * @param {(row: any) => string | number | null} by
 * @param {boolean} down
 */
function order(by, down) {
  return (one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a == null || b == null) return Number(a == null) - Number(b == null);
    const compared = typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));
    return down ? -compared : compared;
  };
}
