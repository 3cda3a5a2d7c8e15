/** What a provider injects that has no class: `{ provide: Orders, useFactory: (ports: Ports) => …, inject: [PORTS] }`. */
export const PORTS = Symbol('daifa.ports');
/** A ShellConfig. */
export const SHELL_CONFIG = Symbol('daifa.shell-config');
/** A pino Logger. */
export const SHELL_LOGGER = Symbol('daifa.logger');
