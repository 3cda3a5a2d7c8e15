import type { Service } from '@daifa/service-shell/world';
import { AllocationModule } from './allocation.module.js';
import { AllocationRow } from './allocations/allocation-row.entity.js';
import { BindingRow } from './bindings/binding-row.entity.js';
import { AllocationTables1 } from './migrations/0001-allocation-tables.js';
import { StatementTables2 } from './migrations/0002-statement-tables.js';
import { REPICK_GROUP } from './repick/repick.js';
import { DESK_GROUP } from './statements/statement-desk.controller.js';
import { SETTLED_GROUP } from './statements/statement-lines.js';
import { StatementRow } from './statements/statement-row.entity.js';

export const allocationService: Service = {
  name: 'allocation',
  database: { schema: 'allocation', entities: [AllocationRow, BindingRow, StatementRow], migrations: [AllocationTables1, StatementTables2] },
  groups: [
    { name: 'allocation', readModels: ['allocation_row', 'binding_row'] }, { name: REPICK_GROUP, readModels: [] },
    { name: SETTLED_GROUP, readModels: ['settled_line', 'statement_row'] }, { name: DESK_GROUP, readModels: [] },
  ],
  module: (world, database) => AllocationModule.with(world, database),
};
