// Elements are made by calls, never from text: what stands in the records cannot become markup.

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * An element. A property that is null or false is left out; `style` takes custom properties as an object.
 * @param {string} tag
 * @param {Record<string, any> | null} [properties]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, properties, ...children) {
  const made = document.createElement(tag);
  give(made, properties);
  return fill(made, children);
}

/**
 * An element of a drawing.
 * @param {string} tag
 * @param {Record<string, any> | null} [properties]
 * @param {...Child} children
 */
export function svg(tag, properties, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  give(made, properties);
  return fill(made, children);
}

/**
 * @param {Element} element
 * @param {Record<string, any> | null | undefined} properties
 */
function give(element, properties) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Put children into an element, after what is in it.
 * @template {Element} E
 * @param {E} element
 * @param {Child} children
 * @returns {E}
 */
export function fill(element, children) {
  for (const child of Array.isArray(children) ? children.flat(Infinity) : [children]) {
    if (child == null || child === false || child === "") continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/**
 * An element with children instead of those it has.
 * @param {Element} element
 * @param {...Child} children
 */
export function show(element, ...children) {
  element.replaceChildren();
  return fill(element, children);
}

/** @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
