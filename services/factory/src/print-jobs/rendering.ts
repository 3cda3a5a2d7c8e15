import type { CommandContext } from '@daifa/event-store/context';
import { asPermitId, orderIdWithin, type FactoryId, type OrderId, type PermitId, type PrintJobId } from '@daifa/order-domain/ids';
import type { SealedReceiver } from '@daifa/order-domain/events';
import type { Order } from '@daifa/order-domain/order';
import { settle } from '@daifa/service-shell/answer';
import { Problem, type Guard } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { DESIGNS } from '../label/design.js';
import { LabelUnprintable, type LabelContent, type LabelSize } from '../label/label.js';
import { printable } from '../label/printable.js';
import { labelContent } from './label-content.js';
import { renderPermit } from './print-decisions.js';

export type Rendering = {
  readonly world: World;
  readonly factoryId: FactoryId;
  readonly printJobId: PrintJobId;
  readonly format: 'pdf' | 'zpl' | 'component';
  readonly size: LabelSize;
  /** Of one permit. Never the same twice: what was allowed once says nothing about now. */
  readonly context: (permitId: PermitId) => CommandContext;
};

export type Refused = { readonly kind: 'refused'; readonly permitId: string; readonly guards: readonly [Guard, ...Guard[]] };
export type Drawable = { readonly kind: 'drawable'; readonly permitId: string; readonly content: LabelContent };
type Allowed = { readonly kind: 'allowed'; readonly permitId: PermitId; readonly order: Order; readonly receiver: { readonly sealed: SealedReceiver; readonly tenantId: string; readonly orderId: OrderId }; readonly at: string };

/**
 * What may be drawn now, in the order asked. For each permit first the append that is both fence and record, then the
 * receiver is read; nothing is read for what is refused.
 */
export async function drawables(permitIds: readonly string[], rendering: Rendering): Promise<readonly (Drawable | Refused)[]> {
  const judged = await Promise.all(permitIds.map((permitId) => judge(asPermitId(permitId), rendering)));
  const allowed = judged.filter((one) => one.kind === 'allowed');
  const read = await readReceivers(allowed, rendering);
  return judged.map((one) => (one.kind === 'refused' ? one : (read.get(one.permitId) ?? refused(one.permitId, { code: 'INTERNAL' }))));
}

async function judge(permitId: PermitId, { world, factoryId, printJobId, format, size, context }: Rendering): Promise<Allowed | Refused> {
  const orderId = orderIdWithin(permitId);
  if (orderId === null) return refused(permitId, { code: 'PERMIT_NOT_FOUND', facts: { permitId } });
  const at = world.ports.clock.now().toISOString();
  const outcome = await world.aggregates.orders.transact(orderId, context(permitId), (order) => renderPermit({ permitId, factoryId, printJobId, format: `${format}/${size}`, at }, order));
  try {
    const order = settle(outcome).state;
    if (!order.receiver || !order.merchantId) return refused(permitId, { code: 'RECEIVER_MISSING', facts: { permitId } });
    return { kind: 'allowed', permitId, order, receiver: { sealed: order.receiver, tenantId: order.merchantId, orderId }, at };
  } catch (error) {
    if (error instanceof Problem) return { kind: 'refused', permitId, guards: error.guards };
    throw error;
  }
}

async function readReceivers(allowed: readonly Allowed[], { world, size }: Rendering): Promise<ReadonlyMap<string, Drawable | Refused>> {
  const opened = await world.seals.openMany(allowed.map(({ receiver }) => receiver));
  return new Map(allowed.map(({ permitId, order, at }, n) => {
    const reading = opened[n];
    return [permitId, reading?.kind === 'open' ? drawn(permitId, size, labelContent(order, permitId, reading.receiver, at)) : refused(permitId, { code: 'SUBJECT_ERASED', facts: { permitId } })];
  }));
}

/** A label that would not come out whole is refused alone, before the others are drawn. */
function drawn(permitId: string, size: LabelSize, content: LabelContent): Drawable | Refused {
  try {
    printable(content, DESIGNS[size]);
    return { kind: 'drawable', permitId, content };
  } catch (error) {
    if (!(error instanceof LabelUnprintable)) throw error;
    return refused(permitId, { code: 'LABEL_UNPRINTABLE', facts: { permitId, problems: error.problems } });
  }
}

function refused(permitId: string, guard: Guard): Refused {
  return { kind: 'refused', permitId, guards: [guard] };
}
