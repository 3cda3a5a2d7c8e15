/**
 * Business days of Asia/Shanghai, of which every deadline of the trade speaks. China has one time zone and has not changed
 * its clocks since 1991, so a business day is UTC plus eight hours: no time zone data, the same result on every machine.
 */

export const DAY_MS = 24 * 3_600_000;
export const MINUTE_MS = 60_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** A calendar day, `2026-11-11`. Days compare as text. */
export type Day = string;

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The business day an instant belongs to: 16:00 UTC is midnight in Shanghai. */
export const dayOf = (ms: number): Day => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);

/** The first instant of a business day, in milliseconds since 1970. */
export const startOf = (day: Day): number => Date.parse(`${day}T00:00:00.000Z`) - SHANGHAI_MS;

export const dayAfter = (day: Day): Day => dayOf(startOf(day) + DAY_MS);

export function weekdayOf(day: Day): Weekday {
  const sundayIsZero = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return WEEKDAYS[(sundayIsZero + 6) % 7] ?? 1;
}

const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** A time of day, `17:00`. `24:00` is the last millisecond of the day: what is due on a day is not due on the next. */
export type TimeOfDay = string;

export const TIME_OF_DAY = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

export function instantOf(day: Day, time: TimeOfDay): number {
  if (time === '24:00') return startOf(day) + DAY_MS - 1;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return startOf(day) + (hours * 60 + minutes) * MINUTE_MS;
}

/** A day that exists: the thirtieth of February is text, not a day. */
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00.000Z`)) && dayOf(startOf(text)) === text;
