import type { Service } from '@daifa/service-shell/world';
import { AllocationModule } from './allocation.module.js';
import { AllocationRow } from './allocations/allocation-row.entity.js';
import { BindingRow } from './bindings/binding-row.entity.js';
import { AllocationTables1 } from './migrations/0001-allocation-tables.js';
import { StatementTables2 } from './migrations/0002-statement-tables.js';
import { Shortages3 } from './migrations/0003-shortages.js';
import { REPICK_GROUP } from './repick/repick.js';
import { SHORTAGES_GROUP } from './shortages/shortage-handler.controller.js';
import { ShortageRow } from './shortages/shortage-row.entity.js';
import { DESK_GROUP } from './statements/statement-desk.controller.js';
import { SETTLED_GROUP } from './statements/statement-lines.js';
import { StatementRow } from './statements/statement-row.entity.js';
import { STOCK_GROUP } from './stock/stock.controller.js';

export const allocationService: Service = {
  name: 'allocation',
  database: { schema: 'allocation', entities: [AllocationRow, BindingRow, StatementRow, ShortageRow], migrations: [AllocationTables1, StatementTables2, Shortages3] },
  groups: [
    { name: 'allocation', readModels: ['allocation_row', 'binding_row'] }, { name: REPICK_GROUP, readModels: [] },
    { name: SETTLED_GROUP, readModels: ['settled_line', 'statement_row'] }, { name: DESK_GROUP, readModels: [] },
    { name: STOCK_GROUP, readModels: [] }, { name: SHORTAGES_GROUP, readModels: ['shortage_row'] },
  ],
  module: (world, database) => AllocationModule.with(world, database),
};
