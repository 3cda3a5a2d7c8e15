import { runService } from '@daifa/service-shell/run-service';
import { ordersService } from './service.js';

runService(ordersService);
