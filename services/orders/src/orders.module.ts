import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { ClockHandlerController } from './clocks/clock-handler.controller.js';
import { ClocksController } from './clocks/clocks.controller.js';
import { HoldsController } from './holds/holds.controller.js';
import { IntakeController } from './intake/intake.controller.js';
import { OrderHandlerController } from './order-list/order-handler.controller.js';
import { OrderListController } from './order-list/order-list.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { ReceiverController } from './receiver/receiver.controller.js';
import { RulesController } from './rules/rules.controller.js';
import { ShipmentsController } from './shipments/shipments.controller.js';
import { ImportController } from './upload/import.controller.js';

@Module({})
export class OrdersModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  static with(world: World, database: DataSource): DynamicModule {
    return {
      module: OrdersModule,
      controllers: [
        ImportController, IntakeController, OrderListController, OrderHandlerController, HoldsController, ReceiverController, ShipmentsController, RulesController,
        PaymentsController, ClocksController, ClockHandlerController,
      ],
      providers: [{ provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }],
    };
  }
  /** An export may be sent as the body itself: it is left unread here, for the import to read as fast as it stores. */
  onModuleInit(): void {
    const server: FastifyInstance = this.http.httpAdapter.getInstance();
    if (!server.hasContentTypeParser('text/csv')) server.addContentTypeParser('text/csv', (_request, _body, done) => done(null));
  }
}
