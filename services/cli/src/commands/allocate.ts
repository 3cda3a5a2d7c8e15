import type { Command } from 'commander';
import pc from 'picocolors';
import { connectionFor } from '../connection.js';
import { CouldNot, type ProblemDocument } from '../failure.js';
import { query, Server } from '../server.js';
import { table } from '../table.js';
import { EXIT, type Common, type Exit, type Terminal } from '../terminal.js';
import { count, stateShown } from '../words.js';
import type { OrderPage } from './orders-list.js';

type Binding = { readonly bindingId: string; readonly state: string; readonly merchantAlias: string; readonly factoryId: string };
type Allocated = { readonly orderId: string; readonly allocations: readonly { readonly allocationId: string; readonly lineId: string; readonly quantity: number; readonly status: string }[] };
type Result = { readonly key: string; readonly status: 'done'; readonly result: Allocated } | { readonly key: string; readonly status: 'refused' | 'failed'; readonly problem: ProblemDocument };

type Options = Common & { readonly factory?: string; readonly all?: boolean };

/** What one request may carry. */
const BATCH_MAX = 100;

export function addAllocate(program: Command, terminal: Terminal, ends: (code: Exit) => void): void {
  program.command('allocate [orderIds...]')
    .description('allocate orders to a factory, whole 把订单分配给厂家')
    .option('--factory <id>', 'which one; needed when several are bound to you 厂家')
    .option('--all', 'every order that can be allocated 全部待分配订单')
    .action(async (orderIds: string[], _: object, command: Command) => ends(await allocate(orderIds, command.optsWithGlobals<Options>(), terminal)));
}

async function allocate(named: readonly string[], options: Options, terminal: Terminal): Promise<Exit> {
  const server = new Server(await connectionFor(options, 'merchant', terminal.environment));
  if (named.length === 0 && !options.all) throw new CouldNot('请给出订单编号，或使用 --all。', 'Name the orders by their ids, or use --all.');
  const factoryId = options.factory ?? (await onlyFactory(server));
  const orderIds = options.all ? await allocatable(server) : named;
  const results: Result[] = [];
  for (let from = 0; from < orderIds.length; from += BATCH_MAX) {
    const items = orderIds.slice(from, from + BATCH_MAX).map((orderId) => ({ orderId, factoryId }));
    results.push(...(await server.ask<{ readonly results: readonly Result[] }>('POST', '/allocations', { items })).results);
  }
  show(results, options, terminal);
  return results.every(({ status }) => status === 'done') ? EXIT.ok : EXIT.partly;
}

async function onlyFactory(server: Server): Promise<string> {
  const { items } = await server.ask<{ readonly items: readonly Binding[] }>('GET', '/bindings?state=ACTIVE');
  const [only, ...others] = items;
  if (only && others.length === 0) return only.factoryId;
  if (!only) throw new CouldNot('没有已生效的厂家绑定，请先绑定厂家（POST /v1/bindings）。', 'No factory is bound to you yet: ask one first (POST /v1/bindings).');
  const choices = items.map(({ factoryId }) => factoryId).join(', ');
  throw new CouldNot(`绑定了多个厂家，请用 --factory 指定：${choices}`, `Several factories are bound to you: name one with --factory: ${choices}`);
}

/** Gathered before the first is allocated, because allocating takes orders off this list. */
async function allocatable(server: Server): Promise<readonly string[]> {
  const orderIds: string[] = [];
  let cursor: string | undefined;
  do {
    const page: OrderPage = await server.ask('GET', `/orders${query({ status: 'TO_ALLOCATE', held: false, limit: BATCH_MAX, cursor })}`);
    orderIds.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return orderIds;
}

function show(results: readonly Result[], { json }: Common, terminal: Terminal): void {
  if (json) return terminal.out(`${JSON.stringify({ results }, null, 2)}\n`);
  const done = results.filter(({ status }) => status === 'done').length;
  terminal.out(table(results, [
    { title: '结果 Result', of: ({ status }) => (status === 'done' ? '✓' : '✗'), paint: (text, { status }) => (status === 'done' ? pc.green(text) : pc.red(text)) },
    { title: '订单 Order id', of: ({ key }) => key },
    { title: '分配 Allocations', of: allocationsOf },
  ], pc.bold));
  terminal.out(`已分配 allocated ${count(done)} / ${count(results.length)}\n`);
}

function allocationsOf(result: Result): string {
  if (result.status === 'done') return result.result.allocations.map(({ lineId, quantity, status }) => `#${lineId}×${quantity} ${stateShown(status)}`).join(', ');
  const { guards } = result.problem;
  return [guards.map(({ code }) => code).join(' '), ...guards.map(({ messages }) => messages.zh), ...guards.map(({ messages }) => messages.en)].join(' ');
}
