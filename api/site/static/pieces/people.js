// Persons, posts and places as the cells of lists of people.

import { to } from "../address.js";
import { h } from "../dom.js";
import { personName, postName } from "../subjects.js";

/** A person, leading to what they hold. @param {{code: string, name: string | null}} person */
export const person = (person) => h("a", { href: to("/crossings", { person: person.code }) }, personName(person));

/** A post with its place or body; a body leads to what stands around it. @param {any} post */
export function post(post) {
  if (!post.organization) return postName(post);
  return [
    h("a", { href: to("/crossings", { organization: post.organization.code }) }, post.organization.name),
    ` ${post.label}`,
  ];
}

/** Several, one a line. @param {any[]} posts */
export const posts = (posts) =>
  h(
    "ul",
    null,
    posts.map((one) => h("li", null, post(one))),
  );

/** @param {{code: string, name: string}[]} areas */
export const areas = (areas) =>
  areas.flatMap((area, at) => [at ? "、" : "", h("a", { href: to("/linkage", { area: area.code }) }, area.name)]);

/** What to ask of a post for these cells. */
export const POST = "fragment P on Post { code label area { code name } organization { code name } }";
