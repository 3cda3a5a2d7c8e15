import { allDone, done, oneDone, oneVerdict, verdict, type Verdict } from '../client/answers.js';
import type { Factory } from '../client/factory.js';
import type { AfterSaleAnswer, LabelAnswer, NewOrder, PermitGiven } from '../client/shapes.js';
import { until } from '../client/until.js';
import { tenants } from '../client/world.js';
import { order, taken } from './fresh.js';
import { StoryBroken, textOf, type Stage, type Text } from './stage.js';

/** The moves that stories are made of: who does what, told and done. */

/** Its numbers can be voided without a limit to their share, so that a story ends the same on a system with a past. */
export const CARRIER = 'SF';

const text = (zh: string, en: string): Text => ({ zh, en });

export async function comesIn(stage: Stage, changes: Partial<NewOrder> = {}): Promise<string> {
  return stage.act('buyer', text('付款下单，渠道推送订单', 'pays; the channel sends the order'), async () => {
    const [orderId] = await taken(stage.world, [order(changes)]);
    if (orderId === undefined) throw new StoryBroken('the order was not taken in');
    stage.about(orderId);
    return orderId;
  });
}

export async function allocates(stage: Stage): Promise<string> {
  return stage.act('merchant', text('分配给厂家', 'allocates it to the factory'), async () => {
    const { allocations } = oneDone(await stage.world.merchant.allocate([{ orderId: stage.orderId, factoryId: tenants.factory.tenantId }]));
    const [allocation] = allocations;
    if (!allocation) throw new StoryBroken('nothing was allocated');
    return allocation.allocationId;
  });
}

/** @returns the number on the label */
export async function labels(stage: Stage, allocationId: string): Promise<string> {
  await stage.act('factory', text('取电子面单号', 'asks for a waybill number'), async () => oneDone(await stage.world.factory.requestLabels([{ allocationIds: [allocationId], carrier: CARRIER }])));
  return textOf(await stage.follows(text('快递给出单号', 'the carrier gives the number'), 'LabelIssued'), 'waybillNo');
}

export const printJobOf = (stage: Stage): string => `job-${stage.orderId.slice(0, 8)}-${stage.lines.length}`;

export async function tryPrint(stage: Stage, allocationId: string): Promise<Verdict<PermitGiven>> {
  return oneVerdict(await stage.world.factory.print(printJobOf(stage), [{ allocationId }]));
}

/** Prints, and fetches the paper: the right to print and the paper are asked for apart. */
export async function prints(stage: Stage, allocationId: string): Promise<{ readonly printJobId: string; readonly permitId: string; readonly paper: Buffer }> {
  const printJobId = printJobOf(stage);
  return stage.act('factory', text('打印面单', 'prints the label'), async () => {
    const { permitId } = oneDone(await stage.world.factory.print(printJobId, [{ allocationId }]));
    const paper = await stage.world.factory.paper(printJobId, permitId, 'pdf');
    done(paper);
    return { printJobId, permitId, paper: paper.bytes };
  });
}

export async function returnsNumber(stage: Stage, allocationId: string, waybillNo: string): Promise<void> {
  await stage.act('factory', text('回传运单号', 'returns the waybill number'), async () => oneDone(await stage.world.factory.returnWaybills([{ allocationIds: [allocationId], carrier: CARRIER, waybillNo }])));
}

export async function tryReturn(stage: Stage, allocationId: string, waybillNo: string): Promise<Verdict<unknown>> {
  return oneVerdict(await stage.world.factory.returnWaybills([{ allocationIds: [allocationId], carrier: CARRIER, waybillNo }]));
}

export async function tryAllocate(stage: Stage): Promise<Verdict<unknown>> {
  return oneVerdict(await stage.world.merchant.allocate([{ orderId: stage.orderId, factoryId: tenants.factory.tenantId }]));
}

export async function tryShip(stage: Stage, returnAddressId: string): Promise<Verdict<unknown>> {
  return oneVerdict(await stage.world.merchant.ship([{ orderId: stage.orderId }], returnAddressId));
}

/** A buyer's refund reaches us through the platform. */
export async function refunds(stage: Stage): Promise<AfterSaleAnswer> {
  return stage.act('buyer', text('申请退款', 'asks for a refund'), async () => done(await stage.world.platform.openAfterSale({ orderId: stage.orderId, type: 'REFUND_ONLY', reason: '不想要了' })));
}

export async function tryPaper(stage: Stage, printJobId: string, permitId: string): Promise<Verdict<unknown>> {
  return verdict(await stage.world.factory.paper(printJobId, permitId, 'pdf'));
}

/** The factory's row for an allocation, as fresh as the order's history. */
export async function rowOf(stage: Stage, allocationId: string) {
  await stage.history();
  const { items } = done(await stage.world.factory.workList(`?limit=100&changedAfter=${encodeURIComponent(new Date(Date.now() - ROWS_MS).toISOString())}`));
  const row = items.find((item) => item.allocationId === allocationId);
  if (!row) throw new StoryBroken(`the factory's list has no ${allocationId}`);
  return row;
}

/** A story is over in seconds; its rows are among those that changed lately. */
const ROWS_MS = 60_000;

/** A label of its own for each allocation, asked for until the carrier has given its number: a busy one gives it after the answer. */
export async function numbersBought(factory: Factory, allocationIds: readonly string[]): Promise<readonly LabelAnswer[]> {
  const items = allocationIds.map((id) => ({ allocationIds: [id], carrier: CARRIER }));
  return until('every label has its number', async () => allDone(await factory.requestLabels(items)), (labels) => labels.every(({ waybillNo }) => waybillNo !== null));
}
