import { DAY_MS, dayAfter, dayOf, startOf, weekdayOf, type Day, type Weekday } from './business-day.js';

/**
 * On which days a merchant works: weekdays, and the exceptions to them. Public holidays of China are announced year by year
 * together with the weekends that are worked for them (调休), so they are data that an operator gives, not a table in here.
 */
export type WorkingCalendar = {
  readonly weekdays: readonly Weekday[];
  readonly exceptions: readonly CalendarException[];
};

/** One day that is not like its weekday. `name` is for people, such as 国庆节 or 春节调休. */
export type CalendarException = { readonly day: Day; readonly working: boolean; readonly name: string };

/** Monday to Saturday (ML-06), no holidays known: what counts until a merchant says otherwise. */
export const defaultCalendar: WorkingCalendar = { weekdays: [1, 2, 3, 4, 5, 6], exceptions: [] };

/** The longest holiday of China is nine days; a calendar without a working day for this long is a mistake. */
export const WORKLESS_DAYS_MAX = 60;

/** The calendar has no working day for a time no holiday lasts. */
export class NoWorkingDay extends Error {
  override readonly name = 'NoWorkingDay';
  constructor(readonly from: Day) {
    super(`no working day within ${WORKLESS_DAYS_MAX} days from ${from}`);
  }
}

export function isWorkingDay({ weekdays, exceptions }: WorkingCalendar, day: Day): boolean {
  return exceptions.find((exception) => exception.day === day)?.working ?? weekdays.includes(weekdayOf(day));
}

/** The day itself if it is worked, else the next that is. @throws NoWorkingDay */
export function workingDayFrom(calendar: WorkingCalendar, day: Day): Day {
  let found = day;
  for (let days = 0; days <= WORKLESS_DAYS_MAX; days++) {
    if (isWorkingDay(calendar, found)) return found;
    found = dayAfter(found);
  }
  throw new NoWorkingDay(day);
}

/**
 * The instant at which a duration has passed, where only working days count, each of them from midnight to midnight: "24 hours,
 * Sundays and holidays excluded" (ML-08), so Saturday 17:01 plus a day is Monday 17:01.
 *
 * @throws NoWorkingDay
 */
export function afterWorkingTime(calendar: WorkingCalendar, fromMs: number, durationMs: number): number {
  let left = durationMs;
  let now = fromMs;
  for (;;) {
    const day = workingDayFrom(calendar, dayOf(now));
    now = Math.max(now, startOf(day));
    const untilMidnight = startOf(day) + DAY_MS - now;
    if (left <= untilMidnight) return now + left;
    left -= untilMidnight;
    now += untilMidnight;
  }
}

/** What is wrong with a calendar; empty when it can be used. */
export function calendarFaults({ weekdays, exceptions }: WorkingCalendar): readonly string[] {
  const days = exceptions.map(({ day }) => day);
  const twice = days.find((day, n) => days.indexOf(day) !== n);
  return [...(weekdays.length === 0 ? ['no weekday is worked'] : []), ...(twice === undefined ? [] : [`${twice} is named twice`])];
}
