import { randomUUID } from 'node:crypto';
import type { CommandContext } from '@daifa/event-store/context';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asLabelId, asPermitId } from '@daifa/order-domain/ids';
import { allocated, approved, at, imported, labelIssued, labelRequested, permitConsumed, permitGranted, printJob1, returned, shirt } from '@daifa/order-domain/samples';
import { orderCodec } from '@daifa/order-store/codec';

/** One order as every contender gets it: the same facts and the same metadata, as objects, because that is what a caller has. */
export type SampleOrder = {
  readonly id: string;
  readonly context: CommandContext;
  readonly domainEvents: readonly OrderEvent[];
  readonly events: readonly SampleEvent[];
};
export type SampleEvent = { readonly id: string; readonly type: string; readonly data: Record<string, unknown>; readonly meta: Record<string, unknown> };

/** What happens to an order in its first second: taken in, approved by rule, allocated. */
const FIRST_THREE: readonly OrderEvent[] = [imported, approved, allocated(shirt)];

const again = (n: number): readonly OrderEvent[] => [
  { ...permitGranted, permitId: asPermitId(`p-${n}`), copy: n } as OrderEvent,
  { type: 'PrintPermitConsumed', permitId: asPermitId(`p-${n}`), labelId: asLabelId('l-1'), at },
];

/** A whole life of twelve events, a reprint or two among them. */
const TWELVE: readonly OrderEvent[] = [...FIRST_THREE, labelRequested, labelIssued, permitGranted, permitConsumed, ...again(2), ...again(3), returned];

export const EVENTS_APPENDED = FIRST_THREE.length;
export const EVENTS_READ = TWELVE.length;

export const newOrder = (): SampleOrder => sampleOrder(FIRST_THREE);
export const wholeOrder = (): SampleOrder => sampleOrder(TWELVE);

/** Asked once for each type: a caller knows its version, and making the text to learn it would be charged to every contender. */
const versions = new Map([...TWELVE].map((event) => [event.type, orderCodec.encode(event).schemaVersion]));

function sampleOrder(domainEvents: readonly OrderEvent[]): SampleOrder {
  const id = randomUUID();
  const commandId = randomUUID();
  const context: CommandContext = { commandId, correlationId: commandId, causationId: null, actor: { kind: 'merchant', id: printJob1 }, occurredAt: at };
  const events = domainEvents.map((event) => {
    const { type, ...data } = event;
    const eventId = randomUUID();
    return { id: eventId, type, data, meta: { eventId, schemaVersion: versions.get(type) ?? 1, recordedAt: at, ...context, prevHash: PREV_HASH } };
  });
  return { id, context, domainEvents, events };
}

const PREV_HASH = '0f343b0931126a20f133d67c2b018a3b5e2f3f2a8c2f0d8f7e1f8a0b4c5d6e7f';
