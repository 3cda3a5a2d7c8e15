import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../client/shapes.js';
import { Ledger } from './ledger.js';
import { steps } from './steps.js';

const history = (...types: readonly string[]): readonly HistoryEvent[] => types.map((type, revision) => ({ revision, position: revision + 1, type, at: '', actor: { kind: 'merchant', id: 'm' }, eventId: '', correlationId: '', causationId: null, data: {} }));

function ledgerOf(...entries: readonly (readonly [name: string, revision: number | null])[]): Ledger {
  const ledger = new Ledger();
  for (const [name, revision] of entries) {
    const step = steps.find((one) => one.name === name);
    if (step) ledger.add({ orderId: 'o-1', step, revision });
  }
  return ledger;
}

test('a history that holds what was acknowledged, once, is in order', () => {
  expect(ledgerOf(['take in', 1], ['allocate', 2]).judge('o-1', history('OrderImported', 'ReviewDecided', 'AllocationCreated'))).toEqual({ lost: [], twice: [] });
});

test('an acknowledged effect that is not there is lost', () => {
  expect(ledgerOf(['take in', 1], ['allocate', null]).judge('o-1', history('OrderImported', 'ReviewDecided')).lost).toEqual(['o-1: "allocate" was acknowledged and is not there']);
});

test('an acknowledged revision that is not there is lost', () => {
  expect(ledgerOf(['take in', 1]).judge('o-1', history('OrderImported')).lost).toEqual(['o-1: revision 1 was acknowledged and is not there']);
});

test('an effect that is there twice is told, acknowledged or not', () => {
  expect(ledgerOf().judge('o-1', history('OrderImported', 'PrintPermitConsumed', 'PrintPermitConsumed')).twice).toEqual(['o-1: "print" took effect 2 times']);
});
