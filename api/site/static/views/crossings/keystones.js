// Persons on whom alone posts depend: whoever leaves takes most with them comes first.

import { ask } from "../../ask.js";
import { fill, h } from "../../dom.js";
import { asGraphQL } from "../../frame.js";
import { notice } from "../../pieces/notices.js";
import { person, posts, POST } from "../../pieces/people.js";
import { table } from "../../pieces/table.js";
import { count } from "../../words.js";

const KEYSTONES = `
  query Keystones($within: String, $asOf: Date) {
    keystones(within: $within, asOf: $asOf, first: 50) { reach person { code name } posts { ...P } }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const variables = { within: place.area?.code ?? null, asOf: place.asOf };
  asGraphQL(KEYSTONES, variables);
  const { keystones } = await ask(KEYSTONES, variables);
  if (!keystones.length) {
    fill(into, [notice("没有", "此处及以下没有一个人独任的岗位。")]);
    return;
  }
  const made = table(keystones, COLUMNS, { caption: "一处所系的人" });
  made.classList.add("rows");
  fill(into, [h("p", { class: "facts" }, "这些人离开，所任的岗位就没有人了；点姓名看会断在哪里。"), made]);
}

const COLUMNS = [
  { title: "姓名", by: (row) => row.person.name, cell: (row) => person(row.person) },
  { title: "独任的岗位", cell: (row) => posts(row.posts) },
  { title: "牵连的区域", number: true, by: (row) => row.reach, cell: (row) => count(row.reach) },
];
