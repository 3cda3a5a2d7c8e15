import type { Service } from '@daifa/service-shell/world';
import { ClockRow } from './clocks/clock-row.entity.js';
import { ordersConfig, type OrdersConfig } from './config.js';
import { OrderTables1 } from './migrations/0001-order-tables.js';
import { ImportLines2 } from './migrations/0002-import-lines.js';
import { KnownReceivers3 } from './migrations/0003-known-receivers.js';
import { ClockRows4 } from './migrations/0004-clock-rows.js';
import { Shops5 } from './migrations/0005-shops.js';
import { ChannelSimulator6 } from './migrations/0006-channel-simulator.js';
import { ChannelShipments7 } from './migrations/0007-channel-shipments.js';
import { AcceptedUploads8 } from './migrations/0008-accepted-uploads.js';
import { OrderRow } from './order-list/order-row.entity.js';
import { OrdersModule } from './orders.module.js';
import { ShipmentRow } from './shipments/shipment-row.entity.js';

/** @param config for tests; left out, the environment's, read when the service is opened */
export function ordersServiceWith(config?: OrdersConfig): Service {
  return {
    name: 'orders',
    database: { schema: 'orders', entities: [OrderRow, ClockRow, ShipmentRow], migrations: [OrderTables1, ImportLines2, KnownReceivers3, ClockRows4, Shops5, ChannelSimulator6, ChannelShipments7, AcceptedUploads8] },
    groups: [
      { name: 'orders', readModels: ['order_row', 'known_receiver'] },
      { name: 'orders.shipments', readModels: ['shipment_row'] },
      { name: 'orders.uploads', readModels: [] },
      { name: 'orders.clocks', readModels: ['clock_row'] },
      { name: 'orders.shops', readModels: ['bound_merchant', 'shop_order'] },
    ],
    module: (world, database) => OrdersModule.with(world, database, config ?? ordersConfig()),
  };
}

export const ordersService: Service = ordersServiceWith();
