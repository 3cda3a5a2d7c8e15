import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Access, Holder } from './access.js';
import { Allow, isPolicy, type Policy, type Role } from './policy.js';
import { problem } from './problems.js';
import { stateOf } from './request-state.js';

/** Lets a request through to a route whose policy names one of the caller's roles. No policy, no way through. */
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly access: Access) {}

  async canActivate(host: ExecutionContext): Promise<boolean> {
    if (host.getType() !== 'http') return true;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const policy: unknown = this.reflector.getAllAndOverride(Allow, [host.getHandler(), host.getClass()]);
    if (!isPolicy(policy)) throw problem('FORBIDDEN');
    if (policy === 'public') return true;
    const key = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1];
    const holder = key === undefined ? null : await this.access.authenticate(key);
    if (!holder) throw problem('UNAUTHENTICATED');
    stateOf(request).caller = { ...holder, role: roleFor(policy, holder) };
    return true;
  }
}

/** The role in use: the first the policy names that the caller holds. Onboarding routes take any role, and none. */
function roleFor(policy: Exclude<Policy, 'public'>, holder: Holder): Role | null {
  if (policy === 'any-tenant') return holder.roles[0] ?? null;
  const role = policy.find((allowed) => holder.roles.includes(allowed));
  if (role) return role;
  throw holder.roles.length === 0 ? problem('ROLE_NOT_SELECTED') : problem('FORBIDDEN', { roles: policy });
}
