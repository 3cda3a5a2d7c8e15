import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { UPLOAD_DESK, UploadDesk } from './channel-uploads/upload-desk.js';
import { UploadsProcessController } from './channel-uploads/uploads-process.controller.js';
import { ClockHandlerController } from './clocks/clock-handler.controller.js';
import { ClocksController } from './clocks/clocks.controller.js';
import type { OrdersConfig } from './config.js';
import { douyinConnector } from './connectors/douyin-connector.js';
import { pddConnector } from './connectors/pdd-connector.js';
import { HoldsController } from './holds/holds.controller.js';
import { IntakeController } from './intake/intake.controller.js';
import { OrderHandlerController } from './order-list/order-handler.controller.js';
import { OrderListController } from './order-list/order-list.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { MESSAGE_DOOR, MessageDoor } from './pushes/message-door.js';
import { MessagesController } from './pushes/messages.controller.js';
import { keepRawBodies } from './pushes/raw-body.js';
import { ReceiverController } from './receiver/receiver.controller.js';
import { RulesController } from './rules/rules.controller.js';
import { CHANNEL_GLANCE, ChannelGlance } from './shipments/channel-glance.js';
import { ShipmentHandlerController } from './shipments/shipment-handler.controller.js';
import { ShipmentListController } from './shipments/shipment-list.controller.js';
import { ShipmentsController } from './shipments/shipments.controller.js';
import { ShopHandlerController } from './shops/shop-handler.controller.js';
import { ShopsController } from './shops/shops.controller.js';
import { uploadFailures } from './shipments/upload-failures.js';
import { CHANNELS, openChannels } from './simulators/open-channels.js';
import { SimulatorController } from './simulators/simulator.controller.js';
import { PollingController } from './sync/polling.controller.js';
import { StopsController } from './holds/stops.controller.js';
import { SHOP_READER, ShopReader } from './sync/shop-reader.js';
import { SyncController } from './sync/sync.controller.js';
import { ImportController } from './upload/import.controller.js';

@Module({})
export class OrdersModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  static with(world: World, database: DataSource, config: OrdersConfig): DynamicModule {
    const channels = openChannels(world.databaseUrl, world.ports);
    const connectors = new Map([pddConnector(channels.api), douyinConnector(channels.api)].map((connector) => [connector.channel, connector]));
    world.gauges.register(uploadFailures(database));
    const reader = new ShopReader({ world, database, config, connectors });
    return {
      module: OrdersModule,
      controllers: [
        ImportController, IntakeController, OrderListController, OrderHandlerController, HoldsController, ReceiverController, ShipmentsController, RulesController,
        PaymentsController, StopsController, ClocksController, ClockHandlerController,
        ShopsController, SyncController, ShopHandlerController, MessagesController, SimulatorController, PollingController,
        ShipmentHandlerController, ShipmentListController, UploadsProcessController,
      ],
      providers: [
        { provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }, { provide: CHANNELS, useValue: channels },
        { provide: SHOP_READER, useValue: reader }, { provide: MESSAGE_DOOR, useValue: new MessageDoor(reader) },
        { provide: CHANNEL_GLANCE, useValue: new ChannelGlance(reader) }, { provide: UPLOAD_DESK, useValue: new UploadDesk({ world, database, reader, backOff: config.uploadBackOff }) },
      ],
    };
  }
  /** An export may be sent as the body itself: it is left unread here, for the import to read as fast as it stores. */
  onModuleInit(): void {
    const server: FastifyInstance = this.http.httpAdapter.getInstance();
    if (!server.hasContentTypeParser('text/csv')) server.addContentTypeParser('text/csv', (_request, _body, done) => done(null));
    keepRawBodies(server);
  }
}
