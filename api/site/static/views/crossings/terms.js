// Terms that end within ninety days, and those that should have ended.

import { h } from "../../dom.js";
import { listed } from "../../pieces/listed.js";
import { person, post, POST } from "../../pieces/people.js";

const TERMS = `
  query Terms($within: String, $ending: Int!, $asOf: Date, $after: String) {
    terms(within: $within, ending: $ending, asOf: $asOf, first: 100, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { since ends daysLeft overdue appointment { person { code name } post { ...P } } }
    }
  }
  ${POST}`;

/**
 * @param {import("../../place.js").Place} place
 * @param {HTMLElement} into
 */
export const render = (place, into) =>
  listed(into, {
    query: TERMS,
    variables: { within: place.area?.code ?? null, ending: 90, asOf: place.asOf },
    name: "terms",
    columns: [
      { title: "岗位", cell: (row) => post(row.appointment.post) },
      { title: "在任者", by: (row) => row.appointment.person.name, cell: (row) => person(row.appointment.person) },
      { title: "任期自", name: "day", by: (row) => row.since, cell: (row) => row.since },
      { title: "届满", name: "day", by: (row) => row.ends, cell: (row) => row.ends },
      { title: "还有", by: (row) => row.daysLeft, cell: left },
    ],
    caption: "将届满和逾期的任期",
    none: ["近期没有届满的任期", "九十天内没有任期届满，也没有逾期未换届的。"],
  });

/** @param {{overdue: boolean, daysLeft: number}} row */
const left = (row) => (row.overdue ? h("span", { class: "gap" }, `逾期 ${-row.daysLeft} 天`) : `${row.daysLeft} 天`);
