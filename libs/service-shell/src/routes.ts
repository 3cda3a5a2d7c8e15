import { RequestMethod, type INestApplication, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { Allow, isPolicy, type Policy } from './policy.js';

/** Paths without the prefix /v1. */
const UNVERSIONED = ['health/live', 'health/ready', 'health/started', 'problems', 'problems/:code'];

export function prefixPaths(app: INestApplication): void {
  app.setGlobalPrefix('v1', { exclude: UNVERSIONED });
}

export type Route = {
  readonly method: string;
  /** Without the prefix /v1. */
  readonly path: string;
  /** `OrdersController.list` */
  readonly handler: string;
  /** What the decorator says; null when it says nothing. */
  readonly policy: Policy | null;
};

/** Every HTTP route of the application's controllers, for the start-up check and for tests that try each role on each route. */
export function routesOf(app: INestApplicationContext): readonly Route[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const routes: Route[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const name of scanner.getAllMethodNames(metatype.prototype)) {
        const handler: unknown = metatype.prototype[name];
        if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
        const policy: unknown = reflector.getAllAndOverride(Allow, [handler, metatype]);
        routes.push({
          method: RequestMethod[reflector.get<RequestMethod>(METHOD_METADATA, handler)] ?? 'ALL',
          path: joined(reflector.get(PATH_METADATA, metatype), reflector.get(PATH_METADATA, handler)),
          handler: `${metatype.name}.${name}`,
          policy: isPolicy(policy) ? policy : null,
        });
      }
    }
  }
  return routes;
}

/** @throws Error naming each route that does not say who may call it: the program must not start with one */
export function assertEveryRouteHasPolicy(app: INestApplicationContext): void {
  const open = routesOf(app).filter((route) => route.policy === null);
  if (open.length > 0) throw new Error(`routes without a policy (add @Allow): ${open.map((route) => `${route.method} ${route.path} (${route.handler})`).join(', ')}`);
}

function joined(...parts: readonly (string | string[])[]): string {
  const path = parts.map((part) => String(part).replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${path.join('/')}`;
}
