import { runService } from '@daifa/service-shell/run-service';
import { afterSalesService } from './service.js';

runService(afterSalesService);
