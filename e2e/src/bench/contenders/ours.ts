import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { NO_STREAM, type EventStore } from '@daifa/event-store/port';
import { accept } from '@daifa/decider/decision';
import { openAggregates } from '@daifa/order-store/orders';
import { systemPorts as ports } from '@daifa/ports/system';
import { PAGE_EVENTS, type Contender, type OpenContender } from '../contender.js';

const install = (url: string): Promise<void> => migrateEventStore(url);

/** Our store through its port, as everything above it sees it. */
export const daifa: Contender = {
  name: 'daifa',
  kind: 'ours',
  install,
  open: async (url) => {
    const store = await openPostgresStore({ url, ports });
    return {
      ...readingFrom(store),
      append: async ({ id, events }) => {
        const records = events.map(({ type, data, meta }) => ({ type, meta: JSON.stringify(meta), data: JSON.stringify(data) }));
        const result = await store.append({ stream: `order-${id}`, expectedRevision: NO_STREAM, records });
        if (result.kind === 'conflict') throw new Error(`order ${id} is not new`);
      },
    };
  },
};

/** The same with all that a command costs: look up, decide, check every field, hash, fold. */
export const daifaTransact: Contender = {
  name: 'daifa, transact',
  kind: 'ours',
  install,
  open: async (url) => {
    const store = await openPostgresStore({ url, ports });
    const { orders } = openAggregates({ store, ports });
    return {
      ...readingFrom(store),
      append: async ({ id, context, domainEvents }) => {
        const outcome = await orders.transact(id, context, () => accept(domainEvents));
        if (outcome.kind !== 'accepted') throw new Error(`order ${id} is not new`);
      },
    };
  },
};

function readingFrom(store: EventStore): Omit<OpenContender, 'append'> {
  return {
    readOrder: async (id) => {
      const records = await store.read(`order-${id}`);
      for (const { meta, data } of records) parsed(meta, data);
      return records.length;
    },
    readAll: async (parse) => {
      const streams = new Set<string>();
      let events = 0;
      for (let after = 0; ; ) {
        const page = await store.readAll(after, PAGE_EVENTS);
        for (const { stream, revision, position, meta, data } of page) {
          if (position !== after + 1) throw new Error(`position ${position} follows ${after}`);
          after = position;
          if (parse) parsed(meta, data);
          streams.add(`${stream}/${revision}`);
        }
        events += page.length;
        if (page.length < PAGE_EVENTS) return { events, distinct: streams.size };
      }
    },
    close: () => store.close(),
  };
}

function parsed(meta: string, data: string): void {
  JSON.parse(meta);
  JSON.parse(data);
}
