import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, workspace } from '../client/config.js';

export const runbookText = readFileSync(join(workspace, 'deploy', 'runbook.md'), 'utf8');

export type Chapter = { readonly title: string; readonly text: string };
/** What stands under each heading. */
export const chapters: readonly Chapter[] = runbookText.split(/^(?=#{1,2} )/m).map((text) => ({ title: /^#+ (.+)$/m.exec(text)?.[1] ?? '', text }));

/** Blocks of commands: the named ones by their name. */
export const blocks: readonly { readonly name: string | null; readonly commands: string }[] = [...runbookText.matchAll(/^```sh(?: (\S+))?\n([^]*?)^```$/gm)].map(([, name, commands = '']) => ({ name: name ?? null, commands }));

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** `psql URL -c SQL`, as far as the runbook uses it: rows as lines. Not every machine has the client, and the server is newer than most. */
const PSQL = `import pg from 'pg';
const [url, , sql] = process.argv.slice(1);
const client = new pg.Client({ connectionString: url });
await client.connect();
const { rows } = await client.query(sql);
for (const row of rows) console.log(Object.values(row).join('|'));
await client.end();`;

/**
 * Runs a named block of the runbook as it stands there. \`npm run …\` starts the built program itself, which is all that npm would do
 * after a look at the packages and the build.
 */
export async function run(name: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  const block = blocks.find((one) => one.name === name);
  if (!block) throw new Error(`the runbook has no block ${name}`);
  const script = [
    `npm() { case "$2" in daifa) shift 3; node ${join(workspace, 'services', 'cli', 'dist', 'main.js')} "$@";; verify) node ${join(workspace, 'e2e', 'dist', 'verify', 'main.js')};; *) exit 99;; esac; }`,
    'psql() { (cd "$WORKSPACE" && node --input-type=module -e "$PSQL" -- "$@"); }',
    block.commands,
  ].join('\n');
  const child = spawn('bash', ['-e', '-c', script], { env: { ...childEnvironment(environment), WORKSPACE: workspace, PSQL }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  const [code]: readonly (number | null)[] = await once(child, 'close');
  return { code: code ?? null, ...said };
}
