// How numbers, days and states are written. What is not known is never written as a number.

const whole = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });
const part = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What stands where there is no number. */
export const NONE = "—";

/** What stands where so few persons are counted that the number would tell who they are. */
export const FEW = "人数太少，不列";

/** @param {number | null | undefined} value */
export const count = (value) =>
  value == null ? NONE : Number.isInteger(value) ? whole.format(value) : part.format(value);

/**
 * A rate as people print it: 100% only when it is whole, 0% only when it is nothing.
 * @param {number | null | undefined} rate between 0 and 1
 */
export function percent(rate) {
  if (rate == null) return NONE;
  const shown = Math.round(rate * 1000) / 10;
  if (shown === 100 && rate < 1) return "99.9%";
  if (shown === 0 && rate > 0) return "0.1%";
  return rate === 0 || rate === 1 ? `${shown}%` : `${part.format(shown)}%`;
}

/**
 * A value of a ratio as it is; of a composite, which is between 0 and 1, as points of a hundred.
 * @param {string} kind
 * @param {number | null | undefined} value
 */
export const scored = (kind, value) =>
  value == null ? NONE : kind === "composite" ? part.format(value * 100) : count(value);

/**
 * The difference of two rates, in percentage points, with its sign.
 * @param {number} before
 * @param {number} after
 */
export function points(before, after) {
  const change = Math.round((after - before) * 1000) / 10;
  if (change === 0) return "持平";
  return `${change > 0 ? "升" : "降"} ${part.format(Math.abs(change))} 个百分点`;
}

/** The words of the states, each with what a list of them is called. */
export const STATES = {
  GAP: "空白点",
  UNKNOWN: "情况不明",
  COVERED: "已覆盖",
  EXEMPT: "不纳入考核",
};

/**
 * A day in a sentence: 2022年8月19日.
 * @param {string} day
 */
export function dayWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/**
 * How long something lasts by now, in the coarsest unit that says enough: 12天, 5个月, 2年3个月.
 * @param {string} since
 * @param {string} asOf
 */
export function lasting(since, asOf) {
  const [from, until] = [since, asOf].map((day) => new Date(`${day}T00:00:00Z`));
  const days = Math.round((until - from) / 86_400_000);
  if (days < 60) return `${days}天`;
  let months = (until.getUTCFullYear() - from.getUTCFullYear()) * 12 + until.getUTCMonth() - from.getUTCMonth();
  if (until.getUTCDate() < from.getUTCDate()) months -= 1;
  const [years, rest] = [Math.floor(months / 12), months % 12];
  return [years && `${years}年`, rest && `${rest}个月`].filter(Boolean).join("");
}

/**
 * The same day of the month before, or that month's last day.
 * @param {string} day
 */
export function monthBefore(day) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 2, Math.min(date, last))).toISOString().slice(0, 10);
}
