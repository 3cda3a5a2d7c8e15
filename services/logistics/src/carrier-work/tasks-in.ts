import type { StoredRecord } from '@daifa/event-store/port';
import { labelWork } from '@daifa/order-domain/labels';
import type { LabelId } from '@daifa/order-domain/ids';
import { decodeOrderRecord, type OrderRecord } from '@daifa/order-store/orders';
import type { World } from '@daifa/service-shell/world';
import type { Task } from './work-table.js';

const LABEL_EVENTS = new Set(['LabelRequested', 'LabelIssued', 'LabelFailed', 'LabelVoidRequested', 'LabelVoided', 'LabelVoidFailed']);

type Asked = Omit<Task, 'carrier'> & { readonly carrier: string | null };

/** What a page of the log asks to be done at carriers and does not itself say is done, and the labels it settles. */
export async function tasksIn(world: World, records: readonly StoredRecord[]): Promise<{ readonly tasks: readonly Task[]; readonly settled: readonly LabelId[] }> {
  const asked = new Map<LabelId, Asked>();
  const settled = new Set<LabelId>();
  for (const record of records) if (LABEL_EVENTS.has(record.type)) note(decodeOrderRecord(record), asked, settled);
  const tasks = await Promise.all([...asked.values()].map((one) => withCarrier(world, one)));
  return { tasks: tasks.flatMap((task) => task ?? []), settled: [...settled] };
}

function note({ event, meta, orderId }: OrderRecord, asked: Map<LabelId, Asked>, settled: Set<LabelId>): void {
  if (event.type === 'LabelRequested') {
    asked.set(event.labelId, { kind: 'purchase', labelId: event.labelId, orderId, carrier: event.carrier, cause: causeOf(meta) });
  } else if (event.type === 'LabelVoidRequested') {
    asked.set(event.labelId, { kind: 'void', labelId: event.labelId, orderId, carrier: null, cause: causeOf(meta) });
  } else if (event.type === 'LabelIssued' || event.type === 'LabelFailed' || event.type === 'LabelVoided' || event.type === 'LabelVoidFailed') {
    asked.delete(event.labelId);
    settled.add(event.labelId);
  }
}

/** A void's event does not name the carrier: the order knows, and also whether it is still to be done. */
async function withCarrier({ aggregates }: World, { carrier, ...asked }: Asked): Promise<Task | null> {
  if (carrier !== null) return { ...asked, carrier };
  const { state } = await aggregates.orders.load(asked.orderId);
  const label = labelWork(state).voids.find(({ labelId }) => labelId === asked.labelId);
  return label ? { ...asked, carrier: label.carrier } : null;
}

function causeOf({ eventId, correlationId, traceparent }: OrderRecord['meta']): Task['cause'] {
  return { eventId, correlationId, ...(traceparent !== undefined && { traceparent }) };
}
