import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AfterSaleListController } from './cases/after-sale-list.controller.js';
import { AfterSalesController } from './cases/after-sales.controller.js';
import { CaseHandlerController } from './cases/case-handler.controller.js';
import { AFTER_SALES_CONFIG, afterSalesConfig } from './config.js';
import { ReshipRequestsController } from './reship-requests/reship-requests.controller.js';
import { ReshipmentListController } from './reshipments/reshipment-list.controller.js';
import { ReshipmentProcessController } from './reshipments/reshipment-process.controller.js';
import { ReshipmentsController } from './reshipments/reshipments.controller.js';

@Module({})
export class AfterSalesModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: AfterSalesModule,
      controllers: [AfterSalesController, AfterSaleListController, CaseHandlerController, ReshipmentsController, ReshipmentListController, ReshipRequestsController, ReshipmentProcessController],
      providers: [{ provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }, { provide: AFTER_SALES_CONFIG, useValue: afterSalesConfig() }],
    };
  }
}
