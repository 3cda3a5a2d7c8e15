import type { Service } from '@daifa/service-shell/world';
import { OrderTables1 } from './migrations/0001-order-tables.js';
import { ImportLines2 } from './migrations/0002-import-lines.js';
import { KnownReceivers3 } from './migrations/0003-known-receivers.js';
import { OrderRow } from './order-list/order-row.entity.js';
import { OrdersModule } from './orders.module.js';

export const ordersService: Service = {
  name: 'orders',
  database: { schema: 'orders', entities: [OrderRow], migrations: [OrderTables1, ImportLines2, KnownReceivers3] },
  groups: [{ name: 'orders', readModels: ['order_row', 'known_receiver'] }],
  module: (world, database) => OrdersModule.with(world, database),
};
