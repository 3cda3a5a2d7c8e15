import type { CarrierService, ServiceRegion } from '@daifa/order-domain/carrier-service';
import { mayIssue } from '@daifa/order-domain/carrier-service';
import type { AllocationId } from '@daifa/order-domain/ids';
import { findAllocation, type Order } from '@daifa/order-domain/order';
import { splitAddress } from '@daifa/personal-data/region';
import { problems, type Facts } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { LRUCache } from 'lru-cache';
import type { EwaybillSettings } from '../config.js';

/** Addresses of senders are few and come with every label. */
const REGIONS_KEPT_MAX = 5_000;

/** Judges by the merchant's own services whether a number may be bought for a parcel of theirs (EWB-07, EWB-09). */
export class Eligibility {
  readonly #regions = new LRUCache<string, ServiceRegion>({ max: REGIONS_KEPT_MAX });

  constructor(private readonly world: World, private readonly settings: Pick<EwaybillSettings, 'required'>) {}

  /** @throws Problem EWAYBILL_NOT_OPENED, SENDER_ADDRESS_MISMATCH with both sides */
  async check(order: Order, allocationIds: readonly AllocationId[], carrier: CarrierService['carrier']): Promise<void> {
    if (order.merchantId === null) return;
    const { state: book } = await this.world.aggregates.addressBooks.load(order.merchantId);
    const [first] = allocationIds;
    const sender = first === undefined ? undefined : findAllocation(order, first)?.sender;
    const refusal = mayIssue(book, carrier, this.#regionOf(sender?.address ?? ''), this.settings.required);
    if (!refusal) return;
    const { code, ...facts } = refusal;
    throw problems([{ code, facts: facts satisfies object as Facts }]);
  }

  #regionOf(address: string): ServiceRegion {
    const known = this.#regions.get(address);
    if (known) return known;
    const { code, province, city, district } = splitAddress(address);
    const region = { code, province, city, district };
    this.#regions.set(address, region);
    return region;
  }
}

export const ELIGIBILITY = Symbol('Eligibility');
