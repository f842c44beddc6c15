// The address is the state: place, day, indicator and whatever a view asks besides stand in its parameters.

const parameters = new URLSearchParams(location.search);

/** What stays when one goes to another view. */
const KEPT = ["area", "asOf", "indicator"];

/**
 * A parameter of this page's address.
 * @param {string} name
 * @returns {string | null} null when it is not there, or empty
 */
export const asked = (name) => parameters.get(name) || null;

/**
 * The address of a view, keeping place, day and indicator unless said.
 * @param {string} path
 * @param {Record<string, string | null | undefined>} [changes] null takes a parameter away
 */
export function to(path, changes = {}) {
  const next = new URLSearchParams();
  for (const name of KEPT) if (parameters.get(name)) next.set(name, parameters.get(name));
  return written(path, next, changes);
}

/**
 * This page with some parameters changed; where in a list one stood is forgotten.
 * @param {Record<string, string | null | undefined>} changes
 */
export function here(changes) {
  const next = new URLSearchParams(parameters);
  next.delete("after");
  return written(location.pathname, next, changes);
}

/**
 * @param {string} path
 * @param {URLSearchParams} next
 * @param {Record<string, string | null | undefined>} changes
 */
function written(path, next, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (value == null || value === "") next.delete(name);
    else next.set(name, value);
  }
  return next.size || String(next) ? `${path}?${next}` : path;
}
