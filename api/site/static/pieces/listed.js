// A paged list as most parts of a view show it: the question, a table, the pager; or a notice when it is empty.

import { asked, here } from "../address.js";
import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { notice } from "./notices.js";
import { pager } from "./pager.js";
import { table } from "./table.js";

/**
 * @param {HTMLElement} into
 * @param {{query: string, variables: Record<string, any>, name: string, columns: import("./table.js").Column<any>[],
 *   caption: string, none: [string, string]}} how `name` is the field that holds the list; `none` a heading and a sentence
 */
export async function listed(into, { query, variables, name, columns, caption, none }) {
  const told = { ...variables, after: asked("after") };
  asGraphQL(query, told);
  const list = (await ask(query, told))[name];
  if (!list.nodes.length) {
    fill(into, [notice(...none, asked("after") && h("a", { href: here({}) }, "回到开头"))]);
    return;
  }
  const made = table(list.nodes, columns, { caption });
  made.classList.add("rows");
  fill(into, [made, pager(list)]);
}
