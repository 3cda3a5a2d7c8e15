import { afterSalesService } from '@daifa/after-sales/service';
import { allocationService } from '@daifa/allocation/service';
import { factoryService } from '@daifa/factory/service';
import { logisticsService } from '@daifa/logistics/service';
import { ordersService } from '@daifa/orders/service';
import type { Service } from '@daifa/service-shell/world';

/** Everything the embedded world hosts in one process. */
export const services: readonly Service[] = [ordersService, allocationService, factoryService, logisticsService, afterSalesService];
