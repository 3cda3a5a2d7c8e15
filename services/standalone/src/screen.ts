import pc from 'picocolors';
import type { DemoKey } from './demo-tenants.js';

export type Screen = {
  readonly url: string;
  readonly databaseUrl: string;
  /** null where the database is another's. */
  readonly dataDir: string | null;
  readonly masterKeyFile: string;
  /** Keys made at this start, empty when they exist already; null without demonstration. */
  readonly demo: readonly DemoKey[] | null;
  readonly startedMs: number;
  /** Only where everything is a process of its own. */
  readonly full?: { readonly brokers: string; readonly logFolder: string; readonly processes: readonly Row[]; readonly next: readonly Row[] };
};

/** One screen: what runs where, who may call it, what to try next. Passwords stay out of it. */
export function screenOf({ url, databaseUrl, dataDir, masterKeyFile, demo, startedMs, full }: Screen): string {
  const places: readonly Row[] = [
    ['HTTP API 接口', `${url}/v1`],
    ['API docs 文档', `${url}/docs`],
    ['Health 健康', `${url}/health/ready`],
    ['Database 数据库', withoutPassword(databaseUrl)],
    ...(full ? [['Kafka', full.brokers], ['Logs 日志', full.logFolder]] as const : []),
    ...(dataDir === null ? [] : [['Data 数据', dataDir] as const]),
    ['Master key 主密钥', `${masterKeyFile}  ${pc.yellow('back it up apart 请另行备份')}`],
  ];
  return [
    '',
    `${pc.bold('Daifa 代发')}  ${full ? `${pc.bold('full world 完整模式')}  ` : ''}${pc.green('ready 已就绪')} ${pc.dim(`in ${(startedMs / 1000).toFixed(1)} s`)}`,
    pc.dim('orders 订单 · allocation 分配 · factory 厂家 · logistics 物流 · after-sales 售后'),
    '',
    ...table(places),
    '',
    ...(full ? [`${pc.bold('Processes 进程')}  ${pc.dim('each is started again when it ends 任一进程退出都会自动重启')}`, ...table(full.processes), ''] : []),
    ...(demo === null ? [] : keysShown(demo)),
    `${pc.bold('Try next 下一步')}  ${pc.dim('in a second terminal 另开一个终端')}`,
    ...table([...(demo === null ? [] : NEXT_WITH_DEMO), ...NEXT, ...(full ? full.next : [])]),
    '',
    pc.dim('Ctrl-C stops everything in order; the data stays. 按 Ctrl-C 停止，数据保留。'),
    '',
    '',
  ].join('\n');
}

/** Keys are the width of a screen, so each stands on a line of its own. */
function keysShown(keys: readonly DemoKey[]): readonly string[] {
  if (keys.length === 0) return [`${pc.bold('Demo API keys 演示密钥')}  were shown at the first start 首次启动时已显示: secrets/demo-keys.json`, ''];
  return [
    `${pc.bold('Demo API keys 演示密钥')}  ${pc.yellow('shown this once 仅显示一次')} ${pc.dim('(kept in 保存于 secrets/demo-keys.json)')}`,
    ...keys.flatMap(({ label, name, key, factoryShopId }) => [`  ${label.padEnd(9)} ${name}${factoryShopId === null ? '' : pc.dim(`  厂家店铺ID ${factoryShopId}`)}`, `  ${pc.cyan(key)}`]),
    '',
  ];
}

export type Row = readonly [name: string, value: string];

const NEXT_WITH_DEMO: readonly Row[] = [['npm run demo', 'the golden stories, step by step 逐步演示售后如何阻断打印']];
const NEXT: readonly Row[] = [
  ['npm run daifa -- --help', 'import, allocate, list, repair 命令行'],
  ['npm run verify', 'proves the fence over the whole history 校验全部历史'],
];

function table(rows: readonly Row[]): readonly string[] {
  const wide = Math.max(...rows.map(([name]) => columnsOf(name)));
  return rows.map(([name, value]) => `  ${pc.bold(name)}${' '.repeat(wide - columnsOf(name) + 2)}${value}`);
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}

/** Columns a terminal gives a text: a Chinese character takes two. */
export function columnsOf(text: string): number {
  return [...text].reduce((columns, character) => columns + (/[\u2e80-\uffff]/.test(character) ? 2 : 1), 0);
}
