// The one place where questions are put to the service.

import { credentials } from "./session.js";

/** The service said no, or could not be reached; `code` is one of its error codes, or OFFLINE. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * The data of an answer.
 * @param {string} query
 * @param {Record<string, any>} [variables]
 * @returns {Promise<any>}
 * @throws {Refusal} also when only a part of the question was refused
 */
export async function ask(query, variables = {}) {
  const answer = await sent("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...credentials() },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json().catch(() => ({ errors: [{ message: `服务回答 ${answer.status}` }] }));
  if (errors?.length) throw new Refusal(errors[0].extensions?.code ?? "INTERNAL", errors[0].message);
  return data;
}

/**
 * A file or a figure made by the service, asked for as the one who is signed in.
 * @param {string} address
 * @throws {Refusal}
 */
export async function fetched(address) {
  const answer = await sent(address, { headers: credentials() });
  if (answer.ok) return answer;
  const { errors } = await answer.json().catch(() => ({}));
  throw new Refusal(errors?.[0].extensions?.code ?? "INTERNAL", errors?.[0].message ?? `服务回答 ${answer.status}`);
}

/**
 * A file sent to the service; its answer in JSON, or another file.
 * @param {string} address
 * @param {ArrayBuffer} file
 * @param {string} type
 * @returns {Promise<any>} what was answered in JSON, also when the file was wrong; a Response when it is a file
 * @throws {Refusal} the file was not looked at
 */
export async function sentFile(address, file, type) {
  const answer = await sent(address, {
    method: "POST",
    headers: { "content-type": type, ...credentials() },
    body: file,
  });
  if (answer.headers.get("content-type")?.startsWith(type)) return answer;
  const told = await answer.json().catch(() => ({ errors: [{ message: `服务回答 ${answer.status}` }] }));
  if (!("problems" in told)) throw new Refusal(told.errors[0].extensions?.code ?? "INTERNAL", told.errors[0].message);
  return told;
}

/**
 * @param {string} address
 * @param {RequestInit} request
 */
async function sent(address, request) {
  try {
    return await fetch(address, { ...request, credentials: "omit", redirect: "error" });
  } catch {
    throw new Refusal("OFFLINE", "连不上联动服务");
  }
}
