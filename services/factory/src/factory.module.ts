import { Module, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { ComponentController } from './component/component.controller.js';
import { AcceptancesController } from './acceptances/acceptances.controller.js';
import { FactoryHandlerController } from './factory-handler.controller.js';
import { FeedBell } from './feed/feed-bell.js';
import { FeedController } from './feed/feed.controller.js';
import { FeedReader } from './feed/feed-reader.js';
import { PrintJobsController } from './print-jobs/print-jobs.controller.js';
import { PrintLabelsController } from './print-jobs/print-labels.controller.js';
import { SettlementPriceHandlerController } from './settlement-prices/settlement-price-handler.controller.js';
import { SettlementPricesController } from './settlement-prices/settlement-prices.controller.js';
import { StockHandlerController } from './stock/stock-handler.controller.js';
import { StockController } from './stock/stock.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { WaybillReturnsController } from './waybill-returns/waybill-returns.controller.js';
import { WorkListController } from './work-list/work-list.controller.js';

@Module({})
export class FactoryModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: FactoryModule,
      controllers: [WorkListController, FeedController, PrintJobsController, PrintLabelsController, ComponentController, WaybillReturnsController, TasksController, FactoryHandlerController, SettlementPricesController, SettlementPriceHandlerController, StockController, StockHandlerController, AcceptancesController],
      providers: [
        { provide: WORLD, useValue: world },
        { provide: DATABASE, useValue: database },
        { provide: FeedBell, inject: [HttpAdapterHost], useFactory: bellOf },
        { provide: FeedReader, inject: [FeedBell], useFactory: (bell: FeedBell) => new FeedReader({ database, ports: world.ports, bell }) },
      ],
    };
  }
}

/** A server that closes waits for its requests: those who only wait are sent home first. */
function bellOf({ httpAdapter }: HttpAdapterHost): FeedBell {
  const bell = new FeedBell();
  const server: FastifyInstance = httpAdapter.getInstance();
  server.addHook('preClose', async () => bell.close());
  return bell;
}
