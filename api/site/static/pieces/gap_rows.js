// The columns of a list of subjects: who, why, since when, and who should act.

import { to } from "../address.js";
import { h } from "../dom.js";
import { beneath } from "../place.js";
import { personName, postName } from "../subjects.js";
import { lasting, NONE } from "../words.js";

/**
 * @param {import("../place.js").Place} place
 * @param {string} state
 */
export function gapColumns(place, state) {
  const since = {
    title: "自何日起",
    name: "day",
    by: (row) => row.since,
    cell: (row) =>
      row.since
        ? [h("time", { datetime: row.since }, row.since), h("small", null, lasting(row.since, place.asOf))]
        : h("span", { class: "small" }, "一直如此"),
  };
  return [
    { title: "对象", by: (row) => row.name, cell: (row) => subject(row, place) },
    { title: "原因", by: (row) => row.reason, cell: (row) => row.reason },
    ...(state === "GAP" ? [since] : []),
    {
      title: "应由谁办",
      by: (row) => row.responsible && postName(row.responsible),
      cell: (row) => responsible(row.responsible),
    },
  ];
}

/**
 * The subject, with the way to it from where one stands.
 * @param {any} row
 * @param {import("../place.js").Place} place
 */
function subject(row, place) {
  const below = beneath(row.path, place);
  const own = row.subject.__typename === "Area";
  const code = own ? row.subject.code : row.path.at(-1)?.code;
  const above = (own ? below.slice(0, -1) : below).map((area) => h("span", null, area.name));
  return [
    h("a", { href: to("/linkage", { area: code }) }, row.name),
    above.length > 0 && h("small", { class: "trail" }, above),
  ];
}

/** The post and whoever holds it; a post nobody holds cannot act, which has to be seen. @param {any} post */
function responsible(post) {
  if (!post) return NONE;
  const names = post.holders.map((one) => personName(one.person)).join("、");
  return [h("span", null, postName(post)), names ? h("small", null, names) : h("small", { class: "gap" }, "也空缺")];
}
