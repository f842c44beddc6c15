// The search field: a place by name, code or pinyin. Enter takes the first, the arrow keys go through the others.

import { here } from "./address.js";
import { ask } from "./ask.js";
import { at, h, show } from "./dom.js";

const SEARCH = `query Search($text: String!, $asOf: Date) {
  areas(search: $text, asOf: $asOf, first: 12) { nodes { code name label path { name } } }
}`;
const PAUSE = 120;

/** @param {string | null} asOf */
export function searchField(asOf) {
  const field = /** @type {HTMLInputElement} */ (at("search"));
  const list = at("found");
  let asked = "";
  let timer = 0;

  const look = async () => {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) return close();
    const { areas } = await ask(SEARCH, { text, asOf }).catch(() => ({ areas: { nodes: [] } }));
    if (text !== field.value.trim()) return;
    show(
      list,
      areas.nodes.length ? areas.nodes.map(found) : h("li", null, h("span", { class: "quiet" }, `没有“${text}”`)),
    );
    list.hidden = false;
  };
  const close = () => {
    list.hidden = true;
  };
  const step = (event) => {
    const links = [...list.querySelectorAll("a")];
    const now = links.indexOf(/** @type {any} */ (document.activeElement));
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      (links[Math.min(next, links.length - 1)] ?? field).focus();
      if (next < 0) field.focus();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await look();
    list.querySelector("a")?.click();
  });
  field.form.addEventListener("keydown", step);
  field.form.addEventListener(
    "focusout",
    (event) => field.form.contains(/** @type {Node} */ (event.relatedTarget)) || close(),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "")) return;
    event.preventDefault();
    field.focus();
  });
}

/** @param {any} area */
function found(area) {
  const above = area.path
    .slice(0, -1)
    .map((one) => one.name)
    .join(" › ");
  return h(
    "li",
    null,
    h("a", { href: here({ area: area.code }) }, h("span", null, area.name), h("small", null, above || area.label)),
  );
}
