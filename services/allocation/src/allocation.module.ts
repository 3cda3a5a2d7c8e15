import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AllocationHandlerController } from './allocations/allocation-handler.controller.js';
import { AllocationListController } from './allocations/allocation-list.controller.js';
import { AllocationsController } from './allocations/allocations.controller.js';
import { BindingHandlerController } from './bindings/binding-handler.controller.js';
import { BindingsController } from './bindings/bindings.controller.js';
import { statementLimits } from './config.js';
import { RepickController } from './repick/repick.controller.js';
import { ShortageHandlerController } from './shortages/shortage-handler.controller.js';
import { ShortageListController } from './shortages/shortage-list.controller.js';
import { ShortagesController } from './shortages/shortages.controller.js';
import { StatementDeskController } from './statements/statement-desk.controller.js';
import { StatementFilesController } from './statements/statement-files.controller.js';
import { StatementHandlerController } from './statements/statement-handler.controller.js';
import { STATEMENT_OFFICE, StatementOffice } from './statements/statement-office.js';
import { StatementsController } from './statements/statements.controller.js';
import { StockController } from './stock/stock.controller.js';

@Module({})
export class AllocationModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: AllocationModule,
      controllers: [
        BindingsController, BindingHandlerController, AllocationsController, AllocationListController, AllocationHandlerController, RepickController,
        StatementsController, StatementFilesController, StatementHandlerController, StatementDeskController,
        StockController, ShortagesController, ShortageListController, ShortageHandlerController,
      ],
      providers: [
        { provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database },
        { provide: STATEMENT_OFFICE, useValue: new StatementOffice(world, statementLimits()) },
      ],
    };
  }
}
