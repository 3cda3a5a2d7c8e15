import type { Service } from '@daifa/service-shell/world';
import { ClockRow } from './clocks/clock-row.entity.js';
import { OrderTables1 } from './migrations/0001-order-tables.js';
import { ImportLines2 } from './migrations/0002-import-lines.js';
import { KnownReceivers3 } from './migrations/0003-known-receivers.js';
import { ClockRows4 } from './migrations/0004-clock-rows.js';
import { OrderRow } from './order-list/order-row.entity.js';
import { OrdersModule } from './orders.module.js';

export const ordersService: Service = {
  name: 'orders',
  database: { schema: 'orders', entities: [OrderRow, ClockRow], migrations: [OrderTables1, ImportLines2, KnownReceivers3, ClockRows4] },
  groups: [{ name: 'orders', readModels: ['order_row', 'known_receiver'] }, { name: 'orders.clocks', readModels: ['clock_row'] }],
  module: (world, database) => OrdersModule.with(world, database),
};
