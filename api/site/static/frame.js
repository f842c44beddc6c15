// What surrounds every view: the way up, the day, the query, dark or light.

import { asked, here } from "./address.js";
import { at, fill, h, show } from "./dom.js";
import { signOut, token } from "./session.js";
import { dayWords } from "./words.js";

/** @param {import("./place.js").Place} place */
export function crumbs(place) {
  const above = place.path.slice(0, -1).map((area) => h("a", { href: here({ area: area.code }) }, area.name));
  const all = place.area ? [] : [h("span", { "aria-current": "location" }, place.name)];
  const last = place.area && h("span", { "aria-current": "location" }, place.name);
  show(
    at("path"),
    h(
      "ol",
      null,
      [...above, ...all, last].filter(Boolean).map((one) => h("li", null, one)),
    ),
  );
  show(
    at("title"),
    place.name,
    document.body.dataset.view !== "overview" && [" ", h("span", null, at("title").textContent)],
  );
  document.querySelector(".views [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  document.title = `${place.name} · ${document.title}`;
}

/** The day of the answers stands in the field, also when nobody chose one. @param {import("./place.js").Place} place */
export function dayField(place) {
  const form = /** @type {HTMLFormElement} */ (at("day"));
  const field = /** @type {HTMLInputElement} */ (at("asOf"));
  if (!field.value) field.value = place.asOf;
  field.addEventListener("change", () => field.validity.valid && field.value && form.requestSubmit());
  form.classList.add("quick");
  if (asked("asOf")) fill(form, [h("a", { class: "plain", href: here({ asOf: null }) }, "回到今天")]);
  field.title = dayWords(place.asOf);
}

/**
 * What the view shows as a question in the query editor.
 * @param {string} query
 * @param {Record<string, any>} variables
 */
export function asGraphQL(query, variables) {
  const told = new URLSearchParams({ query: unindented(query), variables: JSON.stringify(variables, null, 2) });
  at("graphql").setAttribute("href", `/graphql#${told}`);
}

/** @param {string} query */
function unindented(query) {
  const lines = query
    .replace(/^\s*\n/, "")
    .trimEnd()
    .split("\n");
  const least = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(least)).join("\n");
}

/** Dark or light, and the way out for whoever is signed in. */
export function tools() {
  const leave = () => {
    signOut();
    location.reload();
  };
  if (token()) at("theme").after(h("button", { type: "button", class: "plain", onclick: leave }, "退出登录"));
  at("theme").addEventListener("click", () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    document.dispatchEvent(new Event("theme"));
  });
}
