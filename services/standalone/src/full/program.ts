import { fileURLToPath } from 'node:url';
import type { Environment } from '@daifa/service-shell/config';

/** Something to run as a process of its own. */
export type Program = {
  readonly name: string;
  /** From 1. */
  readonly replica: number;
  /** A JavaScript file, and what it is told. */
  readonly script: string;
  readonly words: readonly string[];
  /** All of it: nothing is inherited beside. */
  readonly environment: Environment;
};

/** What it is called in logs and on the screen. */
export const labelOf = ({ name, replica }: Pick<Program, 'name' | 'replica'>): string => `${name}-${replica}`;

/** The built program of a service: services/orders/dist/main.js. */
export function scriptOf(service: string): string {
  return fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));
}
