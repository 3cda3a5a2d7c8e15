import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { AllocationHandlerController } from './allocations/allocation-handler.controller.js';
import { AllocationListController } from './allocations/allocation-list.controller.js';
import { AllocationsController } from './allocations/allocations.controller.js';
import { BindingHandlerController } from './bindings/binding-handler.controller.js';
import { BindingsController } from './bindings/bindings.controller.js';
import { RepickController } from './repick/repick.controller.js';

@Module({})
export class AllocationModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: AllocationModule,
      controllers: [BindingsController, BindingHandlerController, AllocationsController, AllocationListController, AllocationHandlerController, RepickController],
      providers: [{ provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }],
    };
  }
}
