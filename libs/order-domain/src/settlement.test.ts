import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocateLines } from './allocation.js';
import type { OrderEvent } from './events.js';
import { play, rollOf } from './histories.js';
import { asHoldId, type AllocationId } from './ids.js';
import { asFen } from './money.js';

import { after, allocateShirt, fold } from './sample-commands.js';
import { allocated, approved, factory, imported, later, lines, merchant, refund1, returned, shirt, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { settledLines } from './settlement.js';

const shipped: OrderEvent = { type: 'ShipConfirmed', allocationIds: [shirtAllocation], carrier: 'YTO', waybillNo: waybill1, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a1', returnAddress: { name: '', phone: '', address: '' }, at: later };
const line = (...events: readonly OrderEvent[]) => settledLines(fold(events))[0];

describe('F-SE-03 PDD-28: what is settled', () => {
  test('F-SE-03: an allocation from the return of its waybill on, with the time of the return, also once it is shipped', () => {
    expect(settledLines(fold(story('printed')))).toEqual([]);
    expect(line(...story('returned'))).toEqual({
      allocationId: shirtAllocation, merchantId: merchant, factoryId: factory, allocatedAt: imported.at, returnedAt: imported.at, title: '纯棉短袖T恤', spec: '白色 L', productSn: 'TS', outSkuSn: 'TS-W-L', sku: 'TS-W-L',
      quantity: 2, priceFen: null, carrier: 'YTO', waybillNo: waybill1, extraWaybillNos: [], shipped: false, afterSale: 'NONE', kind: 'NORMAL', parcel: { quantities: [2], place: 0 },
    });
    expect(line(...story('returned'), { type: 'ExtraWaybillsReturned', waybillNo: waybill1, extraWaybillNos: ['YT2'], at: later }, shipped)).toMatchObject({ shipped: true, returnedAt: imported.at, extraWaybillNos: ['YT2'] });
  });

  test('F-SE-03: a revoked return drops out', () => {
    expect(line(...story('returned'), { type: 'WaybillReturnRevoked', allocationIds: [shirtAllocation], waybillNo: waybill1, reason: '录错', at: later })).toBeUndefined();
  });

  test('TB-09: a gift is settled like everything else, and called one', () => {
    const gift = { ...imported, lines: lines.map((one) => ({ ...one, isGift: true })) };
    expect(line(gift, approved, allocated(shirt), returned)?.kind).toBe('GIFT');
  });

  test('F-SE-03: it says whether an after-sale is open or refunded', () => {
    const opened = { type: 'HoldPlaced', holdId: asHoldId('h'), holdType: 'AFTER_SALE', effect: 'CANCEL', lines: [], causeId: refund1, causeVersion: 1, placedBy: 'platform', reason: '', at: later } as const;
    const released: OrderEvent = { type: 'HoldReleased', holdId: opened.holdId, causeVersion: 1, reason: '', at: later };
    const refunded: OrderEvent = { type: 'LinesRefunded', afterSaleId: refund1, lines: [{ lineId: shirt, quantity: 1 }], at: later };
    expect([line(...story('returned'), opened)?.afterSale, line(...story('returned'), opened, released)?.afterSale, line(...story('returned'), opened, refunded, released)?.afterSale]).toEqual(['OPEN', 'NONE', 'REFUNDED']);
  });

  test('F-SE-02: the lines of a parcel know each other’s units, for its freight', () => {
    const both = settledLines(fold([imported, approved, allocated(shirt), allocated(socks), { type: 'WaybillReturned', allocationIds: [shirtAllocation, socksAllocation], factoryId: factory, carrier: 'YTO', waybillNo: waybill1, labelId: null, origin: 'TYPED', at: later }]));
    expect(both.map(({ parcel }) => parcel)).toEqual([{ quantities: [2, 3], place: 0 }, { quantities: [2, 3], place: 1 }]);
  });
});

describe('F-SE-01 PDD-06: the price at allocation is kept', () => {
  test('F-SE-01: it is copied onto the allocation, and what has none says so', () => {
    const history = after(story('approved'), allocateLines, { ...allocateShirt, prices: new Map([['TS-W-L', asFen(3100)], ['SK-B', asFen(0)]]) });
    expect(history.at(-1)).toMatchObject({ type: 'AllocationCreated', settlementPriceFen: 3100 });
    expect(after(story('approved'), allocateLines, allocateShirt).at(-1)).toMatchObject({ settlementPriceFen: null });
    expect(line(...history, returned)?.priceFen).toBe(3100);
  });
});

test('F-SE-03: after any history, exactly the allocations returned and not revoked are settled, with all their units', () => {
  const rolls = fc.array(fc.nat(2 ** 32 - 1).map(rollOf), { maxLength: 60 });
  fc.assert(fc.property(rolls, (history) => {
    const { order, recorded } = play(history);
    const units = new Map<AllocationId, number>();
    const sent = new Map<AllocationId, number>();
    for (const { event } of recorded) {
      if (event.type === 'AllocationCreated') units.set(event.allocationId, event.quantity);
      if (event.type === 'WaybillReturned' || event.type === 'ShipConfirmed') for (const id of event.allocationIds) sent.set(id, units.get(id) ?? 0);
      if (event.type === 'WaybillReturnRevoked') for (const id of event.allocationIds) sent.delete(id);
    }
    expect(new Map(settledLines(order).map(({ allocationId, quantity }) => [allocationId, quantity]))).toEqual(sent);
  }), { numRuns: 300 });
});
