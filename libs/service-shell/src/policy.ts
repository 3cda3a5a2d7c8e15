import { Reflector } from '@nestjs/core';

export const ROLES = ['merchant', 'factory', 'platform', 'analyst'] as const;
export type Role = (typeof ROLES)[number];

/** Who may call a route: anybody, any tenant with a key (onboarding, before a role is chosen), or holders of one of the roles. */
export type Policy = 'public' | 'any-tenant' | readonly [Role, ...Role[]];

/** `@Allow(['merchant', 'platform'])` on a route, or on a controller for all its routes. A route without one keeps the program from starting. */
export const Allow = Reflector.createDecorator<Policy>();

/** Body or answer is a stream, or takes long: no deadline, and its answer is not kept for repetition. */
export const Streamed = Reflector.createDecorator<true>();

/** The answer is made anew for each call though the Idempotency-Key repeats: for answers holding personal data, which must not be stored. */
export const NotStored = Reflector.createDecorator<true>();

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** What a decorator left, if it is a policy; `@Allow()` without one is none. */
export function isPolicy(value: unknown): value is Policy {
  return value === 'public' || value === 'any-tenant' || (Array.isArray(value) && value.length > 0 && value.every((role) => typeof role === 'string' && isRole(role)));
}
