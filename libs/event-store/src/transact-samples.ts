import { accept, refuse, unreachable, type Decision, type Evolution } from '@daifa/decider/decision';
import type { Codec, CommandContext } from './context.js';
import { UnknownEventType } from './context.js';
import type { EventStore } from './port.js';

/** A small order for the tests of transact: labels may be printed while nothing is held. */
export type SampleOrder = { readonly printed: number; readonly held: boolean };
export type SampleEvent = { readonly type: 'LabelPrinted'; readonly copies: number } | { readonly type: 'HoldPlaced' };
export type SampleRefusal = { readonly reason: 'hold-open' };

export const evolution: Evolution<SampleOrder, SampleEvent> = {
  initial: { printed: 0, held: false },
  evolve: (order, event) => {
    switch (event.type) {
      case 'LabelPrinted':
        return { ...order, printed: order.printed + event.copies };
      case 'HoldPlaced':
        return { ...order, held: true };
      default:
        return unreachable(event);
    }
  },
};

export const codec: Codec<SampleEvent> = {
  encode: ({ type, ...data }) => ({ type, schemaVersion: 1, data: JSON.stringify(data) }),
  decode: (type, schemaVersion, data) => {
    const stored: { readonly copies?: unknown } = JSON.parse(data);
    if (type === 'LabelPrinted' && typeof stored.copies === 'number') return { type, copies: stored.copies };
    if (type === 'HoldPlaced') return { type };
    throw new UnknownEventType(type, schemaVersion);
  },
};

export function printLabel(order: SampleOrder): Decision<SampleEvent, SampleRefusal> {
  return order.held ? refuse({ reason: 'hold-open' }) : accept([{ type: 'LabelPrinted', copies: 1 }]);
}

export function placeHold(order: SampleOrder): Decision<SampleEvent, SampleRefusal> {
  return accept(order.held ? [] : [{ type: 'HoldPlaced' }]);
}

/** A command by its number. */
export function command(n: number): CommandContext {
  return {
    commandId: `00000000-0000-4000-a000-${String(n).padStart(12, '0')}`,
    correlationId: `corr-${n}`,
    causationId: null,
    actor: { kind: 'factory', id: 'factory-1' },
    occurredAt: '2026-11-11T00:00:00.000Z',
  };
}

/** A store to which a test does things at chosen moments. */
export function interruptible(store: EventStore): EventStore & { beforeAppend: () => Promise<void>; afterAppend: () => Promise<void>; beforeRead: () => Promise<void>; reads: number; appends: number } {
  const nothing = async (): Promise<void> => undefined;
  const wrapped = {
    ...store,
    beforeAppend: nothing,
    afterAppend: nothing,
    beforeRead: nothing,
    reads: 0,
    appends: 0,
    read: async (stream: string, fromRevision?: number) => {
      wrapped.reads += 1;
      await wrapped.beforeRead();
      return store.read(stream, fromRevision);
    },
    append: async (append: Parameters<EventStore['append']>[0]) => {
      wrapped.appends += 1;
      await wrapped.beforeAppend();
      const result = await store.append(append);
      await wrapped.afterAppend();
      return result;
    },
  };
  return wrapped;
}
