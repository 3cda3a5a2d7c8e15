/** China time has had no summer time since 1991. */
const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1_000;

/** An instant as the clock on the wall in Shanghai says it: `2026-11-11 10:00:00`. */
export function shanghaiTime(at: string): string {
  return new Date(Date.parse(at) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The business day of an instant: `2026-11-11`. */
export const businessDay = (at: string): string => shanghaiTime(at).slice(0, 10);

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/** What people write for a point in time, a day (its first instant in Shanghai) or an instant with its offset, as ISO 8601 UTC; null for anything else. */
export function instantOf(text: string): string | null {
  const day = text.slice(0, 10);
  if (!DAY.test(day) || !isCalendarDay(day)) return null;
  if (text !== day && !INSTANT.test(text)) return null;
  const ms = Date.parse(text === day ? `${day}T00:00:00.000+08:00` : text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** The 30th of February would else be a day in March. */
function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00.000Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
