// A chart drawn by Plotly, in the colours of the page. Its script is fetched when the first chart is wanted.

import { fetched } from "../ask.js";
import { h } from "../dom.js";

/**
 * Styles that Plotly would write into the page, which the page's policy refuses: with an element of this name it leaves that
 * be. What a chart needs of them stands in pieces.css; of maps there are none.
 */
const STYLES = ["plotly.js-style-global", "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];

/** @type {Promise<void> | null} */
let script = null;

/** Plotly, once. Running its script takes a moment, for which the rest of the view does not wait: it is painted before. */
function plotly() {
  script ??= painted().then(loaded);
  return script;
}

/** Until the next frame is on the screen. */
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** @returns {Promise<void>} */
function loaded() {
  return new Promise((resolve, reject) => {
    document.head.append(...STYLES.map((id) => h("template", { id, class: "no-inline-styles" })));
    const tag = h("script", { src: new URL("../plotly/plotly.min.js", import.meta.url), onload: () => resolve(), onerror: reject });
    document.head.append(tag);
  });
}

/**
 * A place for a chart, which fills itself. What it shows stands in a table beside it, too.
 * @param {string} address where the chart is to be had
 * @param {string} told what it shows, in one sentence
 * @param {(code: string) => string} [goes] where a click on a part leads
 */
export function chart(address, told, goes) {
  const into = h("div", { class: "chart waiting", role: "img", "aria-label": told });
  draw(into, address, goes).catch(() => into.replaceWith(h("p", { class: "quiet" }, "图没有画出来，数字见下表。")));
  return into;
}

/**
 * @param {HTMLElement} into
 * @param {string} address
 * @param {((code: string) => string) | undefined} goes
 */
async function draw(into, address, goes) {
  const dark = () => document.documentElement.dataset.theme === "dark";
  const made = async () => (await fetched(`${address}&dark=${dark()}`)).json();
  const [drawn] = await Promise.all([made(), plotly()]);
  const config = { displayModeBar: false, responsive: true, locale: "zh-CN" };
  into.classList.remove("waiting");
  await window.Plotly.newPlot(into, drawn.data, drawn.layout, config);
  document.addEventListener("theme", async () => {
    const other = await made();
    window.Plotly.react(into, other.data, other.layout, config);
  });
  if (goes) clickable(into, goes);
}

/**
 * @param {any} into
 * @param {(code: string) => string} goes
 */
function clickable(into, goes) {
  const follow = (event) => {
    const code = event.points?.[0]?.id ?? event.points?.[0]?.customdata;
    if (code) location.assign(goes(code));
    return false;
  };
  into.on("plotly_treemapclick", follow);
  into.on("plotly_click", follow);
}
