// The indicators in force at a place, and their answers there.

import { asked } from "./address.js";
import { ask } from "./ask.js";

/**
 * @typedef {{key: string, kind: string, subject: string, title: string, severity: string, target: number | null, denominatorName: string}} Indicator
 * @typedef {import("./pieces/bar.js").Tally & {value: number | null, valueAtMost: number | null, grade: string | null,
 *   denominatorName: string | null, suppressed: boolean}} Answer
 */

const LISTED = `query Indicators($scheme: String) {
  indicators(scheme: $scheme) { key kind subject title severity target denominatorName }
}`;

/** @param {import("./place.js").Place} place @returns {Promise<Indicator[]>} */
export const inForce = async (place) => (await ask(LISTED, { scheme: place.scheme })).indicators;

/** Whether this is a score that every body gets for itself: it has no value of a place. @param {Indicator} one */
export const ofBodies = (one) => one.kind !== "coverage" && one.subject === "ORGANIZATIONS";

/**
 * The indicator of the address, or the first in force that has states.
 * @param {Indicator[]} indicators
 * @returns {Indicator | undefined}
 */
export function chosen(indicators) {
  const key = asked("indicator");
  return indicators.find((one) => one.key === key) ?? indicators.find((one) => one.kind === "coverage");
}

const ANSWER =
  "fragment C on Coverage { numerator denominator denominatorName rate rateAtMost unknown exempt suppressed value valueAtMost grade }";

/**
 * One question for the answers of many indicators.
 * @param {string[]} keys
 */
export const answersQuery = (keys) => `
  query Overview($within: String, $asOf: Date) {
    ${keys.map((key) => `${key}: coverage(indicator: "${key}", within: $within, asOf: $asOf) { ...C }`).join("\n    ")}
  }
  ${ANSWER}`;

/**
 * The answers by key; asked in as many questions as the service takes.
 * @param {string[]} keys
 * @param {string | null} within
 * @param {string} asOf
 * @returns {Promise<Record<string, Answer>>}
 */
export async function answers(keys, within, asOf) {
  const parts = [];
  for (let at = 0; at < keys.length; at += 30) parts.push(keys.slice(at, at + 30));
  const told = await Promise.all(parts.map((part) => ask(answersQuery(part), { within, asOf })));
  return Object.fromEntries(told.flatMap(Object.entries).map(([key, [row]]) => [key, row]));
}
