import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, dayOf, instantOf, isDay, MINUTE_MS, startOf, weekdayOf } from './business-day.js';
import { defaultPolicies, mallPolicy, shipByOf, tmallPolicy, type ShipPolicy } from './ship-policy.js';
import { afterWorkingTime, calendarFaults, defaultCalendar, isWorkingDay, NoWorkingDay, workingDayFrom, type WorkingCalendar } from './working-calendar.js';

/** Times in this file are those of a clock on a wall in Shanghai. */
const utc = (wall: string): string => new Date(`${wall}+08:00`).toISOString();
const wall = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');

/** Made-up holidays in the form operators give them; 2026-10-11 is a Sunday worked for the holiday. */
const holidays: WorkingCalendar = {
  weekdays: [1, 2, 3, 4, 5, 6],
  exceptions: [
    ...['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-05', '2026-10-06', '2026-10-07'].map((day) => ({ day, working: false, name: '国庆节' })),
    { day: '2026-10-11', working: true, name: '国庆节调休' },
    { day: '2027-01-01', working: false, name: '元旦' },
  ],
};
const fiveDays: WorkingCalendar = { weekdays: [1, 2, 3, 4, 5], exceptions: [] };
const taobao = defaultPolicies[0] ?? mallPolicy;

type Row = readonly [what: string, policy: ShipPolicy, paid: string, shipBy: string, rule: string, calendar?: WorkingCalendar];

// 2026-11-13 is a Friday, 2026-11-14 a Saturday, 2026-11-15 a Sunday.
const truth: readonly Row[] = [
  ['ML-07 Friday, one millisecond before 17:00', mallPolicy, '2026-11-13 16:59:59.999', '2026-11-13 18:00:00.000', 'CUTOFF'],
  ['ML-07 Friday 16:59:59', mallPolicy, '2026-11-13 16:59:59.000', '2026-11-13 18:00:00.000', 'CUTOFF'],
  ['ML-07 Friday 17:00:00.000 is after; ML-08 is earlier than Saturday 18:00', mallPolicy, '2026-11-13 17:00:00.000', '2026-11-14 17:00:00.000', 'LIMIT'],
  ['ML-07 Friday, one millisecond after 17:00', mallPolicy, '2026-11-13 17:00:00.001', '2026-11-14 17:00:00.001', 'LIMIT'],
  ['ML-07 Friday midnight', mallPolicy, '2026-11-13 00:00:00.000', '2026-11-13 18:00:00.000', 'CUTOFF'],
  ['ML-07 Friday, last millisecond', mallPolicy, '2026-11-13 23:59:59.999', '2026-11-14 18:00:00.000', 'CUTOFF'],
  ['ML-06 Saturday is worked', mallPolicy, '2026-11-14 16:59:59.999', '2026-11-14 18:00:00.000', 'CUTOFF'],
  ['ML-08 Saturday 17:01: Monday 17:01 is before Monday 18:00', mallPolicy, '2026-11-14 17:01:00.000', '2026-11-16 17:01:00.000', 'LIMIT'],
  ['ML-08 Saturday 18:00: both rules say Monday 18:00', mallPolicy, '2026-11-14 18:00:00.000', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['ML-07 Saturday 18:00 and a millisecond: the cut-off wins', mallPolicy, '2026-11-14 18:00:00.001', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['ML-06 Sunday morning', mallPolicy, '2026-11-15 09:00:00.000', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['ML-06 Sunday, first millisecond', mallPolicy, '2026-11-15 00:00:00.000', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['ML-06 Sunday, last millisecond', mallPolicy, '2026-11-15 23:59:59.999', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['ML-06 Monday, first millisecond', mallPolicy, '2026-11-16 00:00:00.000', '2026-11-16 18:00:00.000', 'CUTOFF'],
  ['Saturday where only five days are worked', mallPolicy, '2026-11-14 10:00:00.000', '2026-11-16 18:00:00.000', 'CUTOFF', fiveDays],
  ['Friday 17:00 where only five days are worked', mallPolicy, '2026-11-13 17:00:00.000', '2026-11-16 17:00:00.000', 'LIMIT', fiveDays],
  ['holiday eve, before the cut-off', mallPolicy, '2026-09-30 16:59:59.999', '2026-09-30 18:00:00.000', 'CUTOFF', holidays],
  ['holiday eve, at the cut-off: the first day worked again', mallPolicy, '2026-09-30 17:00:00.000', '2026-10-08 17:00:00.000', 'LIMIT', holidays],
  ['holiday eve, last millisecond', mallPolicy, '2026-09-30 23:59:59.999', '2026-10-08 18:00:00.000', 'CUTOFF', holidays],
  ['on the holiday', mallPolicy, '2026-10-03 12:00:00.000', '2026-10-08 18:00:00.000', 'CUTOFF', holidays],
  ['the Sunday in the middle of the holiday', mallPolicy, '2026-10-04 12:00:00.000', '2026-10-08 18:00:00.000', 'CUTOFF', holidays],
  ['a Sunday worked for the holiday (调休)', mallPolicy, '2026-10-11 16:00:00.000', '2026-10-11 18:00:00.000', 'CUTOFF', holidays],
  ['the Saturday before a worked Sunday, after the cut-off', mallPolicy, '2026-10-10 17:00:00.000', '2026-10-11 17:00:00.000', 'LIMIT', holidays],
  ['year end: New Year’s Eve before the cut-off', mallPolicy, '2026-12-31 16:59:59.999', '2026-12-31 18:00:00.000', 'CUTOFF', holidays],
  ['year end: New Year’s Eve at the cut-off, New Year’s Day free', mallPolicy, '2026-12-31 17:00:00.000', '2027-01-02 17:00:00.000', 'LIMIT', holidays],
  ['year end without holidays', mallPolicy, '2026-12-31 23:00:00.000', '2027-01-01 18:00:00.000', 'CUTOFF'],
  ['leap day: the eve of 29 February, after the cut-off', mallPolicy, '2028-02-28 17:30:00.000', '2028-02-29 17:30:00.000', 'LIMIT'],
  ['leap day: 29 February after the cut-off', mallPolicy, '2028-02-29 20:00:00.000', '2028-03-01 18:00:00.000', 'CUTOFF'],
  ['no leap day: 27 February 2027 is a Saturday', mallPolicy, '2027-02-27 20:00:00.000', '2027-03-01 18:00:00.000', 'CUTOFF'],
  ['TB-01 three days, Sunday or not', taobao, '2026-11-13 10:00:00.000', '2026-11-16 10:00:00.000', 'LIMIT'],
  ['TB-01 three days over a leap day', taobao, '2028-02-27 10:00:00.000', '2028-03-01 10:00:00.000', 'LIMIT'],
  ['TB-01 three days over a year end', taobao, '2026-12-30 23:59:59.999', '2027-01-02 23:59:59.999', 'LIMIT'],
  ['TB-07 one millisecond before 16:00', tmallPolicy, '2026-11-13 15:59:59.999', '2026-11-13 23:59:59.999', 'CUTOFF'],
  ['TB-07 16:00:00.000 is after', tmallPolicy, '2026-11-13 16:00:00.000', '2026-11-14 23:59:59.999', 'CUTOFF'],
  ['TB-07 one millisecond after 16:00', tmallPolicy, '2026-11-13 16:00:00.001', '2026-11-14 23:59:59.999', 'CUTOFF'],
  ['TB-07 Saturday after the cut-off: Tmall works on Sundays', tmallPolicy, '2026-11-14 16:00:00.000', '2026-11-15 23:59:59.999', 'CUTOFF'],
  ['TB-07 Sunday before the cut-off', tmallPolicy, '2026-11-15 15:59:59.999', '2026-11-15 23:59:59.999', 'CUTOFF'],
];

describe('F-RV-06: the truth table of deadlines', () => {
  test.each(truth)('%s', (_, policy, paid, shipBy, rule, calendar = defaultCalendar) => {
    const found = shipByOf(policy, calendar, { cod: false, paidAt: utc(paid), confirmedAt: null, promisedShipAt: null });
    expect(found && { shipBy: wall(found.shipBy), rule: found.rule }).toEqual({ shipBy, rule });
  });
  test('has at least thirty rows', () => expect(truth.length).toBeGreaterThanOrEqual(30));
});

describe('F-RV-06: what the time runs from', () => {
  const facts = { cod: false, paidAt: utc('2026-11-13 10:00'), confirmedAt: null, promisedShipAt: null };
  test('ML-07 cash on delivery runs from the confirmation, and not before it', () => {
    const cod = { ...facts, cod: true, paidAt: null };
    expect(shipByOf(mallPolicy, defaultCalendar, cod)).toBeNull();
    expect(shipByOf(mallPolicy, defaultCalendar, { ...cod, confirmedAt: utc('2026-11-13 16:59:59.999') })).toMatchObject({ shipBy: utc('2026-11-13 18:00'), basis: 'CONFIRMED_AT' });
    expect(shipByOf(mallPolicy, defaultCalendar, { ...cod, confirmedAt: utc('2026-11-13 17:00') })).toMatchObject({ shipBy: utc('2026-11-14 17:00') });
  });
  test('TB-01 without a time of payment there is no deadline to be on time for', () => {
    for (const policy of [...defaultPolicies, tmallPolicy]) expect(shipByOf(policy, defaultCalendar, { ...facts, paidAt: null })).toBeNull();
    expect(shipByOf({ ...mallPolicy, cutoffs: [], limits: [] }, defaultCalendar, facts)).toBeNull();
  });
  test('TB-01 an agreed date counts instead of the rule, earlier or later', () => {
    for (const promised of ['2026-11-13 12:00', '2026-12-24 12:00']) {
      expect(shipByOf(taobao, defaultCalendar, { ...facts, promisedShipAt: utc(promised) })).toMatchObject({ shipBy: utc(promised), rule: 'PROMISE' });
    }
  });
  test('ML-09 where a promise only tightens, a later one excuses nothing', () => {
    expect(shipByOf(mallPolicy, defaultCalendar, { ...facts, promisedShipAt: utc('2026-11-13 12:00') })).toMatchObject({ shipBy: utc('2026-11-13 12:00'), rule: 'PROMISE' });
    expect(shipByOf(mallPolicy, defaultCalendar, { ...facts, promisedShipAt: utc('2026-11-20 12:00') })).toMatchObject({ shipBy: utc('2026-11-13 18:00'), rule: 'CUTOFF' });
  });
});

describe('business days and working time', () => {
  const instant = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2099-01-01') });
  test('a day begins at midnight in Shanghai, which is 16:00 UTC', () => {
    expect(dayOf(Date.parse('2026-11-13T15:59:59.999Z'))).toBe('2026-11-13');
    expect(dayOf(Date.parse('2026-11-13T16:00:00.000Z'))).toBe('2026-11-14');
    expect([weekdayOf('2026-11-15'), weekdayOf('2026-11-16'), weekdayOf('2028-02-29')]).toEqual([7, 1, 2]);
    expect(new Date(instantOf('2026-11-13', '24:00')).toISOString()).toBe('2026-11-13T15:59:59.999Z');
    expect([isDay('2028-02-29'), isDay('2027-02-29'), isDay('2027-13-01'), isDay('tomorrow')]).toEqual([true, false, false, false]);
  });
  test('every instant lies in its day', () => {
    fc.assert(fc.property(instant, (ms) => startOf(dayOf(ms)) <= ms && ms < startOf(dayOf(ms)) + DAY_MS));
  });
  test('where every day is worked, working time is time', () => {
    const always: WorkingCalendar = { weekdays: [1, 2, 3, 4, 5, 6, 7], exceptions: [] };
    fc.assert(fc.property(instant, fc.nat(20_000), (ms, minutes) => afterWorkingTime(always, ms, minutes * MINUTE_MS) === ms + minutes * MINUTE_MS));
  });
  test('working time adds up, ends on a working day, and never runs backwards', () => {
    fc.assert(fc.property(instant, fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }), (ms, one, two) => {
      const end = afterWorkingTime(holidays, ms, (one + two) * MINUTE_MS);
      expect(afterWorkingTime(holidays, afterWorkingTime(holidays, ms, one * MINUTE_MS), two * MINUTE_MS)).toBe(end);
      expect(isWorkingDay(holidays, dayOf(end - 1))).toBe(true);
      expect(end).toBeGreaterThan(ms);
    }));
  });
  test('a deadline never lies before what it runs from, and a later payment never has an earlier one', () => {
    fc.assert(fc.property(instant, fc.nat(3 * DAY_MS), fc.constantFrom(mallPolicy, tmallPolicy, taobao), (ms, delay, policy) => {
      const [early, late] = [ms, ms + delay].map((paid) => shipByOf(policy, holidays, { cod: false, paidAt: new Date(paid).toISOString(), confirmedAt: null, promisedShipAt: null }));
      expect(Date.parse(early?.shipBy ?? '')).toBeGreaterThanOrEqual(ms);
      expect(Date.parse(late?.shipBy ?? '')).toBeGreaterThanOrEqual(Date.parse(early?.shipBy ?? ''));
    }));
  });
  test('a calendar that can never be met says so', () => {
    const never: WorkingCalendar = { weekdays: [], exceptions: [] };
    expect(() => workingDayFrom(never, '2026-11-13')).toThrow(NoWorkingDay);
    expect(calendarFaults(never)).toEqual(['no weekday is worked']);
    expect(calendarFaults({ ...holidays, exceptions: [...holidays.exceptions, { day: '2026-10-11', working: false, name: '' }] })).toEqual(['2026-10-11 is named twice']);
    expect(calendarFaults(holidays)).toEqual([]);
  });
});
