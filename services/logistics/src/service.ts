import type { Service } from '@daifa/service-shell/world';
import { ewaybillSettings, type EwaybillSettings } from './config.js';
import { InterceptRow } from './intercepts/intercept-row.entity.js';
import { LogisticsModule } from './logistics.module.js';
import { LogisticsTables1 } from './migrations/0001-logistics-tables.js';
import { CarrierSimulator2 } from './migrations/0002-carrier-simulator.js';
import { AcceptedEffects3 } from './migrations/0003-accepted-effects.js';
import { WaybillRow } from './waybills/waybill-row.entity.js';

/** @param settings for tests; left out, the environment's, read when the service is opened */
export function logisticsServiceWith(settings?: EwaybillSettings): Service {
  return {
    name: 'logistics',
    database: { schema: 'logistics', entities: [WaybillRow, InterceptRow], migrations: [LogisticsTables1, CarrierSimulator2, AcceptedEffects3] },
    groups: [{ name: 'logistics', readModels: ['waybill_row', 'intercept_row'] }, { name: 'logistics.carriers', readModels: [] }],
    module: (world, database) => LogisticsModule.with(world, database, settings ?? ewaybillSettings()),
  };
}

export const logisticsService: Service = logisticsServiceWith();
