import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AfterSaleListController } from './cases/after-sale-list.controller.js';
import { AfterSalesController } from './cases/after-sales.controller.js';
import { CaseHandlerController } from './cases/case-handler.controller.js';

@Module({})
export class AfterSalesModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: AfterSalesModule,
      controllers: [AfterSalesController, AfterSaleListController, CaseHandlerController],
      providers: [{ provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }],
    };
  }
}
