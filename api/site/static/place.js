// The place a view looks at: an area with its path and what lies beneath it, or everything there is.

import { asked } from "./address.js";
import { ask } from "./ask.js";

/**
 * @typedef {{code: string, name: string, label: string, level: string}} Area
 * @typedef {object} Place
 * @property {Area | null} area null: everything there is
 * @property {string} name
 * @property {string} asOf the day of all answers
 * @property {string} scheme
 * @property {Area[]} path from the top down to the area itself
 * @property {Area[]} children
 * @property {string | null} below the level of most children
 * @property {number | null} households
 * @property {number | null} residents
 */

const ONE = `query Place($code: String!, $asOf: Date) {
  area(code: $code, asOf: $asOf) { ...A asOf scheme households residents path { ...A } children { ...A } }
}
fragment A on Area { code name label level }`;

const TOP = `query Top($asOf: Date) {
  tops(first: 200, asOf: $asOf) { asOf nodes { code name label level scheme } }
}`;

/**
 * The place of the address; without one the only area at the top, or all of them together.
 * @returns {Promise<Place>}
 */
export async function thePlace() {
  const [code, asOf] = [asked("area"), asked("asOf")];
  if (code) return placed((await ask(ONE, { code, asOf })).area);
  const { tops } = await ask(TOP, { asOf });
  const [first, ...others] = tops.nodes;
  if (first && !others.length) return placed((await ask(ONE, { code: first.code, asOf })).area);
  return {
    area: null,
    name: "全部区域",
    asOf: tops.asOf,
    scheme: first?.scheme ?? "default",
    path: [],
    children: tops.nodes,
    below: commonest(tops.nodes.map((area) => area.level)),
    households: null,
    residents: null,
  };
}

/**
 * @param {any} area
 * @returns {Place}
 */
function placed(area) {
  return { ...area, area, below: commonest(area.children.map((child) => child.level)) };
}

/** @param {string[]} levels */
function commonest(levels) {
  const counts = new Map();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? null;
}

/**
 * The names of a path beneath the place, for a row that is read there: 春华社区 › 梧苑小区.
 * @param {Area[]} path
 * @param {Place} place
 */
export function beneath(path, place) {
  const at = path.findIndex((area) => area.code === place.area?.code);
  return path.slice(at + 1);
}
