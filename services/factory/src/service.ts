import type { Service } from '@daifa/service-shell/world';
import { FactoryModule } from './factory.module.js';
import { FactoryTables1 } from './migrations/0001-factory-tables.js';
import { FeedStaged2 } from './migrations/0002-feed-staged.js';
import { PrintJobItem } from './print-jobs/print-job-item.entity.js';
import { FactoryTask } from './tasks/factory-task.entity.js';
import { WorkListRow } from './work-list/work-list-row.entity.js';

export const factoryService: Service = {
  name: 'factory',
  database: { schema: 'factory', entities: [WorkListRow, PrintJobItem, FactoryTask], migrations: [FactoryTables1, FeedStaged2] },
  groups: [{ name: 'factory', readModels: ['work_list_row', 'feed_head', 'feed_entry', 'feed_staged', 'print_job_item', 'factory_task'] }],
  module: (world, database) => FactoryModule.with(world, database),
};
