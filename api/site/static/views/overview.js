// 总览: the indicators in force as cards, and the chosen one by the levels beneath.

import { asked } from "../address.js";
import { h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { answers, answersQuery, chosen, inForce, ofBodies } from "../indicators.js";
import { card, groups } from "../pieces/cards.js";
import { notice } from "../pieces/notices.js";
import { levels } from "../pieces/levels.js";
import { count, dayWords, monthBefore } from "../words.js";

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  if (!place.area && !place.children.length) {
    into.append(notice("还没有数据", "数据库里没有任何区域。装入工作簿或案例后再来。"));
    return;
  }
  const indicators = await inForce(place);
  const keys = indicators.filter((one) => !ofBodies(one)).map((one) => one.key);
  const within = place.area?.code ?? null;
  asGraphQL(answersQuery(keys), { within, asOf: place.asOf });
  const now = await answers(keys, within, place.asOf);
  const before = answers(keys, within, monthBefore(place.asOf)).catch(() => ({}));
  const grouped = groups(indicators, now);
  const one = chosen(grouped.flatMap((group) => group.indicators));
  const cards = grouped.map((group) => section(group, now, before, one));
  into.append(
    head(place),
    h("div", { class: "overview" }, h("div", { class: "cards" }, cards), one && levels(place, one)),
  );
}

/** @param {import("../place.js").Place} place */
function head(place) {
  const facts = [
    place.area?.label,
    place.households != null && `${count(place.households)} 户`,
    place.residents != null && `${count(place.residents)} 人`,
    dayWords(place.asOf),
  ];
  return h(
    "p",
    { class: "facts" },
    facts.filter(Boolean).map((fact) => h("span", null, fact)),
  );
}

/**
 * @param {import("../pieces/cards.js").Group} group
 * @param {Record<string, import("../indicators.js").Answer>} now
 * @param {Promise<Record<string, import("../indicators.js").Answer>>} before a month ago; cards do not wait for it
 * @param {import("../indicators.js").Indicator | undefined} one
 */
function section(group, now, before, one) {
  const made = group.indicators.map((each) => card(each, now[each.key], before, each === one));
  if (!group.folded) return h("section", null, h("h2", null, group.title), made);
  const open = one && asked("indicator") && group.indicators.includes(one);
  return h("details", { open }, h("summary", null, `${group.title}（${made.length}）`), made);
}
