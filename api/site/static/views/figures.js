// 上报与核算: what was published or reported, beside what the records give, with a verdict each.

import { asked, here } from "../address.js";
import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { counted } from "../pieces/counted.js";
import { filtered } from "../pieces/filtered.js";
import { notice } from "../pieces/notices.js";
import { table } from "../pieces/table.js";
import { count, NONE } from "../words.js";

const FIGURES = `query Figures($area: String!, $asOf: Date) {
  figures(area: $area, asOf: $asOf) {
    key label published value qualifier measure period scope source asOf
    derived derivedAtMost derivation difference verdict reason
    area { code name } organization { name } person { name }
    others { label derived verdict }
  }
}`;

/** What a verdict means for who reads it: fine, wrong, or not to be told. */
const VERDICTS = {
  EQUAL: ["相符", "covered"],
  ROUNDED: ["四舍五入后相符", "covered"],
  TRUNCATED: ["舍去尾数后相符", "covered"],
  QUALIFIER_HOLDS: ["限定语成立", "covered"],
  OTHER_DENOMINATOR: ["换一个分母相符", "gap"],
  SELF_CONTRADICTION: ["原文自相矛盾", "gap"],
  DIFFERS: ["不符", "gap"],
  UNDECIDED: ["填报不全，不能断定", "unknown"],
  CLAIM: ["不可核算，只作记载", "unknown"],
};
const GROUPS = { gap: "不符", covered: "相符", unknown: "不能核算" };

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  if (!place.area) {
    into.append(
      notice(
        "先选一个地方",
        "公布数是某一个地方的。",
        place.children.map((area) => h("a", { href: here({ area: area.code }) }, area.name)),
      ),
    );
    return;
  }
  const variables = { area: place.area.code, asOf: place.asOf };
  asGraphQL(FIGURES, variables);
  const { figures } = await ask(FIGURES, variables);
  if (!figures.length) {
    into.append(notice("这里没有公布数", "此处及以下没有登记上报或公布的数字。"));
    return;
  }
  const group = asked("verdict") ?? null;
  const shown = figures.filter((one) => !group || VERDICTS[one.verdict][1] === group);
  const rows = shown.map((one) => ({ ...one, name: one.label, text: one.label }));
  const list = table(rows, columns(place), { caption: "公布数与核算数" });
  list.classList.add("rows", "figures");
  fill(into, [groups(figures, group), h("div", { class: "toolbar" }, filtered(list, rows, "筛选")), list]);
}

/**
 * @param {any[]} figures
 * @param {string | null} group
 */
function groups(figures, group) {
  const number = (key) => figures.filter((one) => VERDICTS[one.verdict][1] === key).length;
  return counted("结论", "verdict", group, [
    { key: null, word: "全部", many: figures.length, name: null },
    ...Object.entries(GROUPS).map(([key, word]) => ({ key, word, many: number(key), name: key })),
  ]);
}

/** @param {import("../place.js").Place} place */
function columns(place) {
  const whose = (one) =>
    one.person?.name ?? one.organization?.name ?? (one.area.code === place.area?.code ? null : one.area.name);
  return [
    {
      title: "项目",
      by: (one) => one.label,
      cell: (one) => [one.label, h("small", null, [whose(one), one.scope].filter(Boolean).join("，"))],
    },
    { title: "原文", cell: (one) => [one.published ?? NONE, one.period && h("small", null, one.period)] },
    { title: "公布数", number: true, by: (one) => one.value, cell: (one) => unit(one.value, one.measure) },
    { title: "核算数", number: true, by: (one) => one.derived, cell: derived },
    { title: "结论", by: (one) => Object.keys(VERDICTS).indexOf(one.verdict), cell: verdict, name: "long" },
  ];
}

/** @param {any} one */
function derived(one) {
  if (one.derived == null) return h("span", { class: "unsaid" }, "不能核算");
  const most = one.derivedAtMost !== one.derived && h("small", null, `至多 ${unit(one.derivedAtMost, one.measure)}`);
  return [unit(one.derived, one.measure), most];
}

/** @param {any} one */
function verdict(one) {
  const [word, kind] = VERDICTS[one.verdict];
  const others = one.others.map((other) =>
    h("small", null, `${other.label}：${count(other.derived)}，${VERDICTS[other.verdict][0]}`),
  );
  return [h("span", { class: `verdict-word ${kind}` }, word), h("small", null, one.reason), others];
}

/**
 * @param {number | null} value
 * @param {string | null} measure
 */
function unit(value, measure) {
  if (value == null) return NONE;
  return measure === "%" ? `${count(value)}%` : count(value);
}
