import type { Service } from '@daifa/service-shell/world';
import { AllocationModule } from './allocation.module.js';
import { AllocationRow } from './allocations/allocation-row.entity.js';
import { BindingRow } from './bindings/binding-row.entity.js';
import { AllocationTables1 } from './migrations/0001-allocation-tables.js';
import { REPICK_GROUP } from './repick/repick.js';

export const allocationService: Service = {
  name: 'allocation',
  database: { schema: 'allocation', entities: [AllocationRow, BindingRow], migrations: [AllocationTables1] },
  groups: [{ name: 'allocation', readModels: ['allocation_row', 'binding_row'] }, { name: REPICK_GROUP, readModels: [] }],
  module: (world, database) => AllocationModule.with(world, database),
};
