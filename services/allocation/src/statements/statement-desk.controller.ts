import { Controller, Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeStatementRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { StatementDesk } from './statement-desk.js';
import { noteStatements, type StatementTask } from './statement-work.js';

export const DESK_GROUP = 'allocation.statement-desk';

/** The process that makes statements: a request is noted with the checkpoint, and made when the page is committed. */
@Controller()
export class StatementDeskController implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #desk: StatementDesk;

  constructor(@Inject(WORLD) world: World, @Inject(DATABASE) database: DataSource) {
    this.#desk = new StatementDesk(world, database);
  }

  onApplicationBootstrap(): void {
    void this.#desk.start();
  }

  @EventPattern<string>('statement', { group: 'allocation.statement-desk' })
  async onRequested(@Payload() records: readonly StoredRecord[], @Ctx() { manager, replaying, afterCommit }: PageContext): Promise<void> {
    if (replaying) return;
    const tasks = records.filter(({ type }) => type === 'StatementRequested').map(decodeStatementRecord).flatMap(({ event, meta, position }): readonly StatementTask[] => {
      if (event.type !== 'StatementRequested') return [];
      const { eventId, correlationId, traceparent } = meta;
      return [{ statementId: event.statementId, position, cause: { eventId, correlationId, ...(traceparent !== undefined && { traceparent }) } }];
    });
    if (tasks.length === 0) return;
    await noteStatements(manager, tasks);
    afterCommit(() => void this.#desk.nudge());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#desk.stop();
  }
}
