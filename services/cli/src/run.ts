import { Command, CommanderError } from 'commander';
import { addAllocate } from './commands/allocate.js';
import { addDeadLetters } from './commands/dead-letters.js';
import { addGroups } from './commands/groups.js';
import { addImport } from './commands/orders-import.js';
import { addOrderList } from './commands/orders-list.js';
import { addWorkList } from './commands/work-list.js';
import { ACTORS } from './connection.js';
import { Refused, told } from './failure.js';
import { EXIT, type Common, type Exit, type Terminal } from './terminal.js';

const EXIT_CODES = `
Exit codes 退出码: 0 done 完成 · 1 done, but some rows or items were not taken 部分未成功 · 2 could not be done 未能执行
Environment 环境变量: DAIFA_URL, DAIFA_KEY, DAIFA_HOME (folder with data/ and secrets/), NO_COLOR`;

/** One run of the command line. @returns its exit code */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<Exit> {
  let exit: Exit = EXIT.ok;
  const program = programOf(terminal, (code) => (exit = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    const { json } = program.opts<Common>();
    if (json && error instanceof Refused) terminal.out(`${JSON.stringify({ problem: error.problem }, null, 2)}\n`);
    else terminal.err(told(error));
    return EXIT.failed;
  }
}

/** What a command adds itself to, and how it says that it ended otherwise than well. */
export type Add = (program: Command, terminal: Terminal, ends: (code: Exit) => void) => void;

function programOf(terminal: Terminal, ends: (code: Exit) => void): Command {
  const program = new Command('daifa')
    .description('Daifa 代发: order fulfillment from the command line 命令行')
    .option('--url <url>', 'address of the system 系统地址 (default: the running one, else http://127.0.0.1:8080)')
    .option('--as <role>', `whose key to use 使用谁的密钥: ${ACTORS.join(', ')} (default: as the command needs)`)
    .option('--json', 'print JSON and nothing else 输出 JSON')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, getOutHelpWidth: () => terminal.columns ?? 120, getErrHelpWidth: () => terminal.columns ?? 120, outputError: (text, write) => write(`✗ 用法有误 wrong usage: ${text}`) })
    .showHelpAfterError('  用 --help 查看用法 see --help')
    .addHelpText('after', EXIT_CODES);
  const orders = program.command('orders').description('orders of a merchant 订单');
  addImport(orders, terminal, ends);
  addOrderList(orders, terminal);
  const others: readonly Add[] = [addAllocate, addWorkList, addDeadLetters, addGroups];
  for (const add of others) add(program, terminal, ends);
  return program;
}
