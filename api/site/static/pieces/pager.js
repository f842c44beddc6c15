// The way to the next page of a list. A page has an address of its own; the way back is the browser's.

import { asked, here } from "../address.js";
import { h } from "../dom.js";
import { count } from "../words.js";

/**
 * @param {{totalCount: number, nodes: any[], pageInfo: {hasNextPage: boolean, endCursor: string | null}}} list
 */
export function pager(list) {
  const { hasNextPage, endCursor } = list.pageInfo;
  const all = !asked("after") && !hasNextPage;
  const told = all
    ? `共 ${count(list.totalCount)} 条`
    : `本页 ${count(list.nodes.length)} 条，共 ${count(list.totalCount)} 条`;
  const ways = [
    asked("after") && h("a", { href: here({}) }, "回到开头"),
    hasNextPage && h("a", { href: here({ after: endCursor }), rel: "next" }, "下一页"),
  ];
  return h("nav", { class: "pager", "aria-label": "分页" }, h("span", null, told), ways);
}
