// A button that saves what is listed, all of its pages, as an Excel workbook.

import { fetched } from "../ask.js";
import { h } from "../dom.js";
import { save } from "./saving.js";

/**
 * @param {string} what the list's name at the service
 * @param {Record<string, string | null>} question its parameters, named as in GraphQL
 */
export function exported(what, question) {
  const told = h("span", { class: "small", role: "status" });
  const button = h(
    "button",
    { type: "button", onclick: () => fetchAll(what, question, /** @type {any} */ (button), told) },
    "导出 Excel",
  );
  return h("span", { class: "export" }, told, button);
}

/**
 * @param {string} what
 * @param {Record<string, string | null>} question
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} told
 */
async function fetchAll(what, question, button, told) {
  const told_of = Object.entries(question).filter(([, value]) => value);
  button.disabled = true;
  told.textContent = "正在生成…";
  try {
    const answer = await fetched(`/exports/${what}.xlsx?${new URLSearchParams(told_of)}`);
    await save(answer);
    told.textContent = "已保存";
  } catch (error) {
    told.textContent = `没有导出：${error.message}`;
  }
  button.disabled = false;
}
