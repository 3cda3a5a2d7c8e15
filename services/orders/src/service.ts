import type { Service } from '@daifa/service-shell/world';
import { OrderTables1 } from './migrations/0001-order-tables.js';
import { ImportLines2 } from './migrations/0002-import-lines.js';
import { OrderRow } from './order-list/order-row.entity.js';
import { OrdersModule } from './orders.module.js';

export const ordersService: Service = {
  name: 'orders',
  database: { schema: 'orders', entities: [OrderRow], migrations: [OrderTables1, ImportLines2] },
  groups: [{ name: 'orders', readModels: ['order_row'] }],
  module: (world, database) => OrdersModule.with(world, database),
};
