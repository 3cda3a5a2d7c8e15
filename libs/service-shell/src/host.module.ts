import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { WORLD, type World } from './world.js';

/** The services of a process side by side, and the operations every process answers. */
@Module({})
class HostModule {}

export function hostModule(services: readonly DynamicModule[], world: World): DynamicModule {
  return { module: HostModule, imports: [...services], controllers: [OperationsController], providers: [{ provide: WORLD, useValue: world }] };
}
