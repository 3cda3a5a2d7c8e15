import { findStatement, statementDayWithin, type Statement } from '@daifa/order-domain/statement-events';
import type { Asked } from '@daifa/service-shell/asked';
import { notFound } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';

/** A statement for one of its two sides, from its stream; an analyst sees every one. @throws Problem STATEMENT_NOT_FOUND, also for a stranger */
export async function statementFor({ aggregates }: World, { tenantId, role }: Asked['caller'], statementId: string): Promise<Statement> {
  const dayId = statementDayWithin(statementId);
  const statement = dayId === null ? undefined : findStatement((await aggregates.statements.load(dayId)).state, statementId);
  const own = role === 'factory' ? statement?.factoryId : statement?.merchantId;
  if (!statement || (role !== 'analyst' && own !== tenantId)) throw notFound('STATEMENT_NOT_FOUND', { statementId });
  return statement;
}
