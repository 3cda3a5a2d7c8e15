import type { Service } from '@daifa/service-shell/world';
import { ordersConfig, type OrdersConfig } from './config.js';
import { OrderTables1 } from './migrations/0001-order-tables.js';
import { ImportLines2 } from './migrations/0002-import-lines.js';
import { Shops3 } from './migrations/0003-shops.js';
import { ChannelSimulator4 } from './migrations/0004-channel-simulator.js';
import { OrderRow } from './order-list/order-row.entity.js';
import { OrdersModule } from './orders.module.js';

/** @param config for tests; left out, the environment's, read when the service is opened */
export function ordersServiceWith(config?: OrdersConfig): Service {
  return {
    name: 'orders',
    database: { schema: 'orders', entities: [OrderRow], migrations: [OrderTables1, ImportLines2, Shops3, ChannelSimulator4] },
    groups: [{ name: 'orders', readModels: ['order_row'] }, { name: 'orders.shops', readModels: ['bound_merchant', 'shop_order'] }],
    module: (world, database) => OrdersModule.with(world, database, config ?? ordersConfig()),
  };
}

export const ordersService: Service = ordersServiceWith();
