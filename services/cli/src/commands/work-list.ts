import type { Command } from 'commander';
import pc from 'picocolors';
import { connectionFor } from '../connection.js';
import { query, Server } from '../server.js';
import { table } from '../table.js';
import type { Common, Terminal } from '../terminal.js';
import { beijing, stateShown } from '../words.js';

type Work = {
  readonly allocationId: string;
  readonly mallMaskName: string;
  readonly status: string;
  readonly goodsName: string;
  readonly goodsSpec: string;
  readonly goodsNumber: number;
  readonly province: string;
  readonly city: string;
  readonly holds: readonly { readonly type: string; readonly effect: string }[];
  readonly label: { readonly carrier: string; readonly waybillNo: string | null } | null;
  readonly shipBy: string | null;
};
type WorkPage = { readonly items: readonly Work[]; readonly next: string | null; readonly feedHead: number };

type Options = Common & { readonly limit: string; readonly status?: string; readonly cursor?: string };

export function addWorkList(program: Command, terminal: Terminal): void {
  program.command('work-list')
    .description('what a factory has to print and return 厂家代打任务')
    .option('--limit <n>', 'how many, 1 to 100 条数', '20')
    .option('--status <status>', 'e.g. ALLOCATED, LABELLED, PRINTED, SUSPENDED, CANCELLED 状态')
    .option('--cursor <cursor>', 'go on where the last page ended 下一页')
    .action(async (_: object, command: Command) => list(command.optsWithGlobals<Options>(), terminal));
}

async function list(options: Options, terminal: Terminal): Promise<void> {
  const { limit, status, cursor, json } = options;
  const server = new Server(await connectionFor(options, 'factory', terminal.environment));
  const page = await server.ask<WorkPage>('GET', `/factory/work-list${query({ limit, status, cursor })}`);
  if (json) return terminal.out(`${JSON.stringify(page, null, 2)}\n`);
  if (page.items.length === 0) return terminal.out('没有任务。 There is nothing to do.\n');
  terminal.out(table(page.items, [
    { title: '状态 Status', of: (row) => stateShown(row.status), paint: (text, { holds, status: state }) => (holds.length > 0 || state === 'CANCELLED' ? pc.red(text) : text) },
    { title: '拦截 Holds', of: ({ holds }) => holds.map(({ type }) => type).join(','), max: 24, paint: pc.yellow },
    { title: '商家 Merchant', of: (row) => row.mallMaskName, max: 16 },
    { title: '商品 Goods', of: (row) => `${row.goodsName} ${row.goodsSpec}`, max: 32 },
    { title: '数量 Qty', of: (row) => row.goodsNumber, right: true },
    { title: '寄往 To', of: (row) => `${row.province}${row.city}`, max: 16 },
    { title: '运单 Waybill', of: ({ label }) => (label ? `${label.carrier} ${label.waybillNo ?? '…'}` : ''), max: 26 },
    { title: '最晚发货 Ship by', of: (row) => (row.shipBy === null ? '' : beijing(row.shipBy)) },
    { title: '分配编号 Allocation id', of: (row) => row.allocationId, paint: pc.dim },
  ], pc.bold));
  if (page.next !== null) terminal.out(pc.dim(`下一页 next page: --cursor ${page.next}\n`));
}
