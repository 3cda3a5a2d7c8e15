import { expect } from '@jest/globals';
import type { Desk } from '../contract-desk.js';

/** Orders by turns, one event after another in each. @returns the last position */
export async function appendRounds(desk: Desk, orders: number, rounds: number): Promise<number> {
  let head = 0;
  for (let round = 0; round < rounds; round += 1) {
    await desk.fixture.store.appendMany(Array.from({ length: orders }, (_, n) => ({
      stream: `order-${n}`, expectedRevision: round - 1, records: [{ type: 'OrderAccepted', meta: '{"schemaVersion":1}', data: '{"amountFen":1200}' }],
    })));
    head = await desk.fixture.store.headPosition();
  }
  return head;
}

/** Asserts that each event of each stream was applied once, in its stream's order. */
export async function appliedOnceInOrder(desk: Desk, orders: number, rounds: number): Promise<void> {
  const seen = new Map<string, number>();
  for (const name of await desk.applied()) {
    const [order = '', revision] = name.split('@');
    expect(`${order}@${Number(revision)}`).toBe(`${order}@${(seen.get(order) ?? -1) + 1}`);
    seen.set(order, Number(revision));
  }
  expect(seen.size).toBe(orders);
  expect([...seen.values()].every((revision) => revision === rounds - 1)).toBe(true);
}
