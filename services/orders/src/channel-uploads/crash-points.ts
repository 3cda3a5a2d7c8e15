import type { Aggregates } from '@daifa/order-store/orders';
import type { OrderId } from '@daifa/order-domain/ids';
import { shipOrder } from '@daifa/order-domain/shipping';
import type { World } from '@daifa/service-shell/world';
import { DataSource } from 'typeorm';
import { pddConnector } from '../connectors/pdd-connector.js';
import type { Connector } from '../connectors/connector.js';
import { openChannels } from '../simulators/open-channels.js';
import { ShopReader } from '../sync/shop-reader.js';
import type { TestShipments } from '../test-shipments.js';
import { TEST_CONFIG } from '../test-shops.js';
import { UploadDesk } from './upload-desk.js';
import type { Task } from './work-table.js';

/** What a process is at when it dies: a number of steps into its life, before or after that step took effect. */
export type Death = { readonly step: number; readonly when: 'before' | 'after' };

export type StepName = 'load' | 'ask' | 'tell' | 'record';

class Killed extends Error {
  override readonly name = 'Killed';
}

const ATTEMPTS_MAX = 1_000;
const SOON = { firstMs: 1, longestMs: 2, attemptsMax: ATTEMPTS_MAX } as const;
/** The longest life of one process: two questions, a word and a record, each with a look at the order around it. */
export const STEPS_MAX = 8;

/** Processes that tell a channel the numbers of real orders on a real database, and die where they are told to. */
export class CrashPoints {
  readonly #channels;
  readonly #database;
  /** Deaths that really happened, by what they interrupted. */
  readonly killed = new Map<string, number>();

  private constructor(private readonly parcels: TestShipments, database: DataSource) {
    const { world } = parcels.shops.host;
    this.#channels = openChannels(world.databaseUrl, world.ports);
    this.#database = database;
  }

  static async open(parcels: TestShipments): Promise<CrashPoints> {
    return new CrashPoints(parcels, await new DataSource({ type: 'postgres', url: parcels.shops.host.world.databaseUrl }).initialize());
  }

  async close(): Promise<void> {
    await this.#database.destroy();
    await this.#channels.close();
  }

  get kills(): number {
    return [...this.killed.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Orders that are shipped, and whose channel nobody has told yet. */
  async shipped(count: number): Promise<readonly { readonly no: string; readonly orderId: OrderId }[]> {
    const { parcels } = this;
    const orders: { readonly no: string; readonly orderId: OrderId }[] = [];
    for (const no of await parcels.taken(count)) {
      const orderId = parcels.shop.orderId(no);
      await parcels.sent(orderId);
      const at = parcels.shops.host.world.ports.clock.now().toISOString();
      await parcels.tell(orderId, (order) => (order.merchantId === null ? { kind: 'accepted', events: [] } : shipOrder({
        merchantId: order.merchantId, allocationIds: [], shipMethod: 'SELF_ARRANGED', returnAddress: { id: 'a', snapshot: { name: '', phone: '', address: '' } }, channel: { kind: 'checked', at, blocks: false }, at,
      }, order)));
      orders.push({ no, orderId });
    }
    return orders;
  }

  /** One process for each death, one after the other, and at last one that lives until nothing is left to do. */
  async settleThrough(orderId: OrderId, deaths: readonly Death[]): Promise<void> {
    const { world } = this.parcels.shops.host;
    const task: Task = { orderId, cause: { eventId: world.ports.ids.uuid(), correlationId: 'crash' } };
    for (const death of deaths) await this.#live(task, death);
    for (let lives = 0; lives < ATTEMPTS_MAX; lives++) {
      if ((await this.#desk(world, null).settle(task)) === null) return;
      await world.ports.timers.sleep(SOON.longestMs);
    }
    throw new Error('the channel was never told');
  }

  async #live(task: Task, death: Death): Promise<void> {
    try {
      await this.#desk(this.parcels.shops.host.world, death).settle(task);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  #desk(world: World, death: Death | null): UploadDesk {
    let steps = 0;
    const run = async <Answer>(name: StepName, act: () => Promise<Answer>): Promise<Answer> => {
      const last = death !== null && ++steps === death.step;
      if (last && death.when === 'before') throw this.#killedAt(name, 'before');
      const answer = await act();
      if (last) throw this.#killedAt(name, 'after');
      return answer;
    };
    const connector = mortal(pddConnector(this.#channels.api), run);
    const reader = new ShopReader({ world, database: this.#database, config: TEST_CONFIG, connectors: new Map([['PDD', connector]]) });
    return new UploadDesk({ world: { ...world, aggregates: mortalStore(world.aggregates, run) }, database: this.#database, reader, backOff: SOON });
  }

  #killedAt(name: StepName, when: Death['when']): Killed {
    const point = `${when} ${name}`;
    this.killed.set(point, (this.killed.get(point) ?? 0) + 1);
    return new Killed(point);
  }
}

type Run = <Answer>(name: StepName, act: () => Promise<Answer>) => Promise<Answer>;

function mortal(inner: Connector, run: Run): Connector {
  return { ...inner, numbers: (access, no) => run('ask', () => inner.numbers(access, no)), ship: (access, shipment) => run('tell', () => inner.ship(access, shipment)) };
}

/** The order's stream, behind the same steps. */
function mortalStore(aggregates: Aggregates, run: Run): Aggregates {
  const { orders } = aggregates;
  const dying = Object.create(orders, {
    load: { value: (id: string) => run('load', () => orders.load(id)) },
    transact: { value: (...asked: Parameters<typeof orders.transact>) => run('record', () => orders.transact(...asked)) },
  });
  return { ...aggregates, orders: dying };
}
