import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { Access } from './access.js';
import { Cursors } from './cursor.js';
import { Health } from './health.js';
import { HealthController } from './health.controller.js';
import { PORTS, SHELL_CONFIG, SHELL_LOGGER } from './tokens.js';
import { ProblemsController } from './problems.controller.js';
import type { Shell } from './shell.js';
import { Shutdown } from './shutdown.js';

/** The shell's own things, there for every module of the process. */
@Global()
@Module({ controllers: [HealthController, ProblemsController] })
export class ShellModule {
  static around(module: Type | DynamicModule, shell: Pick<Shell, 'ports' | 'config' | 'logger' | 'access' | 'cursors' | 'health' | 'shutdown'>): DynamicModule {
    const { ports, config, logger, access, cursors, health, shutdown } = shell;
    const providers = [
      { provide: PORTS, useValue: ports },
      { provide: SHELL_CONFIG, useValue: config },
      { provide: SHELL_LOGGER, useValue: logger },
      { provide: Access, useValue: access },
      { provide: Cursors, useValue: cursors },
      { provide: Health, useValue: health },
      { provide: Shutdown, useValue: shutdown },
    ];
    return { module: ShellModule, imports: [module], providers, exports: providers };
  }
}
