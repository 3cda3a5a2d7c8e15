import type { CommandContext } from '@daifa/event-store/context';
import type { MerchantId } from '@daifa/order-domain/ids';
import { problem, Problem } from '@daifa/service-shell/problems';
import { problemFrom } from '@daifa/service-shell/problem-from';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { ImportUnreadable } from '../import/import-unreadable.js';
import { PostgresLines, removeAbandonedLines } from '../import/line-staging.js';
import { parseExport } from '../import/parse-export.js';
import { stageTaobaoLines } from '../import/taobao-lines.js';
import type { ImportProgress, ImportSummary } from './import.dto.js';
import { importPage, type ImportRun } from './import-run.js';
import { pagesOf } from './page.js';
import { Tally } from './tally.js';
import { fileMissing, type Upload } from './upload.js';

/** No import lasts so long: what a crash left staged is then nobody's. */
const ABANDONED_MS = 24 * 3_600_000;

export type ImportStep = ({ readonly kind: 'progress' } & ImportProgress) | ImportSummary;

export type ImportCaller = { readonly merchantId: MerchantId; readonly context: CommandContext };

/**
 * Runs an import a page at a time, as fast as the store takes it: the file is read no faster. Yields after each page how
 * far it is, and last the whole. Repeating an import, or going on with an interrupted one, takes in only what is new.
 *
 * @throws Problem IMPORT_UNREADABLE, IMPORT_INTERRUPTED (both say how far it came), VALIDATION_FAILED, BODY_TOO_LARGE
 */
export async function* importSteps(world: World, database: DataSource, { merchantId, context }: ImportCaller, upload: Upload): AsyncGenerator<ImportStep, void> {
  const { shopId, channel, approve = 'RULE' } = upload.settings;
  const tally = new Tally();
  const { state: rules } = await world.aggregates.ruleBooks.load(merchantId);
  const run: ImportRun = { world, tally, context, options: { merchantId, shopId, approve, rules, database } };
  const importId = world.ports.ids.uuid();
  const staging = new PostgresLines(database, importId);
  let isStaged = false;
  let isRead = false;
  try {
    await removeAbandonedLines(database, new Date(world.ports.clock.now().getTime() - ABANDONED_MS).toISOString());
    for await (const { name, bytes } of upload.files) {
      if (name === 'lines') {
        isStaged = true;
        for await (const bad of stageTaobaoLines(tally.read(bytes), staging)) tally.bad(bad, 'lines');
        continue;
      }
      isRead = true;
      const options = { ...(channel && { channel }), ...(isStaged && { lines: staging }) };
      for await (const page of pagesOf(parseExport(tally.read(bytes), options))) {
        await importPage(run, page);
        yield { kind: 'progress', ...tally.progress };
      }
    }
    if (!isRead) throw fileMissing();
    yield tally.summary(importId);
  } catch (error) {
    throw told(error, importId, tally);
  } finally {
    if (isStaged) await staging.remove();
  }
}

/** An error with how far the import came, for the person who will start it again. */
function told(error: unknown, importId: string, { progress }: Tally): Problem {
  if (error instanceof ImportUnreadable) {
    const { code, zh, en, fromRow } = error;
    return problem('IMPORT_UNREADABLE', { importId, reason: code, zh, en, fromRow, ...progress });
  }
  const found = problemFrom(error);
  if (found.status < 500) return found;
  return new Problem([{ code: 'IMPORT_INTERRUPTED', facts: { importId, ...progress } }, ...found.guards], [], { cause: found.cause ?? error });
}
