import { acceptAllocation } from './acceptance.js';
import type { Command } from './histories.js';
import { asAllocationId } from './ids.js';
import { factory, merchant, order1 } from './samples.js';
import { consentSubstitute, decideShortage, notifyShortage, openShortage, recordNotifyMissed, settleDifference, verifyStock } from './shortage.js';
import { SHORTAGE_OUTCOMES } from './words.js';

/** The shortage and acceptance rooms' commands for random lives of an order: see histories.ts. */

const nobody = asAllocationId(`${order1}.9.9`);
const goods = { outSkuSn: 'TS-G-L', productSn: '', title: '纯棉短袖T恤', spec: '灰色 L' };

export const shortageCommands = {
  openShortage: (dice, order, at) => {
    const command = { orderId: order1, allocationId: dice.of(order.allocations.map((one) => one.allocationId), nobody), supply: 'MAKE', notifyBy: at, ruleVersion: 0, at } as const;
    return (now) => openShortage(command, now);
  },
  acceptAllocation: (dice, order, at) => {
    const allocation = dice.of(order.allocations, undefined);
    const command = { factoryId: allocation?.factoryId ?? factory, allocationId: allocation?.allocationId ?? nobody, at };
    return (now) => acceptAllocation(command, now);
  },
  verifyStock: (dice, order, at) => {
    const allocationId = dice.of(order.allocations.map((one) => one.allocationId), nobody);
    return (now) => verifyStock({ allocationId, at }, now);
  },
  notifyShortage: (dice, order, at) => {
    const about = { merchantId: merchant, shortageId: dice.of(order.shortages.map((one) => String(one.shortageId)), 'none'), at };
    return (now) => notifyShortage({ ...about, note: '建议灰色' }, now);
  },
  decideShortage: (dice, order, at) => {
    const about = { merchantId: merchant, shortageId: dice.of(order.shortages.map((one) => String(one.shortageId)), 'none'), at };
    const outcome = dice.of(SHORTAGE_OUTCOMES, 'SUBSTITUTE');
    const substitute = outcome === 'SUBSTITUTE' ? { ...goods, unitPriceFen: dice.of([5_900, 6_500], 4_900) } : null;
    return (now) => decideShortage({ ...about, outcome, substitute, note: '' }, now);
  },
  consentSubstitute: (dice, order, at) => {
    const about = { merchantId: merchant, shortageId: dice.of(order.shortages.map((one) => String(one.shortageId)), 'none'), at };
    return (now) => consentSubstitute({ ...about, consentRef: '聊天记录 4711' }, now);
  },
  settleDifference: (dice, order, at) => {
    const shortage = dice.of(order.shortages, undefined);
    const about = { merchantId: merchant, shortageId: shortage?.shortageId ?? 'none', at };
    return (now) => settleDifference({ ...about, differenceFen: shortage?.substitute?.differenceFen ?? 0, reference: '转账 4711' }, now);
  },
  recordNotifyMissed: (_dice, _order, at) => (now) => recordNotifyMissed({ at }, now),
} satisfies Record<string, Command>;
