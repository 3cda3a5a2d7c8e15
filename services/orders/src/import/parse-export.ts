import { ORDER_EXPORTS } from './columns.js';
import { douyinOrders } from './douyin-orders.js';
import type { Channel, ImportItem } from './exported-order.js';
import { ImportUnreadable } from './import-unreadable.js';
import type { LineLookup } from './line-lookup.js';
import { pddOrders } from './pdd-orders.js';
import { openTable, type ImportProgress, type Table } from './table.js';
import { taobaoOrders } from './taobao-orders.js';

export type ImportOptions = {
  /** Which export it must be; told from its header when absent. */
  readonly channel?: Channel;
  /** The lines of a Taobao export, staged before (`stageTaobaoLines`). */
  readonly lines?: LineLookup;
  /** Called as bytes are taken from the source, with running totals. */
  readonly onProgress?: (progress: Readonly<ImportProgress>) => void;
};

/**
 * Reads an order export of Pinduoduo, Douyin or Taobao as it comes from the platform, in bounded memory and only as fast
 * as the items are taken. Good orders and reports of bad rows come out in the order in which they are settled. Pure: the
 * same bytes give the same items, however they are cut into chunks.
 *
 * @throws ImportUnreadable when it is no such export, or from the row on where it cannot be read further
 */
export async function* parseExport(source: AsyncIterable<Buffer>, options: ImportOptions = {}): AsyncGenerator<ImportItem> {
  const wanted = ORDER_EXPORTS.filter((table) => options.channel === undefined || table.kind === options.channel);
  const progress: ImportProgress = { bytesRead: 0, rowsRead: 0, ordersHeld: 0 };
  const table = await openTable(source, wanted, progress, () => options.onProgress?.({ ...progress }));
  yield* itemsOf(table, options.lines, progress);
}

async function* itemsOf(table: Table, lines: LineLookup | undefined, progress: ImportProgress): AsyncGenerator<ImportItem> {
  switch (table.header.kind) {
    case 'PDD':
      return yield* pddOrders(table.rows);
    case 'DOUYIN':
      return yield* douyinOrders(table.rows, progress);
    case 'TAOBAO':
      if (lines) return yield* taobaoOrders(table.rows, lines, progress);
      await table.close();
      throw linesNeeded();
    case 'TAOBAO_LINES':
      throw linesNeeded(); // never wanted here, so never found
  }
}

function linesNeeded(): ImportUnreadable {
  return new ImportUnreadable(
    'LINES_NEEDED',
    '淘宝订单需要同时上传明细文件 ExportOrderDetailList，订单列表里没有商品行。',
    'A Taobao import needs the detail file ExportOrderDetailList as well: the order list has no lines.',
  );
}
