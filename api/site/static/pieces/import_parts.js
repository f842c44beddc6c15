// What a workbook would change, and what is wrong in it, as tables.

import { h } from "../dom.js";
import { count, NONE } from "../words.js";
import { table } from "./table.js";

/** How many records of each table come, change and end. @param {any} told */
export function tables(told) {
  const number = (title, name) => ({ title, number: true, by: (row) => row[name], cell: (row) => count(row[name]) });
  const columns = [
    { title: "哪类记录", cell: (row) => row.label },
    number("新增", "added"),
    number("变更", "changed"),
    number("终止", "ended"),
    number("不变", "unchanged"),
  ];
  return h("div", { class: "narrow" }, table(told.tables, columns, { caption: "各类记录的变化" }));
}

/** Record by record. @param {any} told */
export function differences(told) {
  const columns = [
    {
      title: "记录",
      by: (row) => row.name ?? row.code,
      cell: (row) => [row.name ?? row.code, h("small", null, row.table)],
    },
    {
      title: "变化",
      by: (row) => row.sort,
      cell: (row) => h("span", { class: row.sort === "终止" && "gap" }, row.sort),
    },
    {
      title: "怎样变",
      cell: (row) =>
        row.details.length
          ? h(
              "ul",
              null,
              row.details.map((text) => h("li", null, text)),
            )
          : NONE,
    },
  ];
  const made = table(told.differences, columns, { caption: "逐条的变化" });
  made.classList.add("rows", "long-first");
  return [made, told.omitted > 0 && h("p", { class: "quiet" }, `另有 ${count(told.omitted)} 条没有列出。`)];
}

/** Every mistake and every question, with the cell it stands in. @param {any} told */
export function mistakes(told) {
  const rows = [...told.problems, ...told.questions];
  const columns = [
    {
      title: "在哪里",
      by: (row) => `${row.sheet ?? ""} ${row.row ?? ""}`,
      cell: (row) => [row.sheet ?? "整个工作簿", h("small", null, cell(row))],
    },
    { title: "问题", by: (row) => row.message, cell: (row) => [row.message, row.hint && h("small", null, row.hint)] },
    { title: "写的是", cell: (row) => row.found ?? NONE },
    { title: "应为", cell: (row) => row.expected ?? NONE },
  ];
  const made = table(rows, columns, { caption: "要改的地方" });
  made.classList.add("rows");
  return made;
}

/** @param {{row: number | null, column: string | null}} one */
const cell = (one) =>
  [one.row != null && `第 ${one.row} 行`, one.column && `“${one.column}”列`].filter(Boolean).join("，");
