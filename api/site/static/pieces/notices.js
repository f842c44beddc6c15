// What is shown instead of an answer: nothing found, refused, away.

import { here, to } from "../address.js";
import { h } from "../dom.js";
import { signIn, signOut, token } from "../session.js";

/**
 * A quiet notice with a heading, a sentence, and ways on.
 * @param {string} heading
 * @param {import("../dom.js").Child} sentence
 * @param {...import("../dom.js").Child} ways
 */
export function notice(heading, sentence, ...ways) {
  const shown = ways.flat().filter(Boolean);
  return h(
    "div",
    { class: "notice" },
    h("h2", null, heading),
    h("p", null, sentence),
    shown.length > 0 && h("p", { class: "ways" }, shown),
  );
}

const HEADINGS = {
  UNAUTHENTICATED: "请先登录",
  FORBIDDEN: "没有查看此处的权限",
  NOT_FOUND: "这一天没有所找的内容",
  BAD_USER_INPUT: "网址中有一处不对",
  QUERY_TOO_COMPLEX: "范围太大，一次答不完",
  QUERY_TIMEOUT: "范围太大，一次答不完",
  DATABASE_UNAVAILABLE: "数据库暂时连不上",
  CONFLICT: "数据正在更新",
  OFFLINE: "连不上联动服务",
};

/**
 * What went wrong, and what to do about it.
 * @param {any} error
 * @param {Record<string, string>} headings where a code is better said than in general
 */
export function failed(error, headings = {}) {
  const code = error.code ?? "INTERNAL";
  const again = h("button", { type: "button", onclick: () => location.reload() }, "再试一次");
  const home = h("a", { href: to("/", { area: null, indicator: null }) }, "从头看起");
  const today = h("a", { href: here({ asOf: null }) }, "看今天的");
  if (code === "UNAUTHENTICATED") return signInForm(error.message);
  const ways = { NOT_FOUND: [today, home], BAD_USER_INPUT: [home], FORBIDDEN: [home, leave()] }[code] ?? [again, home];
  const shown = notice(headings[code] ?? HEADINGS[code] ?? "页面出了差错", sentence(code, error), ...ways);
  shown.setAttribute("role", "alert");
  return shown;
}

/**
 * @param {string} code
 * @param {Error} error
 */
function sentence(code, error) {
  if (code === "OFFLINE") return "服务可能正在重启，或网络断开。稍候再试；一直如此请告诉管理员。";
  return error.message;
}

function leave() {
  const out = () => {
    signOut();
    location.reload();
  };
  return token() && h("button", { type: "button", onclick: out }, "换一个身份登录");
}

/**
 * A field for the token that the administrator gave.
 * @param {string} said
 */
function signInForm(said) {
  const field = /** @type {HTMLInputElement} */ (
    h("input", { id: "token", type: "password", autocomplete: "off", required: true, spellcheck: "false" })
  );
  const enter = (event) => {
    event.preventDefault();
    signIn(field.value);
    location.reload();
  };
  return h(
    "form",
    { class: "notice", role: "alert", onsubmit: enter },
    h("h2", null, HEADINGS.UNAUTHENTICATED),
    token() && h("p", null, said), // before anything was tried there is nothing to tell
    h("p", null, h("label", { for: "token" }, "登录令牌"), " ", field, " ", h("button", { type: "submit" }, "登录")),
    h("p", { class: "small" }, "令牌由管理员发放，只保存在这个标签页里，关掉即忘。"),
  );
}
