// 交叉任职: who holds several posts, where both ways are taken, whose term ends, on whom much depends.

import { asked, to } from "../address.js";
import { fill, h } from "../dom.js";

/** The parts of this view; each is a module with `render(place, into)`. */
const PARTS = {
  matrix: "各类组织之间",
  entries: "双向进入",
  terms: "任期",
  conflicts: "任职回避",
  many: "任职过多",
  keystones: "一处所系",
};

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  const whose = ["person", "organization"].find((name) => asked(name));
  const part = whose ?? (asked("part") in PARTS ? asked("part") : "matrix");
  const way = ([key, word]) =>
    h("a", { href: to("/crossings", { part: key }), "aria-current": key === part && "true" }, word);
  fill(into, [h("nav", { class: "states", "aria-label": "内容" }, Object.entries(PARTS).map(way))]);
  const { render: draw } = await import(`./crossings/${part}.js`);
  await draw(place, into);
}
