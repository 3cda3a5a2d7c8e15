import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../client/config.js';
import { register, testsById } from './register.js';
import { reportOf } from './report.js';

/** npm run trace: writes docs/traceability.md, and tells how far it is. */
const asked = register();
const tests = testsById();
writeFileSync(join(workspace, 'docs', 'traceability.md'), reportOf(asked, tests));
const first = asked.filter(({ level }) => level === 'P0');
const missing = first.filter(({ id }) => !tests.has(id)).map(({ id }) => id);
process.stdout.write(`docs/traceability.md: ${asked.length} ids, ${asked.filter(({ id }) => tests.has(id)).length} with tests; of ${first.length} P0 rows ${first.filter(({ done }) => done).length} are done${missing.length > 0 ? `, and no test names ${missing.join(', ')}` : ''}\n`);
