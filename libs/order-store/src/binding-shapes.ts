import type { BindingEvent } from '@daifa/order-domain/binding';
import { sender } from './order-shapes.js';
import type { ShapesOf } from './shape.js';

/** What each event of a binding stream holds today. Documented in proto/binding/v1. */
export const bindingShapes = {
  BindingRequested: { bindingId: 'text', merchantId: 'text', factoryId: 'text', merchantAlias: 'text', sender, serviceType: 'text', fenced: 'flag', at: 'time' },
  BindingAccepted: { bindingId: 'text', at: 'time' },
  BindingRejected: { bindingId: 'text', reason: 'text', at: 'time' },
  BindingWithdrawn: { bindingId: 'text', at: 'time' },
  BindingUnbound: { bindingId: 'text', by: 'text', at: 'time' },
} as const satisfies ShapesOf<BindingEvent>;
