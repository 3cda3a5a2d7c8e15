import { done, oneDone } from '../client/answers.js';
import type { WorkingCalendar } from '../client/shapes.js';
import { order, returnAddress, taken } from './fresh.js';
import { allocates, comesIn, labels, prints, returnsNumber } from './moves.js';
import type { Stage } from './stage.js';
import type { Story } from './story.js';

/** By when an order must leave, and who caused it when it did not. */

/** Far enough ahead that none of these is missed while the story is told: 15 November 2030 is a Friday. */
const FRIDAY = '2030-11-15';
/** Paid by the clock on a wall in Shanghai → must have left by. */
const TRUTH = [
  [`${FRIDAY} 16:59:59`, `${FRIDAY} 18:00:00`], [`${FRIDAY} 17:00:00`, '2030-11-16 17:00:00'],
  ['2030-11-16 16:59:59', '2030-11-16 18:00:00'], ['2030-11-16 17:00:00', '2030-11-18 17:00:00'],
  ['2030-12-31 16:59:59', '2030-12-31 18:00:00'], ['2030-12-31 17:00:00', '2031-01-02 17:00:00'],
] as const;
const NEW_YEAR = { day: '2031-01-01', working: false, name: '元旦' };
/** Enough for the merchant's own turn; the watch looks every five seconds. */
const SHIP_WITHIN_MS = 8_000;

const utc = (wall: string): string => new Date(`${wall.replace(' ', 'T')}+08:00`).toISOString();

export const lateReturn: Story = {
  id: 'G-14',
  title: { zh: '截单时间；厂家回传晚了，谁的责任', en: 'cut-offs; and a factory that returns too late: whose fault?' },
  rules: ['ML-06', 'ML-07', 'ML-08', 'PDD-32', 'PDD-33'],
  play: async (stage) => {
    const { merchant } = stage.world;
    await withNewYear(stage, () => cutOffs(stage));
    await comesIn(stage, { paidAt: new Date().toISOString(), promisedShipAt: new Date(Date.now() + SHIP_WITHIN_MS).toISOString() });
    const allocationId = await allocates(stage);
    await stage.follows({ zh: '发货时限已过，记录一次', en: 'records, once, that the deadline went by' }, 'ShipByMissed');
    const waybillNo = await labels(stage, allocationId);
    await prints(stage, allocationId);
    await returnsNumber(stage, allocationId, waybillNo);
    const address = await returnAddress(stage.world);
    await stage.act('merchant', { zh: '发货', en: 'ships' }, async () => oneDone(await merchant.ship([{ orderId: stage.orderId }], address)));
    const { faults: [fault], segments } = done(await merchant.liability(stage.orderId));
    stage.fact({ zh: '对平台：商家担责', en: 'towards the platform the merchant is liable' }, fault?.kind === 'LATE_SHIPMENT' && fault.liableToPlatform === 'MERCHANT');
    stage.fact({ zh: '实际原因：厂家', en: `caused by the ${fault?.causedBy.toLowerCase() ?? 'nobody'}: ${segments.map(({ owner, turn }) => `${owner} ${turn}`).join(', ')}` }, fault?.causedBy === 'FACTORY');
    const missed = done(await merchant.clocks(`?orderId=${stage.orderId}&state=MISSED`)).items;
    stage.fact({ zh: '时效列表：超时', en: 'the list of clocks shows it as missed' }, missed.some(({ stage: clock }) => clock === 'SHIP_BY'));
  },
};

/** Public holidays are loaded by people; afterwards the calendar is as it was. */
async function withNewYear({ world: { merchant } }: Stage, tell: () => Promise<void>): Promise<void> {
  const { calendar }: { readonly calendar: WorkingCalendar } = done(await merchant.calendar());
  done(await merchant.publishCalendar({ ...calendar, exceptions: [...calendar.exceptions.filter(({ day }) => day !== NEW_YEAR.day), NEW_YEAR] }));
  try {
    await tell();
  } finally {
    done(await merchant.publishCalendar(calendar));
  }
}

async function cutOffs(stage: Stage): Promise<void> {
  const ids = await taken(stage.world, TRUTH.map(([paid]) => order({ paidAt: utc(paid) })));
  const shipBy = await Promise.all(ids.map(async (orderId) => done(await stage.world.merchant.order(orderId)).summary.shipBy));
  for (const [n, [paid, due]] of TRUTH.entries()) stage.fact({ zh: `付款 ${paid}`, en: `must leave by ${due}` }, shipBy[n] === utc(due));
}
