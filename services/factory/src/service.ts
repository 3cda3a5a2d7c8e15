import type { Service } from '@daifa/service-shell/world';
import { FactoryModule } from './factory.module.js';
import { FactoryTables1 } from './migrations/0001-factory-tables.js';
import { FeedStaged3 } from './migrations/0003-feed-staged.js';
import { SettlementPrices1763769600002 } from './migrations/0002-settlement-prices.js';
import { IssuedNumbers4 } from './migrations/0004-issued-numbers.js';
import { PrintJobPlaces5 } from './migrations/0005-print-job-places.js';
import { Stock6 } from './migrations/0006-stock.js';
import { PrintJobItem } from './print-jobs/print-job-item.entity.js';
import { PRICES_GROUP } from './settlement-prices/settlement-price-handler.controller.js';
import { SettlementPriceRow } from './settlement-prices/settlement-price-row.entity.js';
import { STOCK_LIST_GROUP } from './stock/stock-handler.controller.js';
import { StockRow } from './stock/stock-row.entity.js';
import { FactoryTask } from './tasks/factory-task.entity.js';
import { WorkListRow } from './work-list/work-list-row.entity.js';

export const factoryService: Service = {
  name: 'factory',
  database: { schema: 'factory', entities: [WorkListRow, PrintJobItem, FactoryTask, SettlementPriceRow, StockRow], migrations: [FactoryTables1, SettlementPrices1763769600002, FeedStaged3, IssuedNumbers4, PrintJobPlaces5, Stock6] },
  groups: [
    { name: 'factory', readModels: ['work_list_row', 'feed_head', 'feed_entry', 'feed_staged', 'print_job_item', 'factory_task', 'issued_number'] },
    { name: PRICES_GROUP, readModels: ['settlement_price_row'] }, { name: STOCK_LIST_GROUP, readModels: ['stock_row', 'stock_entry'] },
  ],
  module: (world, database) => FactoryModule.with(world, database),
};
