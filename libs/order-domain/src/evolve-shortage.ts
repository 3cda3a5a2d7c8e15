import { unreachable } from '@daifa/decider/decision';
import { withAllocations, withLine } from './change.js';
import type { ShortageId } from './ids.js';
import type { Order } from './order.js';
import type { Shortage } from './order-parts.js';
import type { ShortageEvent } from './shortage-events.js';

/** The shortage's part of `evolve`. */
export function evolveShortage(order: Order, event: ShortageEvent): Order {
  switch (event.type) {
    case 'StockVerified':
      return withAllocations(order, [event.allocationId], (allocation) => ({ ...allocation, stock: 'VERIFIED' }));
    case 'ShortageOpened': {
      const { shortageId, allocationId, lineId, quantity, factoryId, sku, supply, notifyBy, at } = event;
      const opened: Shortage = {
        shortageId, allocationId, lineId, quantity, factoryId, sku, supply, notifyBy, openedAt: at, notifiedAt: null, missedAt: null, outcome: null,
        substitute: null, consentedAt: null, settledAt: null, closedAt: null, closedAs: null,
      };
      return { ...withAllocations(order, [allocationId], (allocation) => ({ ...allocation, stock: 'SHORT' })), shortages: [...order.shortages, opened] };
    }
    case 'ShortageNotified':
      return withShortage(order, event.shortageId, { notifiedAt: event.at });
    case 'ShortageNotifyMissed':
      return withShortage(order, event.shortageId, { missedAt: event.at });
    case 'ShortageDecided':
      return withShortage(order, event.shortageId, { outcome: event.outcome, substitute: null });
    case 'SubstituteProposed': {
      const { outSkuSn, productSn, title, spec, unitPriceFen, differenceFen } = event;
      return withShortage(order, event.shortageId, { substitute: { outSkuSn, productSn, title, spec, unitPriceFen, differenceFen } });
    }
    case 'SubstituteConsented':
      return withShortage(order, event.shortageId, { consentedAt: event.at });
    case 'LineSubstituted': {
      const { outSkuSn, productSn, title, spec, unitPriceFen } = event;
      return withLine(order, event.lineId, (line) => ({ ...line, outSkuSn, productSn, title, spec, unitPriceFen }));
    }
    case 'PriceDifferenceSettled':
      return withShortage(order, event.shortageId, { settledAt: event.at });
    case 'ShortageClosed':
      return withShortage(order, event.shortageId, { closedAt: event.at, closedAs: event.end });
    default:
      return unreachable(event);
  }
}

function withShortage(order: Order, shortageId: ShortageId, change: Partial<Shortage>): Order {
  return { ...order, shortages: order.shortages.map((one) => (one.shortageId === shortageId ? { ...one, ...change } : one)) };
}
