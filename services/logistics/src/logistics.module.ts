import { Module, type DynamicModule } from '@nestjs/common';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { SenderAddressesController } from './addresses/sender-addresses.controller.js';
import { CarrierWorkController } from './carrier-work/carrier-work.controller.js';
import { LABEL_DESK, LabelDesk } from './carrier-work/label-desk.js';
import { CarrierServicesController } from './carrier-services/carrier-services.controller.js';
import { ELIGIBILITY, Eligibility } from './carrier-services/eligibility.js';
import { EWAYBILL_SETTINGS, type EwaybillSettings } from './config.js';
import { InterceptsController } from './intercepts/intercepts.controller.js';
import { LogisticsHandlerController } from './logistics-handler.controller.js';
import { CarriersController } from './simulators/carriers.controller.js';
import { openSimulators, SIMULATORS } from './simulators/simulators.js';
import { waybillBalance } from './simulators/waybill-balance.js';
import { TrackingController } from './tracking/tracking.controller.js';
import { WaybillListController } from './waybills/waybill-list.controller.js';
import { VoidsController } from './waybills/voids.controller.js';
import { WaybillsController } from './waybills/waybills.controller.js';

@Module({})
export class LogisticsModule {
  static with(world: World, database: DataSource, settings: EwaybillSettings): DynamicModule {
    const simulators = openSimulators(world.databaseUrl, world.ports);
    world.gauges.register(waybillBalance(simulators.board));
    return {
      module: LogisticsModule,
      controllers: [
        WaybillsController, VoidsController, WaybillListController, CarriersController, SenderAddressesController, CarrierServicesController, TrackingController, InterceptsController,
        LogisticsHandlerController, CarrierWorkController,
      ],
      providers: [
        { provide: WORLD, useValue: world }, { provide: DATABASE, useValue: database }, { provide: SIMULATORS, useValue: simulators },
        { provide: EWAYBILL_SETTINGS, useValue: settings }, { provide: ELIGIBILITY, useValue: new Eligibility(world, settings) },
        { provide: LABEL_DESK, useValue: new LabelDesk(world, simulators.carriers) },
      ],
    };
  }
}
