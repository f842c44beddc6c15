// 联动: who is responsible at every step of a chain, seen from a place, and where it is broken.

import { asked, here, to } from "../address.js";
import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { asGraphQL } from "../frame.js";
import { notice } from "../pieces/notices.js";
import { personName } from "../subjects.js";

const CHAINS = "query Chains($scheme: String!) { scheme(key: $scheme) { chains { key label } } }";

const CHAIN = `query Linkage($area: String!, $chain: String, $asOf: Date) {
  linkage(area: $area, chain: $chain, asOf: $asOf) {
    label complete
    steps {
      key label state words
      area { code name }
      organization { code name }
      post { code label }
      holders { code name }
    }
  }
}`;

/**
 * @param {import("../place.js").Place} place
 * @param {HTMLElement} into
 */
export async function render(place, into) {
  if (!place.area) {
    into.append(notice("先选一个地方", "链条是从一个地方往上看的。", children(place)));
    return;
  }
  const { scheme } = await ask(CHAINS, { scheme: place.scheme });
  const chain = scheme.chains.find((one) => one.key === asked("chain")) ?? scheme.chains[0];
  if (!chain) {
    into.append(notice("这里没有链条", "此处的方案没有列出联动链条。"));
    return;
  }
  const variables = { area: place.area.code, chain: chain.key, asOf: place.asOf };
  asGraphQL(CHAIN, variables);
  const { linkage } = await ask(CHAIN, variables);
  fill(into, [
    scheme.chains.length > 1 && choice(scheme.chains, chain),
    verdict(linkage, place),
    h(
      "ol",
      { class: "chain" },
      linkage.steps.map((step) => drawn(step, place)),
    ),
    place.children.length > 0 && h("section", { class: "below" }, h("h2", null, "往下看"), children(place)),
  ]);
}

/**
 * @param {{key: string, label: string}[]} chains
 * @param {{key: string}} one
 */
function choice(chains, one) {
  const way = ({ key, label }) =>
    h("a", { href: here({ chain: key }), "aria-current": key === one.key && "true" }, label);
  return h("nav", { class: "states", "aria-label": "链条" }, chains.map(way));
}

/**
 * @param {any} linkage
 * @param {import("../place.js").Place} place
 */
function verdict(linkage, place) {
  const steps = (state, words) =>
    linkage.steps
      .filter((step) => step.state === state)
      .map(words)
      .join("、");
  const broken = steps("GAP", (step) => `${step.label}（${step.words}）`);
  const unknown = steps("UNKNOWN", (step) => step.label);
  if (linkage.complete) return h("p", { class: "verdict" }, `从上到${place.name}，各环节都有人负责。`);
  return h(
    "p",
    { class: "verdict" },
    broken && h("span", { class: "gap" }, `断在${broken}。`),
    unknown && h("span", { class: "unknown" }, `${unknown}没有填报，不知道有没有人。`),
  );
}

/**
 * @param {any} step
 * @param {import("../place.js").Place} place
 */
function drawn(step, place) {
  const own = step.area && step.area.code === place.area?.code;
  const where =
    step.area &&
    (own ? h("strong", null, step.area.name) : h("a", { href: here({ area: step.area.code }) }, step.area.name));
  const who = step.holders.map((person) =>
    h("a", { href: to("/crossings", { person: person.code }) }, personName(person)),
  );
  const what = step.organization?.name ?? step.post?.label;
  return h(
    "li",
    { class: step.state.toLowerCase() },
    h("span", { class: "step" }, step.label),
    h(
      "span",
      { class: "body" },
      where ?? h("span", { class: "small" }, "没有这一级"),
      what && h("span", { class: "what" }, what),
    ),
    h("span", { class: "who" }, who.length ? joined(who) : h("span", { class: step.state.toLowerCase() }, step.words)),
  );
}

/** @param {HTMLElement[]} people */
const joined = (people) => people.flatMap((person, at) => (at ? ["、", person] : [person]));

/** @param {import("../place.js").Place} place */
function children(place) {
  return h(
    "ul",
    { class: "places" },
    place.children.map((area) => h("li", null, h("a", { href: here({ area: area.code }) }, area.name))),
  );
}
