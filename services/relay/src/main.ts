import { systemPorts as ports } from '@daifa/ports/system';
import { type Running, runProcess } from '@daifa/service-shell/run-process';
import { relayConfig } from './config.js';
import { migrated, republished, served } from './relay-process.js';
import { taskOf } from './task.js';

/** The relay as a process: `main.js` publishes until SIGTERM, `migrate` makes its tables, `republish --from N` sends the log again. */
runProcess(run());

async function run(): Promise<Running | null> {
  const task = taskOf(process.argv.slice(2));
  const config = relayConfig();
  switch (task.kind) {
    case 'serve': return served({ config, ports });
    case 'migrate': return migrated(config);
    case 'republish': {
      await republished({ config, ports }, task.from);
      process.stdout.write(`Everything after position ${task.from} is sent again by the relay that leads. (位置 ${task.from} 之后的全部事件将重新发布)\n`);
      return null;
    }
  }
}
