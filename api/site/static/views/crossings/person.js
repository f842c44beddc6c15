// One person: what they hold, and what falls when they leave.

import { asked, to } from "../../address.js";
import { ask } from "../../ask.js";
import { fill, h } from "../../dom.js";
import { asGraphQL } from "../../frame.js";
import { inForce } from "../../indicators.js";
import { areas, post, POST } from "../../pieces/people.js";
import { table } from "../../pieces/table.js";
import { personName } from "../../subjects.js";
import { count, NONE } from "../../words.js";

const PERSON = `
  query Person($code: String!, $asOf: Date) {
    person(code: $code, asOf: $asOf) {
      code name ledgerLabel residence { code name }
      appointments { code validFrom basisLabel post { ...P } }
    }
    dependence(person: $code, asOf: $asOf) { posts { ...P } fallen { indicator count } }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const variables = { code: asked("person"), asOf: place.asOf };
  asGraphQL(PERSON, variables);
  const [{ person, dependence }, indicators] = await Promise.all([ask(PERSON, variables), inForce(place)]);
  const titles = new Map(indicators.map((one) => [one.key, one.title]));
  fill(into, [
    h("div", { class: "sheet" }, h("h2", null, personName(person)), h("p", { class: "facts" }, facts(person))),
    h("div", { class: "columns" }, held(person), falls(dependence, titles)),
  ]);
}

/** @param {any} person */
const facts = (person) => [
  person.residence && h("span", null, "居住在 ", areas([person.residence])),
  person.ledgerLabel && h("span", null, `党员台账：${person.ledgerLabel}`),
];

/** @param {any} person */
function held(person) {
  const columns = [
    { title: "在任的岗位", cell: (row) => post(row.post) },
    { title: "自何日起", name: "day", by: (row) => row.validFrom, cell: (row) => row.validFrom },
    { title: "产生方式", cell: (row) => row.basisLabel ?? NONE },
  ];
  const rows = person.appointments;
  return h(
    "section",
    null,
    h("h2", null, "担任"),
    rows.length
      ? table(rows, columns, { caption: "在任的岗位" })
      : h("p", { class: "quiet" }, "这一天没有担任任何岗位。"),
  );
}

/**
 * @param {any} dependence
 * @param {Map<string, string>} titles
 */
function falls(dependence, titles) {
  const fallen = dependence.fallen.map((one) =>
    h(
      "li",
      null,
      h("a", { href: to("/indicators", { indicator: one.indicator }) }, titles.get(one.indicator) ?? one.indicator),
      `：${count(one.count)} 个对象不再达标`,
    ),
  );
  const empty = dependence.posts.map((one) => h("li", null, post(one), "空缺"));
  return h(
    "section",
    null,
    h("h2", null, "如果离开"),
    empty.length || fallen.length
      ? h("ul", { class: "falls" }, empty, fallen)
      : h("p", { class: "quiet" }, "所任岗位都另有人担任，没有指标受影响。"),
  );
}
