import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { HoldsController } from './holds/holds.controller.js';
import { IntakeController } from './intake/intake.controller.js';
import { OrderHandlerController } from './order-list/order-handler.controller.js';
import { OrderListController } from './order-list/order-list.controller.js';
import { ReceiverController } from './receiver/receiver.controller.js';
import { ShipmentsController } from './shipments/shipments.controller.js';

@Module({})
export class OrdersModule {
  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: OrdersModule,
      controllers: [IntakeController, OrderListController, OrderHandlerController, HoldsController, ReceiverController, ShipmentsController],
      providers: [{ provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }],
    };
  }
}
