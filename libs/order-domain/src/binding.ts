import { accept, refuse, unreachable, type Decision } from '@daifa/decider/decision';
import type { ActiveBinding } from './allocation.js';
import type { Sender } from './events.js';
import { asBindingId, bindingPairOf, type BindingId, type FactoryId, type MerchantId } from './ids.js';
import type { ServiceType } from './words.js';

/**
 * A merchant and a factory agree to work together. One stream per pair: a binding after an unbinding is a new one, with a
 * new id, in the same stream. Only the factory's acceptance makes it active (DY-10).
 */
export type BindingEvent =
  | { readonly type: 'BindingRequested'; readonly bindingId: BindingId; readonly merchantId: MerchantId; readonly factoryId: FactoryId; readonly merchantAlias: string; readonly sender: Sender; readonly serviceType: ServiceType; readonly fenced: boolean; readonly at: string }
  | { readonly type: 'BindingAccepted'; readonly bindingId: BindingId; readonly at: string }
  | { readonly type: 'BindingRejected'; readonly bindingId: BindingId; readonly reason: string; readonly at: string }
  | { readonly type: 'BindingWithdrawn'; readonly bindingId: BindingId; readonly at: string }
  | { readonly type: 'BindingUnbound'; readonly bindingId: BindingId; readonly by: 'merchant' | 'factory'; readonly at: string };

export type Binding = {
  readonly count: number;
  readonly current: (ActiveBinding & { readonly merchantId: MerchantId; readonly factoryId: FactoryId; readonly state: BindingState }) | null;
};

export type BindingState = 'PENDING' | 'ACTIVE' | 'REJECTED' | 'WITHDRAWN' | 'UNBOUND';

export type BindingRefusal =
  | { readonly code: 'BINDING_SELF' }
  | { readonly code: 'BINDING_EXISTS'; readonly bindingId: BindingId; readonly state: BindingState }
  | { readonly code: 'BINDING_NOT_FOUND' }
  | { readonly code: 'BINDING_WITHDRAWN' | 'BINDING_REJECTED' | 'BINDING_NOT_ACTIVE'; readonly bindingId: BindingId };

export const bindingEvolution = { initial: { count: 0, current: null } satisfies Binding as Binding, evolve: evolveBinding } as const;

function evolveBinding(binding: Binding, event: BindingEvent): Binding {
  switch (event.type) {
    case 'BindingRequested': {
      const { bindingId, merchantId, factoryId, merchantAlias, sender, serviceType, fenced } = event;
      return { count: binding.count + 1, current: { bindingId, merchantId, factoryId, merchantAlias, sender, serviceType, fenced, state: 'PENDING' } };
    }
    case 'BindingAccepted': return withState(binding, 'ACTIVE');
    case 'BindingRejected': return withState(binding, 'REJECTED');
    case 'BindingWithdrawn': return withState(binding, 'WITHDRAWN');
    case 'BindingUnbound': return withState(binding, 'UNBOUND');
    default: return unreachable(event);
  }
}

const withState = (binding: Binding, state: BindingState): Binding => ({ ...binding, current: binding.current && { ...binding.current, state } });

/** What allocation may rely on; null unless the binding is active now. */
export function activeBinding({ current }: Binding): ActiveBinding | null {
  if (current?.state !== 'ACTIVE') return null;
  const { bindingId, serviceType, merchantAlias, sender, fenced } = current;
  return { bindingId, serviceType, merchantAlias, sender, fenced };
}

export type RequestBinding = { readonly merchantId: MerchantId; readonly factoryId: FactoryId; readonly merchantAlias: string; readonly sender: Sender; readonly serviceType: ServiceType; readonly fenced: boolean; readonly at: string };

export function requestBinding(command: RequestBinding, { count, current }: Binding): Decision<BindingEvent, BindingRefusal> {
  const { merchantId, factoryId } = command;
  if (String(merchantId) === String(factoryId)) return refuse({ code: 'BINDING_SELF' });
  if (current?.state === 'PENDING' || current?.state === 'ACTIVE') return refuse({ code: 'BINDING_EXISTS', bindingId: current.bindingId, state: current.state });
  return accept([{ type: 'BindingRequested', bindingId: asBindingId(`${bindingPairOf(merchantId, factoryId)}.${count + 1}`), ...command }]);
}

export type AnswerBinding = {
  readonly bindingId: BindingId;
  readonly caller: string;
  readonly answer: { readonly kind: 'accept' } | { readonly kind: 'reject'; readonly reason: string } | { readonly kind: 'withdraw' } | { readonly kind: 'unbind' };
  readonly at: string;
};

/** The factory accepts or rejects, the merchant withdraws, either unbinds. Asked twice, it is so already. */
export function answerBinding({ bindingId, caller, answer, at }: AnswerBinding, { current }: Binding): Decision<BindingEvent, BindingRefusal> {
  const isFactory = caller === current?.factoryId;
  const isMerchant = caller === current?.merchantId;
  if (current?.bindingId !== bindingId || !(isFactory || isMerchant)) return refuse({ code: 'BINDING_NOT_FOUND' });
  if (answer.kind === 'unbind') {
    if (current.state === 'UNBOUND') return accept([]);
    return current.state === 'ACTIVE' ? accept([{ type: 'BindingUnbound', bindingId, by: isFactory ? 'factory' : 'merchant', at }]) : refuse({ code: 'BINDING_NOT_ACTIVE', bindingId });
  }
  if (answer.kind === 'withdraw' ? !isMerchant : !isFactory) return refuse({ code: 'BINDING_NOT_FOUND' });
  const wanted = { accept: 'ACTIVE', reject: 'REJECTED', withdraw: 'WITHDRAWN' } as const;
  if (current.state === wanted[answer.kind]) return accept([]);
  if (current.state !== 'PENDING') return refuse({ code: current.state === 'WITHDRAWN' ? 'BINDING_WITHDRAWN' : current.state === 'REJECTED' ? 'BINDING_REJECTED' : 'BINDING_NOT_ACTIVE', bindingId });
  if (answer.kind === 'accept') return accept([{ type: 'BindingAccepted', bindingId, at }]);
  return accept([answer.kind === 'reject' ? { type: 'BindingRejected', bindingId, reason: answer.reason, at } : { type: 'BindingWithdrawn', bindingId, at }]);
}
