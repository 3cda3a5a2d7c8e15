import { randomInt } from 'node:crypto';
import pc from 'picocolors';
import { done, oneVerdict, type Verdict } from '../client/answers.js';
import type { HistoryEvent } from '../client/shapes.js';
import { tenants, type World } from '../client/world.js';
import { allocated, order, taken } from '../stories/fresh.js';
import { CARRIER } from '../stories/moves.js';
import { StoryBroken } from '../stories/stage.js';
import { eventLine, refusalShown } from './narrator.js';

/** Both outcomes come within a few tries; more than this means that something makes one of them impossible. */
const TRIES_MAX = 200;
const ORDERS_AT_ONCE = 10;
/** How far apart the two requests leave, either way. */
const SKEW_MS = 3;

export type RaceEnd = { readonly tries: number; readonly printFirst: Raced; readonly refundFirst: Raced };
type Raced = { readonly print: Verdict<unknown>; readonly events: readonly HistoryEvent[] };

type Ready = { readonly orderId: string; readonly allocationId: string };

/**
 * Sends a refund and a print of the same label at the same moment, on fresh orders, until each has been first once.
 *
 * @throws StoryBroken where paper was allowed after the refund
 */
export async function raceRefundAndPrint(world: World): Promise<RaceEnd> {
  let printFirst: Raced | null = null;
  let refundFirst: Raced | null = null;
  let leadMs = 0;
  let waiting: readonly Ready[] = [];
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    if (waiting.length === 0) waiting = await labelled(world);
    const [next, ...others] = waiting;
    waiting = others;
    if (!next) break;
    const raced = await raceOne(world, next, leadMs + randomInt(2 * SKEW_MS + 1) - SKEW_MS);
    if (raced.print.kind === 'done') printFirst ??= raced;
    else refundFirst ??= raced;
    leadMs += raced.print.kind === 'done' ? 1 : -1;
    if (printFirst && refundFirst) return { tries, printFirst, refundFirst };
  }
  throw new StoryBroken(`in ${TRIES_MAX} races only one of refund and print was ever first`);
}

/** @param leadMs how much earlier the refund is sent; later, when negative */
async function raceOne({ merchant, platform, factory }: World, { orderId, allocationId }: Ready, leadMs: number): Promise<Raced> {
  const refund = async (): Promise<void> => void done(await platform.openAfterSale({ orderId, type: 'REFUND_ONLY' }));
  const tryPrint = async (): Promise<Verdict<unknown>> => oneVerdict(await factory.print(`race-${orderId}`, [{ allocationId }]));
  const [, print] = await Promise.all([leadMs >= 0 ? refund() : later(-leadMs, refund), leadMs > 0 ? later(leadMs, tryPrint) : tryPrint()]);
  const printed = print.kind === 'done';
  const { events } = done(await merchant.history(orderId));
  const [held, consumed] = ['HoldPlaced', 'PrintPermitConsumed'].map((type) => events.findIndex((event) => event.type === type));
  if (printed !== (consumed !== -1) || (consumed !== -1 && (consumed ?? 0) > (held ?? 0))) throw new StoryBroken(`${orderId}: printed after its refund`);
  return { print, events: events.slice(FROM_LABEL).filter(({ type }) => type !== 'LabelVoided') };
}

/** Behind import, approval and allocation the race begins. */
const FROM_LABEL = 4;

async function later<Value>(ms: number, run: () => Promise<Value>): Promise<Value> {
  const end = performance.now() + ms;
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  return run();
}

async function labelled(world: World): Promise<readonly Ready[]> {
  const ids = await taken(world, Array.from({ length: ORDERS_AT_ONCE }, () => order()));
  const allocationIds = await allocated(world, ids, tenants.factory.tenantId);
  done(await world.factory.requestLabels(allocationIds.map((allocationId) => ({ allocationIds: [allocationId], carrier: CARRIER }))));
  return ids.map((orderId, n) => ({ orderId, allocationId: allocationIds[n] ?? '' }));
}

export function raceShown({ tries, printFirst, refundFirst }: RaceEnd): string {
  return [
    `\n${pc.bold(pc.inverse(' X-01 '))} ${pc.bold('退款 ‖ 打印：真实竞争')}  refund ‖ print, two requests at the same moment  ${pc.dim(`${tries} races until both were seen`)}`,
    `  ${pc.bold('打印在先 print first')}   ${pc.dim('the paper exists; the refund calls it back 纸已打印，退款召回')}`, ...printFirst.events.map(eventLine),
    `  ${pc.bold('退款在先 refund first')}  ${pc.dim('the print is refused; no paper 打印被拒，不出纸')}`, ...refundFirst.events.map(eventLine), ...refusalOf(refundFirst),
  ].join('\n');
}

function refusalOf({ print }: Raced): readonly string[] {
  return print.kind === 'refused' ? [refusalShown({ codes: print.codes, message: print.problem.messages, facts: {} })] : [];
}
