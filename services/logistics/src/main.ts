import { runService } from '@daifa/service-shell/run-service';
import { logisticsService } from './service.js';

runService(logisticsService);
