import { accept, refuse, unlessRefused, unreachable, type Decision } from '@daifa/decider/decision';
import type { AddressBook } from './addresses.js';
import type { AddressId } from './ids.js';

/** A merchant's e-waybill services: for which courier, from which address, through which branch numbers may be bought (EWB-02 to 11). */

/** Where an address is, by the code of its district (GB/T 2260): two addresses are in one place when their codes are equal, not their names. */
export type ServiceRegion = { readonly code: string; readonly province: string; readonly city: string; readonly district: string };

/** Sealed; `purpose` says what alone it may be opened for. */
export type ServiceContact = { readonly purpose: 'EWAYBILL_CONTACT'; readonly subjectKeyId: string; readonly sealed: string; readonly mask: string };

/** What one branch is for: an address, or an address with each courier. Both readings of EWB-11. */
export type BranchScope = 'ADDRESS' | 'ADDRESS_AND_CARRIER';

export type CarrierServiceEvent =
  /** Applied for. `addressVersion`: the address as it was then, whatever becomes of it; `agreementVersion`: what was agreed to, at this moment. */
  | { readonly type: 'ServiceApplied'; readonly serviceId: string; readonly carrier: string; readonly addressId: AddressId; readonly addressVersion: number; readonly region: ServiceRegion; readonly branchId: string; readonly branchName: string; readonly contact: ServiceContact; readonly agreementVersion: string; readonly scope: BranchScope; readonly at: string }
  | { readonly type: 'ServiceApproved'; readonly serviceId: string; readonly at: string }
  | { readonly type: 'ServiceRejected'; readonly serviceId: string; readonly reason: string; readonly at: string }
  | { readonly type: 'ServiceSuspended'; readonly serviceId: string; readonly reason: string; readonly at: string }
  | { readonly type: 'ServiceResumed'; readonly serviceId: string; readonly at: string }
  /** The merchant gives it up: its address may take another branch. */
  | { readonly type: 'ServiceClosed'; readonly serviceId: string; readonly at: string };

export type CarrierService = Omit<Extract<CarrierServiceEvent, { readonly type: 'ServiceApplied' }>, 'type' | 'at'> & {
  readonly appliedAt: string;
  readonly state: 'IN_REVIEW' | 'OPENED' | 'REJECTED' | 'SUSPENDED' | 'CLOSED';
  readonly reason: string;
};

export function evolveServices(services: readonly CarrierService[], event: CarrierServiceEvent): readonly CarrierService[] {
  const moved = (state: CarrierService['state'], reason = ''): readonly CarrierService[] => services.map((one) => (one.serviceId === event.serviceId ? { ...one, state, reason } : one));
  switch (event.type) {
    case 'ServiceApplied': {
      const { type: _, at, ...applied } = event;
      return [...services, { ...applied, appliedAt: at, state: 'IN_REVIEW', reason: '' }];
    }
    case 'ServiceApproved': case 'ServiceResumed': return moved('OPENED');
    case 'ServiceRejected': return moved('REJECTED', event.reason);
    case 'ServiceSuspended': return moved('SUSPENDED', event.reason);
    case 'ServiceClosed': return moved('CLOSED');
    default: return unreachable(event);
  }
}

export type ServiceRefusal =
  | { readonly code: 'ADDRESS_NOT_FOUND'; readonly addressId: AddressId }
  | { readonly code: 'CARRIER_NO_EWAYBILL'; readonly carrier: string }
  | { readonly code: 'AGREEMENT_REQUIRED'; readonly current: string }
  | { readonly code: 'NO_BRANCH'; readonly carrier: string; readonly region: ServiceRegion }
  | { readonly code: 'BRANCH_NOT_IN_AREA'; readonly branchId: string; readonly region: ServiceRegion }
  | { readonly code: 'ADDRESS_BRANCH_EXISTS'; readonly addressId: AddressId; readonly serviceId: string }
  | { readonly code: 'SERVICE_NOT_FOUND'; readonly serviceId: string }
  | { readonly code: 'SERVICE_STATE'; readonly serviceId: string; readonly state: CarrierService['state'] };

export type ApplyForService = {
  readonly serviceId: string;
  readonly carrier: string;
  readonly offersEwaybill: boolean;
  readonly addressId: AddressId;
  /** Of the address now. */
  readonly region: ServiceRegion;
  readonly branchId: string;
  /** The courier's branches in that area. */
  readonly branches: readonly { readonly branchId: string; readonly name: string }[];
  readonly contact: ServiceContact;
  readonly agreementVersion: string;
  readonly currentAgreement: string;
  readonly scope: BranchScope;
  readonly at: string;
};

/** The same id again is so already. Of two applications for one address exactly one is taken: the book is one stream. */
export function applyForService(command: ApplyForService, { addresses, services }: AddressBook): Decision<CarrierServiceEvent, ServiceRefusal> {
  const { serviceId, carrier, offersEwaybill, addressId, region, branchId, branches, contact, agreementVersion, currentAgreement, scope, at } = command;
  if (services.some((one) => one.serviceId === serviceId)) return accept([]);
  const address = addresses.find((one) => one.addressId === addressId);
  if (!address) return refuse({ code: 'ADDRESS_NOT_FOUND', addressId });
  const branch = branches.find((one) => one.branchId === branchId);
  const other = services.find((one) => isLive(one) && one.addressId === addressId && (scope === 'ADDRESS' || one.carrier === carrier));
  const refusals: readonly ServiceRefusal[] = [
    ...(offersEwaybill ? [] : [{ code: 'CARRIER_NO_EWAYBILL', carrier } as const]),
    ...(agreementVersion === currentAgreement ? [] : [{ code: 'AGREEMENT_REQUIRED', current: currentAgreement } as const]),
    ...(branches.length > 0 ? [] : [{ code: 'NO_BRANCH', carrier, region } as const]),
    ...(branch || branches.length === 0 ? [] : [{ code: 'BRANCH_NOT_IN_AREA', branchId, region } as const]),
    ...(other ? [{ code: 'ADDRESS_BRANCH_EXISTS', addressId, serviceId: other.serviceId } as const] : []),
  ];
  return unlessRefused(refusals, () => [{ type: 'ServiceApplied', serviceId, carrier, addressId, addressVersion: address.version, region, branchId, branchName: branch?.name ?? '', contact, agreementVersion, scope, at }]);
}

export type ReviewService = { readonly serviceId: string; readonly decision: 'APPROVE' | 'REJECT' | 'SUSPEND' | 'RESUME' | 'CLOSE'; readonly reason: string; readonly at: string };

/** Which step leads from which state to which; all else is refused. A step that was made is so already. */
const STEPS = {
  APPROVE: { from: ['IN_REVIEW'], to: 'OPENED' }, REJECT: { from: ['IN_REVIEW'], to: 'REJECTED' }, SUSPEND: { from: ['OPENED'], to: 'SUSPENDED' }, RESUME: { from: ['SUSPENDED'], to: 'OPENED' },
  CLOSE: { from: ['IN_REVIEW', 'OPENED', 'SUSPENDED'], to: 'CLOSED' },
} as const satisfies Record<ReviewService['decision'], { readonly from: readonly CarrierService['state'][]; readonly to: CarrierService['state'] }>;

export function moveService({ serviceId, decision, reason, at }: ReviewService, { services }: AddressBook): Decision<CarrierServiceEvent, ServiceRefusal> {
  const service = services.find((one) => one.serviceId === serviceId);
  if (!service) return refuse({ code: 'SERVICE_NOT_FOUND', serviceId });
  const { from, to } = STEPS[decision];
  if (service.state === to) return accept([]);
  if (!from.some((state) => state === service.state)) return refuse({ code: 'SERVICE_STATE', serviceId, state: service.state });
  return accept([stepped(serviceId, decision, reason, at)]);
}

function stepped(serviceId: string, decision: ReviewService['decision'], reason: string, at: string): CarrierServiceEvent {
  switch (decision) {
    case 'APPROVE': return { type: 'ServiceApproved', serviceId, at };
    case 'REJECT': return { type: 'ServiceRejected', serviceId, reason, at };
    case 'SUSPEND': return { type: 'ServiceSuspended', serviceId, reason, at };
    case 'RESUME': return { type: 'ServiceResumed', serviceId, at };
    case 'CLOSE': return { type: 'ServiceClosed', serviceId, at };
    default: return unreachable(decision);
  }
}

export const isLive = ({ state }: CarrierService): boolean => state === 'IN_REVIEW' || state === 'OPENED' || state === 'SUSPENDED';

export type IssueRefusal =
  | { readonly code: 'EWAYBILL_NOT_OPENED'; readonly carrier: string; readonly state: CarrierService['state'] | null }
  | { readonly code: 'SENDER_ADDRESS_MISMATCH'; readonly chosen: ServiceRegion; readonly opened: readonly ServiceRegion[] };

/**
 * Whether a number may be bought from this courier for a parcel sent from this region (EWB-07, EWB-09): an opened service is
 * needed, of the same district by its code.
 *
 * @param required false: a merchant who keeps no service with the courier buys without one
 */
export function mayIssue({ services }: AddressBook, carrier: string, from: ServiceRegion, required: boolean): IssueRefusal | null {
  const mine = services.filter((one) => one.carrier === carrier && isLive(one));
  const opened = mine.filter(({ state }) => state === 'OPENED').map(({ region }) => region);
  if (mine.length === 0 && !required) return null;
  if (opened.length === 0) return { code: 'EWAYBILL_NOT_OPENED', carrier, state: mine[0]?.state ?? null };
  return from.code !== '' && opened.some(({ code }) => code === from.code) ? null : { code: 'SENDER_ADDRESS_MISMATCH', chosen: from, opened };
}
