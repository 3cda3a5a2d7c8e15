import { runService } from '@daifa/service-shell/run-service';
import { factoryService } from './service.js';

runService(factoryService);
