import type { CommandContext } from '@daifa/event-store/context';
import { asFactoryId, asMerchantId, bindingPairOf } from '@daifa/order-domain/ids';
import { businessDay, instantOf } from '@daifa/order-domain/shanghai';
import { closeDay, dayStillCounting, requestStatement, type RequestStatement, type StatementLimits, type StatementRefusal } from '@daifa/order-domain/statement';
import { statementDayIdOf, statementPairOf, type Statement } from '@daifa/order-domain/statement-events';
import { settle } from '@daifa/service-shell/answer';
import { notFound } from '@daifa/service-shell/problems';
import { invalid } from '@daifa/service-shell/validation';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import type { StatementWanted } from './statements.dto.js';

export const STATEMENT_OFFICE = Symbol('StatementOffice');

/** Takes requests for statements. */
export class StatementOffice {
  constructor(private readonly world: World, private readonly limits: StatementLimits) {}

  /** @throws Problem for whatever is in the way */
  async request(wanted: StatementWanted, merchant: string, context: CommandContext): Promise<{ readonly statement: Statement; readonly revision: number; readonly position: number | null }> {
    const command = await this.#command(wanted, merchant, context);
    const pair = statementPairOf(command.merchantId, command.factoryId);
    const dayId = statementDayIdOf(pair, businessDay(command.at));
    const { statements } = this.world.aggregates;
    const lastYesterday = await this.#lastYesterday(command, pair, dayId, context);
    const { state, events, revision, position } = settle(await statements.transact<StatementRefusal>(dayId, context, (day) => requestStatement({ ...command, lastYesterday }, day)));
    const asked = events.find(({ type }) => type === 'StatementRequested');
    const statement = state.statements.find(({ statementId }) => asked?.type === 'StatementRequested' && statementId === asked.statementId) ?? state.statements.at(-1);
    if (!statement) throw new Error('an accepted request left no statement');
    return { statement, revision, position };
  }

  /** Whoever was never bound to the factory has nothing with it, and learns nothing of it. */
  async #command({ factoryId: factory, from, to, allowUnpriced = false }: StatementWanted, merchant: string, { commandId }: CommandContext): Promise<RequestStatement> {
    const [merchantId, factoryId] = [asMerchantId(merchant), asFactoryId(factory)];
    const range = { from: instant('from', from), to: instant('to', to) };
    const binding = (await this.world.aggregates.bindings.load(bindingPairOf(merchantId, factoryId))).state.current;
    if (!binding) throw notFound('BINDING_NOT_FOUND', { factoryId });
    const names = await this.world.access.tenantNames([factoryId]);
    return {
      merchantId, factoryId, merchantAlias: binding.merchantAlias, factoryName: names.get(factoryId) ?? '', ...range, allowUnpriced,
      requestId: commandId, lastYesterday: null, limits: this.limits, at: this.world.ports.clock.now().toISOString(),
    };
  }

  /**
   * In the first minutes of a day the last request of the day before counts too. That day is closed before the new one is asked, so
   * that nobody can be accepted there meanwhile; only by a request that would else be accepted, for a refusal appends nothing.
   */
  async #lastYesterday(command: RequestStatement, pair: string, today: string, context: CommandContext): Promise<string | null> {
    const day = dayStillCounting(command.at, command.limits);
    if (day === null) return null;
    const { statements } = this.world.aggregates;
    const yesterday = statementDayIdOf(pair, day);
    const known = (await statements.load(yesterday)).state.statements.at(-1)?.requestedAt ?? null;
    if (requestStatement({ ...command, lastYesterday: known }, (await statements.load(today)).state).kind === 'refused') return known;
    const closing = { ...context, commandId: v5('statement/close-day', context.commandId) };
    const { state } = settle(await statements.transact<never>(yesterday, closing, (open) => closeDay({ at: command.at }, open)));
    return state.statements.at(-1)?.requestedAt ?? null;
  }
}

function instant(field: string, text: string): string {
  const found = instantOf(text);
  if (found === null) throw invalid([{ in: 'body', pointer: `/${field}`, rule: 'instant', messages: { zh: '须为日期或带时区的时间', en: 'A day or an instant with its offset is needed.' } }]);
  return found;
}
