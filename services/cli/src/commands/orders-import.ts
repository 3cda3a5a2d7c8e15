import { stat } from 'node:fs/promises';
import { systemPorts } from '@daifa/ports/system';
import { Option, type Command } from 'commander';
import { connectionFor } from '../connection.js';
import { CouldNot, isFileError, Refused } from '../failure.js';
import { progressOf } from '../import-progress.js';
import { reportOf, type ImportLine, type Summary } from '../import-report.js';
import { EXIT, type Common, type Exit, type Terminal } from '../terminal.js';
import { postForm, type FilePart, type Form } from '../upload.js';

type Options = Common & { readonly shop: string; readonly lines?: string; readonly channel?: string; readonly approve?: string };

export function addImport(orders: Command, terminal: Terminal, ends: (code: Exit) => void): void {
  orders.command('import <file>')
    .description('import an order export of Pinduoduo, Douyin or Taobao as it is; again is harmless 导入平台导出的订单 CSV，可重复执行')
    .option('--lines <file>', 'Taobao: the detail file ExportOrderDetailList 淘宝明细文件')
    .option('--shop <id>', 'which shop of yours 店铺', 'shop-1')
    .addOption(new Option('--channel <channel>', 'told from the file when left out 渠道').choices(['PDD', 'DOUYIN', 'TAOBAO']))
    .addOption(new Option('--approve <by>', 'rule: paid orders are approved at once; person: they wait 审核方式').choices(['rule', 'person']).default('rule'))
    .action(async (file: string, _: object, command: Command) => ends(await importFile(file, command.optsWithGlobals<Options>(), terminal)));
}

async function importFile(path: string, options: Options, terminal: Terminal): Promise<Exit> {
  const { lines, shop, channel, approve = 'rule' } = options;
  const files = await Promise.all([...(lines === undefined ? [] : [filePart('lines', lines)]), filePart('file', path)]);
  const connection = await connectionFor(options, 'merchant', terminal.environment);
  const fields = { shopId: shop, ...(channel !== undefined && { channel }), approve: approve.toUpperCase() };
  const summary = await sent({ fields, files, boundary: `daifa-${systemPorts.ids.uuid()}` }, { connection, terminal, isQuiet: options.json === true });
  terminal.out(options.json ? `${JSON.stringify(summary, null, 2)}\n` : reportOf(summary));
  return summary.bad.count > 0 ? EXIT.partly : EXIT.ok;
}

async function sent(form: Form, { connection, terminal, isQuiet }: { readonly connection: Parameters<typeof postForm>[0]; readonly terminal: Terminal; readonly isQuiet: boolean }): Promise<Summary> {
  const bytesAll = form.files.reduce((total, { bytes }) => total + bytes, 0);
  const shown = isQuiet ? null : progressOf(bytesAll, terminal);
  let summary: Summary | null = null;
  try {
    for await (const text of postForm(connection, '/orders/import', form, (bytes) => shown?.sent(bytes))) {
      const line: ImportLine = JSON.parse(text);
      if (line.kind === 'problem') throw new Refused(line.problem);
      shown?.stored(line);
      if (line.kind === 'summary') summary = line;
    }
  } finally {
    shown?.end();
  }
  if (summary) return summary;
  throw new CouldNot('服务器没有给出结果就结束了。已导入的订单保留；请再次运行同一命令。', 'The server ended without a result. What was taken in stays: run the same command again.');
}

async function filePart(name: FilePart['name'], path: string): Promise<FilePart> {
  try {
    const found = await stat(path);
    if (found.isFile()) return { name, path, bytes: found.size };
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
  throw new CouldNot(`找不到文件，或无法读取：${path}`, `There is no such file, or it cannot be read: ${path}`);
}
