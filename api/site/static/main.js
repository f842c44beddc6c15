// Fills the shell: where we are, then the view. Each view is a module with `render(place, into)`.

import { asked } from "./address.js";
import { at, show } from "./dom.js";
import { crumbs, dayField, tools } from "./frame.js";
import { failed } from "./pieces/notices.js";
import { thePlace } from "./place.js";
import { searchField } from "./search.js";

const into = at("view");

async function fill() {
  tools();
  searchField(asked("asOf"));
  try {
    const [view, place] = await Promise.all([import(`./views/${document.body.dataset.view}.js`), thePlace()]);
    crumbs(place);
    dayField(place);
    const shown = document.createElement("div");
    await view.render(place, shown);
    into.classList.remove("waiting");
    show(into, ...shown.childNodes);
    if (location.hash && matchMedia("(max-width: 1000px)").matches) at(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    into.classList.remove("waiting");
    show(into, failed(error));
  }
  at("content").removeAttribute("aria-busy");
}

await fill();
