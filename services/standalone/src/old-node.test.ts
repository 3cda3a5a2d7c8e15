import { spawnSync } from 'node:child_process';

const prepare = new URL('../../../scripts/prepare.mjs', import.meta.url).href;
const check = (version: string): { readonly status: number | null; readonly stderr: string } =>
  spawnSync(process.execPath, ['--input-type=module', '-e', `import { checkNode } from ${JSON.stringify(prepare)}; checkNode(${JSON.stringify(version)});`], { encoding: 'utf8' });

test.each(['18.20.8', '20.18.3'])('Node %s is told that it is too old, before anything is installed', (version) => {
  const { status, stderr } = check(version);
  expect([status, stderr]).toEqual([1, `Daifa needs Node 20.19 or newer, this is ${version}: install a newer Node and try again. (需要 Node 20.19 或更高版本)\n`]);
});

test.each(['20.19.0', '22.0.0', '24.11.1'])('Node %s is new enough', (version) => {
  expect(check(version).status).toBe(0);
});
