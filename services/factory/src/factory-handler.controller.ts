import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import { DataSource } from 'typeorm';
import { FeedBell } from './feed/feed-bell.js';
import { feedEntries } from './feed/feed-entries.js';
import { appendToFeed } from './feed/feed-store.js';
import { numberStaged, stageEntries } from './feed/staged-feed.js';
import { upsertPrintJobs } from './print-jobs/print-job-rows.js';
import { insertTasks } from './tasks/task-rows.js';
import { insertIssuedNumbers } from './waybill-returns/issued-numbers.js';
import { workChanges } from './work-list/work-changes.js';
import { upsertWorkList } from './work-list/work-list-rows.js';

/** Keeps what factories see: feed, work list, print jobs and tasks, together in one transaction, so that they never disagree. */
@Controller()
export class FactoryHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World, @Inject(DATABASE) private readonly database: DataSource, @Inject(FeedBell) private readonly bell: FeedBell) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'factory' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager, inLogOrder, afterCommit }: PageContext): Promise<void> {
    const steps = await this.#folds.steps(records);
    const changed = workChanges(steps);
    const entries = changed.flatMap(({ step, changes }) => feedEntries(step, changes));
    if (!inLogOrder) await stageEntries(manager, entries);
    const seqs = inLogOrder ? await appendToFeed(manager, entries) : new Map<string, number>();
    await upsertWorkList(manager, changed.flatMap(({ changes }) => changes), seqs);
    await upsertPrintJobs(manager, steps);
    await insertTasks(manager, steps);
    await insertIssuedNumbers(manager, steps);
    afterCommit(async () => this.bell.ring(inLogOrder ? new Set(entries.map(({ factoryId }) => factoryId)) : await numberStaged(this.database)));
  }
}
