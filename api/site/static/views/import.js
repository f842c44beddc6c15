// 导入: a workbook is dropped, what it would change is shown, and it is written when somebody says so.

import { to } from "../address.js";
import { fetched, sentFile } from "../ask.js";
import { at, fill, h, show } from "../dom.js";
import { differences, mistakes, tables } from "../pieces/import_parts.js";
import { failed, notice } from "../pieces/notices.js";
import { save } from "../pieces/saving.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const REFUSED = { FORBIDDEN: "不能导入这份表" };

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export function render(place, into) {
  at("graphql").hidden = true;
  const result = h("div", { id: "result", role: "status" });
  const day = /** @type {HTMLInputElement} */ (h("input", { type: "date", id: "on" }));
  const whole = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id: "whole" }));
  const field = /** @type {HTMLInputElement} */ (h("input", { type: "file", id: "file", accept: `.xlsx,${XLSX}` }));
  const look = (file) =>
    file && preview(file, { on: day.value, completeFor: whole.checked ? place.area.code : "" }, result);
  field.addEventListener("change", () => {
    look(field.files[0]);
    field.value = ""; // the same file, mended, may be chosen again
  });
  const drop = h(
    "label",
    { class: "drop", for: "file" },
    h("b", null, "把填好的工作簿拖到这里"),
    h("span", null, "或点此选择文件（.xlsx）"),
    field,
  );
  dropped(drop, look);
  fill(into, [
    steps(place),
    h(
      "p",
      { class: "range options" },
      h("label", { for: "on" }, "填报日期"),
      day,
      h("span", { class: "small" }, "不写即按表中所写，表中也没有即今天"),
      place.area && h("label", null, whole, ` 这份表写全了${place.name}：表里没有的即已终止`),
    ),
    drop,
    result,
  ]);
}

/** @param {import("../place.js").Place} place */
function steps(place) {
  const template = async () => save(await fetched(`/exports/template.xlsx?scheme=${encodeURIComponent(place.scheme)}`));
  return h(
    "ol",
    { class: "steps" },
    h("li", null, h("button", { type: "button", onclick: template }, "下载空白模板"), "，按表头和下拉填写"),
    h("li", null, "放进来，先看会改变什么；这时什么也没有写入"),
    h("li", null, "没有差错，再写入"),
  );
}

/**
 * @param {HTMLElement} area
 * @param {(file: File) => void} look
 */
function dropped(area, look) {
  const over = (on) => (event) => {
    event.preventDefault();
    area.classList.toggle("over", on);
    if (event.type === "drop") look(event.dataTransfer.files[0]);
  };
  area.addEventListener("dragover", over(true));
  area.addEventListener("dragleave", over(false));
  area.addEventListener("drop", over(false));
}

/**
 * @param {File} file
 * @param {Record<string, string>} options
 * @param {HTMLElement} into
 */
async function preview(file, options, into) {
  const address = (more) => {
    const told = Object.entries({ ...options, name: file.name, ...more }).filter(([, value]) => value);
    return `/imports?${new URLSearchParams(told)}`;
  };
  const bytes = await file.arrayBuffer(); // what is written later is what was looked at, whatever becomes of the file
  const send = (more) => sentFile(address(more), bytes, XLSX);
  show(into, h("p", { class: "quiet" }, `正在核对 ${file.name}…`));
  try {
    const told = await send({});
    if (told.problems.length || told.questions.length)
      show(
        into,
        wrong(told, async () => save(await send({ marked: "1" }))),
      );
    else if (!told.changes) show(into, notice("没有什么要改的", "表里写的与现有记录一致。"));
    else
      show(
        into,
        right(told, () => apply(send, told, into)),
      );
  } catch (error) {
    show(into, failed(error, REFUSED));
  }
}

/**
 * @param {any} told
 * @param {() => void} marked
 */
const wrong = (told, marked) => [
  h(
    "div",
    { class: "notice", role: "alert" },
    h("h2", null, `${told.problems.length + told.questions.length} 处要改，什么也没有写入`),
    h("p", null, "改好后再放进来。标注好的副本在每一处旁边写明了原因。"),
    h("p", { class: "ways" }, h("button", { type: "button", onclick: marked }, "下载标注好的副本")),
  ),
  mistakes(told),
];

/**
 * @param {any} told
 * @param {() => void} apply
 */
const right = (told, apply) => [
  h("h2", null, `${told.name}：会改变这些`),
  h(
    "p",
    { class: "facts" },
    `填报日期 ${told.on}`,
    told.notices.map((text) => h("span", null, text)),
  ),
  tables(told),
  h(
    "p",
    { class: "ways" },
    h("button", { type: "button", class: "firm", onclick: apply }, "写入"),
    h("span", { class: "small" }, "写入后如发现有误，请告诉管理员撤回。"),
  ),
  differences(told),
];

/**
 * @param {(more: Record<string, string>) => Promise<any>} send
 * @param {any} told
 * @param {HTMLElement} into
 */
async function apply(send, told, into) {
  show(into, h("p", { class: "quiet" }, "正在写入…"));
  try {
    const { applied } = await send({ apply: String(told.revision) });
    show(
      into,
      notice(
        "已写入",
        `数据现在是版本 ${applied ?? told.revision}。`,
        h("a", { href: to("/", { asOf: null }) }, "看总览"),
      ),
    );
  } catch (error) {
    show(into, failed(error, REFUSED));
  }
}
