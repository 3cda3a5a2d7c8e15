import type { Service } from '@daifa/service-shell/world';
import { AfterSaleRow } from './cases/after-sale-row.entity.js';
import { AfterSalesModule } from './after-sales.module.js';
import { AfterSaleTables1 } from './migrations/0001-after-sale-tables.js';
import { Reshipments2 } from './migrations/0002-reshipments.js';
import { ReshipmentRow } from './reshipments/reshipment-row.entity.js';

export const afterSalesService: Service = {
  name: 'after-sales',
  database: { schema: 'after_sales', entities: [AfterSaleRow, ReshipmentRow], migrations: [AfterSaleTables1, Reshipments2] },
  groups: [
    { name: 'after-sales', readModels: ['after_sale_row'] },
    { name: 'after-sales.reshipment-list', readModels: ['reshipment_row'] },
    { name: 'after-sales.reshipments', readModels: [] },
  ],
  module: (world, database) => AfterSalesModule.with(world, database),
};
