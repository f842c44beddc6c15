// Persons who hold more posts than the scheme thinks one can.

import { listed } from "../../pieces/listed.js";
import { person, posts, POST } from "../../pieces/people.js";

const MANY = `
  query ManyPosts($within: String, $asOf: Date, $after: String) {
    manyPosts(within: $within, asOf: $asOf, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { limit person { code name } posts { ...P } }
    }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export const render = (place, into) =>
  listed(into, {
    query: MANY,
    variables: { within: place.area?.code ?? null, asOf: place.asOf },
    name: "manyPosts",
    columns: [
      { title: "姓名", by: (row) => row.person.name, cell: (row) => person(row.person) },
      {
        title: "岗位数",
        number: true,
        by: (row) => row.posts.length,
        cell: (row) => `${row.posts.length}（上限 ${row.limit}）`,
      },
      { title: "所任岗位", cell: (row) => posts(row.posts) },
    ],
    caption: "任职过多的人",
    none: ["没有任职过多的人", "此处及以下没有人担任的岗位超过方案的上限。"],
  });
