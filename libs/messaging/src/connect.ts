import type { ExceptionFilter, INestApplication } from '@nestjs/common';
import { type MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { GroupBus } from './group-bus.js';

/** Hands a handler's error on as it is. Nest's own filter replaces it by an object that says "Internal server error". */
const wholeErrors: ExceptionFilter = { catch: (error: unknown): Observable<never> => throwError(() => error) };

/**
 * Connects a bus to an application; `app.startAllMicroservices()` then starts it and `app.close()` closes it. The HTTP side's
 * filters, pipes and guards do not apply to the bus. Nest reads filters when it registers handlers, so they are registered here,
 * after the filter is set, in the way `connectMicroservice` does it otherwise.
 */
export function connectBus(app: INestApplication, bus: GroupBus): void {
  const microservice = app.connectMicroservice<MicroserviceOptions>({ strategy: bus }, { deferInitialization: true });
  if (!(microservice instanceof NestMicroservice)) throw new Error('two copies of @nestjs/microservices are installed');
  microservice.useGlobalFilters(wholeErrors);
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
}
