import pc from 'picocolors';
import { Unreachable } from '../client/http.js';
import { connectWorld, NoWorld } from '../client/world.js';
import { bound } from '../stories/fresh.js';
import { Stage } from '../stories/stage.js';
import { stories } from '../stories/stories.js';
import { headOf, shown } from './narrator.js';
import { raceRefundAndPrint, raceShown } from './race.js';

/** npm run demo: the golden stories against the running system, then refund ‖ print, really raced. */
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  await demo();
} catch (error) {
  process.stderr.write(`\n${pc.red(sentenceOf(error))}\n`);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  const startedAt = performance.now();
  const world = connectWorld();
  await bound(world);
  say(`\n${pc.bold('Daifa 代发')}  ${world.connection.url}  ${pc.dim('rN = revision in the order\'s stream 订单事件流中的版本号')}`);
  for (const story of stories) {
    say(headOf(story));
    await story.play(new Stage(world, (line) => say(shown(line))));
  }
  say(raceShown(await raceRefundAndPrint(world)));
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  say(`\n${pc.green('✓')} ${pc.bold(`${stories.length} stories and the race went as they must 全部故事如期进行`)} ${pc.dim(`in ${seconds} s · npm run verify proves the whole history 校验全部历史`)}\n`);
  world.connection.close();
}

function sentenceOf(error: unknown): string {
  if (error instanceof Unreachable) return `Nothing answers at ${error.url}: start the system with npm start in another terminal, or name it with DAIFA_URL. (系统未运行，请先在另一个终端执行 npm start)`;
  if (error instanceof NoWorld) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
