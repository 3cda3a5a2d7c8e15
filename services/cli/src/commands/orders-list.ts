import type { Command } from 'commander';
import pc from 'picocolors';
import { connectionFor } from '../connection.js';
import { query, Server } from '../server.js';
import { table } from '../table.js';
import type { Common, Terminal } from '../terminal.js';
import { stateShown, yuan } from '../words.js';

type Order = {
  readonly orderId: string;
  readonly channel: string;
  readonly shopId: string;
  readonly platformOrderNo: string;
  readonly status: string;
  readonly held: boolean;
  readonly summary: { readonly paidFen: number; readonly lines: readonly { readonly title: string; readonly quantity: number }[]; readonly receiver: { readonly name: string; readonly city: string; readonly district: string } | null; readonly holds: readonly { readonly type: string }[] };
};
export type OrderPage = { readonly items: readonly Order[]; readonly next: string | null };

type Options = Common & { readonly limit: string; readonly status?: string; readonly held?: boolean; readonly orderNo?: string; readonly cursor?: string };

export function addOrderList(orders: Command, terminal: Terminal): void {
  orders.command('list')
    .description('orders, newest first 订单列表')
    .option('--limit <n>', 'how many, 1 to 100 条数', '20')
    .option('--status <status>', 'e.g. TO_ALLOCATE, PENDING_REVIEW, ALLOCATED 状态')
    .option('--held', 'only what something holds 只看被拦截的')
    .option('--order-no <no>', 'number at the sales channel 平台订单号')
    .option('--cursor <cursor>', 'go on where the last page ended 下一页')
    .action(async (_: object, command: Command) => list(command.optsWithGlobals<Options>(), terminal));
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const { limit, status, held, orderNo, cursor, json } = options;
  const server = new Server(await connectionFor(options, 'merchant', terminal.environment));
  const page = await server.ask<OrderPage>('GET', `/orders${query({ limit, status, held, platformOrderNo: orderNo, cursor })}`);
  if (json) return terminal.out(`${JSON.stringify(page, null, 2)}\n`);
  if (page.items.length === 0) return terminal.out('没有订单。 There are no such orders.\n');
  terminal.out(table(page.items, [
    { title: '平台订单号 Order no.', of: (row) => row.platformOrderNo },
    { title: '渠道 Shop', of: (row) => `${row.channel} ${row.shopId}`, max: 20 },
    { title: '状态 Status', of: (row) => stateShown(row.status) },
    { title: '拦截 Holds', of: ({ summary }) => summary.holds.map(({ type }) => type).join(','), max: 24, paint: pc.yellow },
    { title: '实付 Paid ¥', of: ({ summary }) => yuan(summary.paidFen), right: true },
    { title: '商品 Goods', of: ({ summary }) => goods(summary.lines), max: 28 },
    { title: '收件 To', of: ({ summary: { receiver } }) => (receiver ? `${receiver.name} ${receiver.city}${receiver.district}` : ''), max: 24 },
    { title: '编号 Order id', of: (row) => row.orderId, paint: pc.dim },
  ], pc.bold));
  if (page.next !== null) terminal.out(pc.dim(`下一页 next page: --cursor ${page.next}\n`));
}

const goods = (lines: Order['summary']['lines']): string => lines.map(({ title, quantity }) => `${title}×${quantity}`).join(' ');
