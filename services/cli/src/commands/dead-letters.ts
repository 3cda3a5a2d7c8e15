import type { Command } from 'commander';
import pc from 'picocolors';
import { connectionFor } from '../connection.js';
import { Server } from '../server.js';
import { printable, table } from '../table.js';
import { EXIT, type Common, type Exit, type Terminal } from '../terminal.js';
import { beijing } from '../words.js';

type DeadLetter = {
  readonly id: string;
  readonly group: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly reason: string;
  readonly error: string;
  readonly firstSeen: string;
  readonly attempts: number;
  readonly state: string;
  readonly waiting: number;
};
type Unparked = { readonly kind: 'unparked' | 'still-parked' | 'not-open'; readonly applied?: number; readonly reason?: string };

const SAID = {
  unparked: '已处理，后续记录已继续。 Done; what waited behind it has been applied.',
  'still-parked': '仍未成功，记录继续暂停。 It failed again and stays parked.',
  'not-open': '该死信已处理过。 This dead letter was seen to before.',
} as const;

export function addDeadLetters(program: Command, terminal: Terminal, ends: (code: Exit) => void): void {
  const dlq = program.command('dlq').description('records that no handler could apply 死信');
  dlq.command('list').description('open dead letters, newest first 死信列表').action(async (_: object, command: Command) => {
    const options = command.optsWithGlobals<Common>();
    const letters = await (await platform(options, terminal)).ask<readonly DeadLetter[]>('GET', '/operations/dead-letters');
    list(letters, options, terminal);
    if (letters.length > 0) ends(EXIT.partly);
  });
  dlq.command('show <group> <id>').description('one dead letter 死信详情').action(async (group: string, id: string, _: object, command: Command) => {
    const options = command.optsWithGlobals<Common>();
    show(await (await platform(options, terminal)).ask<DeadLetter>('GET', pathOf(group, id)), options, terminal);
  });
  dlq.command('replay <group> <id>').description('apply it again, then what waits behind it 重放').action(async (group: string, id: string, _: object, command: Command) => {
    const options = command.optsWithGlobals<Common>();
    ends(said(await (await platform(options, terminal)).ask<Unparked>('POST', `${pathOf(group, id)}/replay`), options, terminal));
  });
  dlq.command('discard <group> <id>').description('leave it out for good 丢弃').requiredOption('--reason <text>', 'why; it is kept 原因').action(async (group: string, id: string, _: object, command: Command) => {
    const options = command.optsWithGlobals<Common & { readonly reason: string }>();
    ends(said(await (await platform(options, terminal)).ask<Unparked>('POST', `${pathOf(group, id)}/discard`, { reason: options.reason }), options, terminal));
  });
}

const pathOf = (group: string, id: string): string => `/operations/dead-letters/${encodeURIComponent(group)}/${encodeURIComponent(id)}`;

async function platform(options: Common, { environment }: Terminal): Promise<Server> {
  return new Server(await connectionFor(options, 'platform', environment));
}

function list(letters: readonly DeadLetter[], { json }: Common, terminal: Terminal): void {
  if (json) return terminal.out(`${JSON.stringify(letters, null, 2)}\n`);
  if (letters.length === 0) return terminal.out('没有死信。 There are no dead letters.\n');
  terminal.out(table(letters, [
    { title: '消费组 Group', of: ({ group }) => group },
    { title: '事件 Event', of: ({ type }) => type },
    { title: '流 Stream', of: ({ stream, revision }) => `${stream}@${revision}` },
    { title: '原因 Reason', of: ({ reason, error }) => `${reason}: ${error}`, max: 48, paint: pc.red },
    { title: '次数 Tries', of: ({ attempts }) => attempts, right: true },
    { title: '等待 Waiting', of: ({ waiting }) => waiting, right: true },
    { title: '首次 First seen', of: ({ firstSeen }) => beijing(firstSeen) },
    { title: '编号 Id', of: ({ id }) => id, paint: pc.dim },
  ], pc.bold));
}

function show(letter: DeadLetter, { json }: Common, terminal: Terminal): void {
  if (json) return terminal.out(`${JSON.stringify(letter, null, 2)}\n`);
  terminal.out(table(Object.entries(letter), [{ title: '字段 Field', of: ([name]) => name }, { title: '内容 Value', of: ([, value]) => printable(String(value ?? '')) }], pc.bold));
}

function said(unparked: Unparked, { json }: Common, terminal: Terminal): Exit {
  terminal.out(json ? `${JSON.stringify(unparked, null, 2)}\n` : `${SAID[unparked.kind]}${unparked.reason === undefined ? '' : ` ${printable(unparked.reason)}`}\n`);
  return unparked.kind === 'still-parked' ? EXIT.partly : EXIT.ok;
}
