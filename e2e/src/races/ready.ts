import { allDone } from '../client/answers.js';
import { tenants, type World } from '../client/world.js';
import { BATCH, order, taken } from '../stories/fresh.js';
import { numbersBought } from '../stories/moves.js';

/** Orders brought to where a race begins, a hundred a request. `readyAt` is the revision they are known to have reached. */
export type Ready = { readonly orderId: string; readonly allocationId: string; readonly waybillNo: string; readonly readyAt: number };

export async function hundreds<Item, Value>(items: readonly Item[], run: (items: readonly Item[]) => Promise<readonly Value[]>): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (let from = 0; from < items.length; from += BATCH) values.push(...(await run(items.slice(from, from + BATCH))));
  return values;
}

/** Imported and approved by rule: two events. */
export async function imported(world: World, count: number): Promise<readonly Ready[]> {
  const ids = await taken(world, Array.from({ length: count }, () => order()));
  return ids.map((orderId) => ({ orderId, allocationId: '', waybillNo: '', readyAt: 1 }));
}

export async function allocated(world: World, count: number): Promise<readonly Ready[]> {
  const orders = await imported(world, count);
  return hundreds(orders, async (some) => {
    const results = allDone(await world.merchant.allocate(some.map(({ orderId }) => ({ orderId, factoryId: tenants.factory.tenantId }))));
    return results.map(({ orderId, allocations, revision }) => ({ orderId, allocationId: allocations[0]?.allocationId ?? '', waybillNo: '', readyAt: revision }));
  });
}

export async function labelled(world: World, count: number): Promise<readonly Ready[]> {
  return hundreds(await allocated(world, count), async (some) => {
    const results = await numbersBought(world.factory, some.map(({ allocationId }) => allocationId));
    return some.map((one, n) => ({ ...one, waybillNo: results[n]?.waybillNo ?? '', readyAt: results[n]?.revision ?? 0 }));
  });
}

export async function printed(world: World, count: number): Promise<readonly Ready[]> {
  return hundreds(await labelled(world, count), async (some) => {
    allDone(await world.factory.print('race', some.map(({ allocationId }) => ({ allocationId }))));
    return some.map((one) => ({ ...one, readyAt: one.readyAt + PERMIT_EVENTS }));
  });
}

/** Granted and consumed. */
const PERMIT_EVENTS = 2;

