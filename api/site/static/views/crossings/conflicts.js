// Posts that one person may not hold together.

import { listed } from "../../pieces/listed.js";
import { areas, person, post, POST } from "../../pieces/people.js";

const CONFLICTS = `
  query Conflicts($within: String, $asOf: Date, $after: String) {
    conflicts(within: $within, asOf: $asOf, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { label person { code name } one { post { ...P } } other { post { ...P } } areas { code name } }
    }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export const render = (place, into) =>
  listed(into, {
    query: CONFLICTS,
    variables: { within: place.area?.code ?? null, asOf: place.asOf },
    name: "conflicts",
    columns: [
      { title: "姓名", by: (row) => row.person.name, cell: (row) => person(row.person) },
      { title: "规则", by: (row) => row.label, cell: (row) => row.label },
      { title: "一方", cell: (row) => post(row.one.post) },
      { title: "另一方", cell: (row) => post(row.other.post) },
      { title: "何处", cell: (row) => (row.areas.length ? areas(row.areas) : "不论何处") },
    ],
    caption: "违反任职回避的任职",
    none: ["没有违反任职回避的", "此处及以下没有一个人担任了不能兼任的两个岗位。"],
  });
