import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { unreachable } from '@daifa/decider/decision';
import type { StoredRecord } from '@daifa/event-store/port';
import type { CarrierService } from '@daifa/order-domain/carrier-service';
import { decodeAddressRecord, type AddressRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import type { EntityManager } from 'typeorm';

/** Keeps the services of all merchants where the database holds them to one branch for each address (EWB-11). */
@Controller()
export class CarrierServiceHandlerController {
  @EventPattern<string>('carrierservice', { group: 'logistics' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    // One after another: a branch is given up before its address takes the next.
    for (const record of records) await book(manager, decodeAddressRecord(record));
  }
}

async function book(manager: EntityManager, { event, merchantId }: AddressRecord): Promise<void> {
  switch (event.type) {
    case 'ServiceApplied': {
      const { serviceId, carrier, addressId, branchId, scope, at } = event;
      await manager.query(
        `insert into logistics.carrier_service_row (service_id, merchant_id, carrier, address_id, branch_id, scope_key, state, applied_at) values ($1, $2, $3, $4, $5, $6, 'IN_REVIEW', $7)`,
        [serviceId, merchantId, carrier, addressId, branchId, scope === 'ADDRESS' ? '' : carrier, at]);
      return;
    }
    case 'ServiceApproved': case 'ServiceResumed': return moved(manager, event.serviceId, 'OPENED');
    case 'ServiceRejected': return moved(manager, event.serviceId, 'REJECTED');
    case 'ServiceSuspended': return moved(manager, event.serviceId, 'SUSPENDED');
    case 'ServiceClosed': return moved(manager, event.serviceId, 'CLOSED');
    case 'AddressCreated': case 'AddressChanged': case 'AddressDeleted': return;
    default: return unreachable(event);
  }
}

async function moved(manager: EntityManager, serviceId: string, state: CarrierService['state']): Promise<void> {
  await manager.query('update logistics.carrier_service_row set state = $2 where service_id = $1', [serviceId, state]);
}
