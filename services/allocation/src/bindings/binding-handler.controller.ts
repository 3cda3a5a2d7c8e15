import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { unreachable } from '@daifa/decider/decision';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeBindingRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import type { BindingEvent } from '@daifa/order-domain/binding';
import { bindingColumns, upsertBindings, type BindingJson } from './binding-rows.js';

/** Keeps the list of bindings: few and slow, so a row at a time is folded, and a page is one write. */
@Controller()
export class BindingHandlerController {
  @EventPattern<string>('binding', { group: 'allocation' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const events = records.map((record) => decodeBindingRecord(record).event);
    const ids = [...new Set(events.map(({ bindingId }) => bindingId))];
    const known: readonly BindingJson[] = await manager.query(`select ${bindingColumns} from allocation.binding_row where binding_id = any($1)`, [ids]);
    const rows = new Map(known.map((row) => [row.binding_id, row]));
    for (const event of events) {
      const row = after(rows.get(event.bindingId), event);
      if (row) rows.set(event.bindingId, row);
    }
    await upsertBindings(manager, [...rows.values()]);
  }
}

function after(row: BindingJson | undefined, event: BindingEvent): BindingJson | undefined {
  const { at } = event;
  switch (event.type) {
    case 'BindingRequested': {
      const { bindingId, merchantId, factoryId, merchantAlias, serviceType, fenced } = event;
      return { binding_id: bindingId, merchant_id: merchantId, factory_id: factoryId, merchant_alias: merchantAlias, service_type: serviceType, fenced, state: 'PENDING', requested_at: at, updated_at: at };
    }
    case 'BindingAccepted': return row && { ...row, state: 'ACTIVE', updated_at: at };
    case 'BindingRejected': return row && { ...row, state: 'REJECTED', updated_at: at };
    case 'BindingWithdrawn': return row && { ...row, state: 'WITHDRAWN', updated_at: at };
    case 'BindingUnbound': return row && { ...row, state: 'UNBOUND', updated_at: at };
    default: return unreachable(event);
  }
}
