import type { Service } from '@daifa/service-shell/world';
import { AfterSaleRow } from './cases/after-sale-row.entity.js';
import { AfterSalesModule } from './after-sales.module.js';
import { AfterSaleTables1 } from './migrations/0001-after-sale-tables.js';

export const afterSalesService: Service = {
  name: 'after-sales',
  database: { schema: 'after_sales', entities: [AfterSaleRow], migrations: [AfterSaleTables1] },
  groups: [{ name: 'after-sales', readModels: ['after_sale_row'] }],
  module: (world, database) => AfterSalesModule.with(world, database),
};
