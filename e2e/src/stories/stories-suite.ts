import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStore } from '@daifa/event-store/port';
import { systemPorts } from '@daifa/ports/system';
import { done } from '../client/answers.js';
import { until } from '../client/until.js';
import { connectWorld, startWorld, tenants, type OwnWorld, type WorldOptions } from '../client/world.js';
import { headOf, shown } from '../demo/narrator.js';
import { raceRefundAndPrint, raceShown } from '../demo/race.js';
import { storeOf } from '../verify/open-store.js';
import { acceptedEffects } from '../verify/accepted-effects.js';
import { verifyStore } from '../verify/verify-store.js';
import { bound } from './fresh.js';
import { Stage, type Line } from './stage.js';
import { stories } from './stories.js';

/** Channels are read when a story asks for it: what a reading by the clock finds is not part of it. */
const ASKED_ONLY = { CHANNEL_POLLING: 'false' };
/** Of a terminal, without a prompt. */
const SCREEN_LINES = 40;
const BORN = ['OrderImported', 'ReviewDecided'];
const LABELLED = [...BORN, 'AllocationCreated', 'LabelRequested', 'LabelIssued'];
const PRINTED = [...LABELLED, 'PrintPermitGranted', 'PrintPermitConsumed', 'LabelRenderStarted'];
const CALLED_BACK = ['AllocationCancelled', 'PrintPermitRevoked', 'FactoryTaskOpened', 'LabelVoidRequested'];
const PRINT_REFUSED = 'PRINT_BLOCKED ALLOCATION_CANCELLED';

const endings: Readonly<Record<string, { readonly events: readonly string[]; readonly refusals: readonly string[] }>> = {
  'G-01': { events: [...PRINTED, 'PrintReported', 'WaybillReturned', 'ShipConfirmed', 'TrackingObserved'], refusals: [] },
  'G-02': { events: [...LABELLED, 'HoldPlaced', 'AllocationCancelled', 'LabelVoidRequested', 'LabelVoided'], refusals: [PRINT_REFUSED] },
  'G-03': { events: [...PRINTED, 'HoldPlaced', ...CALLED_BACK, 'LabelVoided'], refusals: ['PERMIT_REVOKED', 'ALLOCATION_CANCELLED PRINT_BLOCKED WAYBILL_NOT_ISSUED_NUMBER'] },
  'G-04': { events: [...PRINTED, 'WaybillReturned', 'HoldPlaced', 'InterceptOpened', 'InterceptClosed'], refusals: ['SHIP_BLOCKED_AFTERSALE'] },
  'G-05': { events: [...BORN, 'AllocationCreated', 'HoldPlaced', 'AllocationCancelled', 'HoldReleased', 'AllocationCreated', 'LabelRequested', 'LabelIssued'], refusals: [] },
  'G-06': { events: [...BORN, 'AllocationCreated', 'HoldPlaced', 'AllocationCancelled', 'HoldReleased', 'AllocationCreated'], refusals: ['ORDER_IN_REVIEW'] },
  'G-07': {
    events: [...LABELLED, 'ReceiverChanged', 'HoldPlaced', 'LabelVoidRequested', 'LabelVoided', 'HoldReleased', 'LabelRequested', 'LabelIssued', 'PrintPermitGranted', 'PrintPermitConsumed', 'LabelRenderStarted'],
    refusals: ['LABEL_NOT_ISSUED', 'WAYBILL_ADDRESS_CHANGED'],
  },
  'G-08': { events: [...PRINTED, 'WaybillReturned', 'HoldPlaced', 'InterceptOpened', 'WaybillReturnRevoked', ...CALLED_BACK, 'LabelVoided'], refusals: [PRINT_REFUSED] },
  'G-09': { events: ['AfterSaleParked', ...BORN, 'HoldPlaced', 'HoldPlaced', 'ShipBySet'], refusals: ['ORDER_HAS_AFTERSALE'] },
  'G-10': { events: [...BORN, 'ShipBySet', 'AllocationCreated', 'WaybillReturned', 'ShipConfirmed', 'ShipUploadRequested', 'ShipUploaded', 'ReshipmentCreated', 'ReshipmentCreated', 'ReshipmentCreated'], refusals: ['RESHIP_QTY_EXCEEDED'] },
  'G-11': { events: [...BORN, 'AllocationCreated', 'WaybillReturned', 'ShipConfirmed', 'ReshipmentCreated'], refusals: ['AFTERSALE_VERSION_CHANGED', 'AFTERSALE_IN_ARBITRATION'] },
  'G-12': { events: [...PRINTED, 'WaybillReturned'], refusals: ['STATEMENT_TOO_SOON'] },
  'G-13': { events: [...BORN, 'AllocationCreated', 'LabelRequested', 'LabelIssued'], refusals: ['ADDRESS_LIMIT', 'ADDRESS_BRANCH_EXISTS', 'SENDER_ADDRESS_MISMATCH'] },
  'G-14': { events: [...BORN, 'ShipBySet', 'AllocationCreated', 'ShipByMissed', 'LabelRequested', 'LabelIssued', 'PrintPermitGranted', 'PrintPermitConsumed', 'LabelRenderStarted', 'WaybillReturned', 'ShipConfirmed'], refusals: [] },
  'G-15': {
    events: [
      ...BORN, 'AllocationCreated', 'ShortageOpened', 'FactoryTaskOpened', 'ShortageNotified', 'ShortageDecided', 'SubstituteProposed', 'SubstituteConsented', 'AllocationCancelled',
      'LineSubstituted', 'PriceDifferenceSettled', 'ShortageClosed', 'AllocationCreated', 'StockVerified',
    ],
    refusals: ['STOCK_INSUFFICIENT', 'PAYMENT_INCOMPLETE'],
  },
};

/** What a channel says again of an order depends on the second in which it was asked. */
const isTold = (type: string): boolean => type !== 'OrderUpdated' && type !== 'StaleUpdateIgnored';
const typesOf = (lines: readonly Line[]): readonly string[] => lines.flatMap((line) => (line.kind === 'event' ? [line.event.type] : [])).filter(isTold);
const refusalsOf = (lines: readonly Line[]): readonly string[] => lines.flatMap((line) => (line.kind === 'refusal' ? [line.codes.join(' ')] : []));

/** Requirements 5.3: what each story leaves in the order's stream, and what it refuses, to the letter, in whatever world. */
export function storiesSuite(name: string, optionsOf: () => WorldOptions): void {
  describe(name, () => {
    let options: WorldOptions;
    let world: OwnWorld;
    let store: EventStore;

    beforeAll(async () => {
      const given = optionsOf();
      options = { ...given, settings: { ...ASKED_ONLY, ...given.settings } };
      world = await startWorld(options);
      store = await storeOf(world.running);
      await bound(world);
    }, 180_000);

    afterAll(async () => {
      await store.close();
      await world.close();
    }, 60_000);

    test.each(stories.map((story) => [story.id, story.title.en, story] as const))('%s: %s', async (id, _, story) => {
      const screen = [headOf(story)];
      const stage = new Stage(world, (line) => screen.push(shown(line)));
      await story.play(stage);
      expect(screen.join('\n').split('\n').length).toBeLessThanOrEqual(SCREEN_LINES);
      expect(typesOf(stage.lines)).toEqual(endings[id]?.events);
      expect(refusalsOf(stage.lines)).toEqual(endings[id]?.refusals);
      expect((await verifyStore(store, { outside: () => acceptedEffects(world.running.databaseUrl) })).findings).toEqual([]);
      expect((await stage.history()).map(({ type }) => type).filter(isTold)).toEqual(endings[id]?.events);
    });

    test('every story has its ending here', () => {
      expect(stories.map(({ id }) => id)).toEqual(Object.keys(endings));
    });

    test('refund ‖ print, raced by the demonstration, shows both outcomes', async () => {
      const end = await raceRefundAndPrint(world);
      expect(end.printFirst.events.map(({ type }) => type)).toEqual(['LabelIssued', 'PrintPermitGranted', 'PrintPermitConsumed', 'HoldPlaced', ...CALLED_BACK]);
      expect(end.refundFirst.events.map(({ type }) => type)).toEqual(['LabelIssued', 'HoldPlaced', 'AllocationCancelled', 'LabelVoidRequested']);
      expect(raceShown(end)).toContain('PRINT_BLOCKED');
      expect((await verifyStore(store, { outside: () => acceptedEffects(world.running.databaseUrl) })).findings).toEqual([]);
    });

    test('a running system is found by its home, and nothing it answered is lost when it is killed', async () => {
      const found = connectWorld({ home: world.home, dataDir: `${world.home}/data`, url: null, databaseUrl: null });
      const before = done(await found.merchant.orders('?limit=100')).items;
      const now = systemPorts.clock.now();
      const range = { factoryId: tenants.factory2.tenantId, from: new Date(now.getTime() - 3_600_000).toISOString(), to: now.toISOString(), allowUnpriced: true };
      const { statementId } = done(await found.merchant.requestStatement(range)); // F-SE-04 N-07: asked for, and killed at once
      found.connection.close();
      await store.close();
      await world.kill();
      world = await startWorld({ ...options, home: world.home });
      store = await storeOf(world.running);
      // Processes go on by themselves with what was due (a number to be voided), so an order may be further now, never less.
      const after = new Map(done(await world.merchant.orders('?limit=100')).items.map(({ orderId, revision }) => [orderId, revision]));
      expect(before.length).toBeGreaterThanOrEqual(stories.length);
      const made = await until('the statement', async () => done(await world.merchant.statement(statementId)), ({ state }) => state === 'READY');
      expect(createHash('sha256').update((await world.merchant.statementFile(statementId, 'csv')).bytes).digest('hex')).toBe(made.issued?.csvSha256);
      expect(before.filter(({ orderId, revision }) => (after.get(orderId) ?? -1) < revision)).toEqual([]);
      expect((await verifyStore(store, { outside: () => acceptedEffects(world.running.databaseUrl) })).findings).toEqual([]);
    });
  });
}
