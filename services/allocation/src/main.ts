import { runService } from '@daifa/service-shell/run-service';
import { allocationService } from './service.js';

runService(allocationService);
