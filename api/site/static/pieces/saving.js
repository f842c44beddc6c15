// Saving a file that was answered, under the name the service gave it.

import { h } from "../dom.js";

/** @param {Response} answer */
export async function save(answer) {
  const told = answer.headers.get("content-disposition") ?? "";
  const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(told)?.[1] ?? "");
  const url = URL.createObjectURL(await answer.blob());
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
