import type { Command } from 'commander';
import pc from 'picocolors';
import { connectionFor } from '../connection.js';
import { Server } from '../server.js';
import { table } from '../table.js';
import { EXIT, type Common, type Exit, type Terminal } from '../terminal.js';
import { count } from '../words.js';

type Health = {
  readonly group: string;
  readonly state: string;
  readonly live: boolean;
  readonly position: number;
  readonly lag: number;
  readonly parkedKeys: number | null;
  readonly deadLetters: number | null;
  readonly lastError: string | null;
  readonly alarm: string | null;
};

export function addGroups(program: Command, terminal: Terminal, ends: (code: Exit) => void): void {
  program.command('groups')
    .description('consumer groups: position, lag, what is stuck 消费组状态')
    .action(async (_: object, command: Command) => {
      const options = command.optsWithGlobals<Common>();
      const server = new Server(await connectionFor(options, 'platform', terminal.environment));
      const groups = await server.ask<readonly Health[]>('GET', '/operations/groups');
      show(groups, options, terminal);
      if (groups.some(isUnwell)) ends(EXIT.partly);
    });
  program.command('rebuild <group>')
    .description('empty a group’s read models and fill them from the log again 重建读模型')
    .action(async (group: string, _: object, command: Command) => {
      const options = command.optsWithGlobals<Common>();
      const server = new Server(await connectionFor(options, 'platform', terminal.environment));
      if (!options.json) terminal.err(`正在重建 ${group}… rebuilding, this takes as long as the log is\n`);
      show([await server.ask<Health>('POST', `/operations/groups/${encodeURIComponent(group)}/rebuild`)], options, terminal);
    });
}

const isUnwell = ({ live, alarm, deadLetters }: Health): boolean => !live || alarm !== null || (deadLetters ?? 0) > 0;

function show(groups: readonly Health[], { json }: Common, terminal: Terminal): void {
  if (json) return terminal.out(`${JSON.stringify(groups, null, 2)}\n`);
  terminal.out(table(groups, [
    { title: '消费组 Group', of: ({ group }) => group },
    { title: '状态 State', of: ({ state }) => state, paint: (text, health) => (isUnwell(health) ? pc.red(text) : pc.green(text)) },
    { title: '位置 Position', of: ({ position }) => count(position), right: true },
    { title: '落后 Lag', of: ({ lag }) => count(lag), right: true },
    { title: '暂停的键 Parked', of: ({ parkedKeys }) => parkedKeys ?? '?', right: true },
    { title: '死信 Dead letters', of: ({ deadLetters }) => deadLetters ?? '?', right: true },
    { title: '告警 Alarm', of: ({ alarm, lastError }) => alarm ?? lastError ?? '', max: 60, paint: pc.red },
  ], pc.bold));
}
