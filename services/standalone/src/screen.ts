import pc from 'picocolors';
import type { DemoKey } from './demo-tenants.js';

export type Screen = {
  readonly url: string;
  readonly database: string;
  readonly dataDir: string | null;
  readonly keys: readonly DemoKey[];
  readonly startedMs: number;
};

/** One screen: what runs where, who may call it, what to try next. Passwords stay out of it. */
export function screenOf({ url, database, dataDir, keys, startedMs }: Screen): string {
  const rows: readonly (readonly [string, string])[] = [
    ['HTTP API 接口', `${url}/v1`],
    ['API docs 文档', `${url}/docs`],
    ['Health 健康', `${url}/health/ready`],
    ['PostgreSQL 数据库', `${withoutPassword(database)}${dataDir === null ? '' : `   (data 数据: ${dataDir})`}`],
  ];
  const wide = Math.max(...rows.map(([name]) => width(name)));
  const lines = rows.map(([name, value]) => `  ${pc.dim(name)}${' '.repeat(wide - width(name) + 2)}${value}`);
  return [
    '',
    `${pc.bold('Daifa 代发')}  ${pc.green('ready 已就绪')} ${pc.dim(`in ${(startedMs / 1000).toFixed(1)} s`)}  orders · allocation · factory · logistics · after-sales`,
    '',
    ...lines,
    '',
    ...keysShown(keys),
    `${pc.bold('Try next 下一步')}  (in a second terminal 另开一个终端)`,
    `  npm run demo      ${pc.dim('nine stories, refund ‖ print both ways 九个故事，看售后如何阻断打印')}`,
    `  npm run daifa -- orders import services/orders/fixtures/…  ${pc.dim('import an order export 导入订单')}`,
    `  npm run verify    ${pc.dim('prove the fence over the whole history 校验全部历史')}`,
    '',
    pc.dim('  Ctrl-C stops everything in order; the data stays. 按 Ctrl-C 停止，数据保留。'),
    '',
  ].join('\n');
}

function keysShown(keys: readonly DemoKey[]): readonly string[] {
  if (keys.length === 0) return [pc.dim('  Demo keys were shown at the first start; the command line finds them in secrets/demo-keys.json.'), ''];
  return [
    `${pc.bold('Demo API keys 演示密钥')}  ${pc.yellow('shown this once 仅显示一次')}`,
    ...keys.map(({ label, name, key, factoryShopId }) => `  ${label.padEnd(9)} ${pc.cyan(key)}  ${name}${factoryShopId === null ? '' : ` (厂家店铺ID ${factoryShopId})`}`),
    '',
  ];
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

/** Columns a terminal gives a text: a Chinese character takes two. */
function width(text: string): number {
  return [...text].reduce((columns, character) => columns + (/[\u2e80-\uffff]/.test(character) ? 2 : 1), 0);
}
