import { SingleBar } from 'cli-progress';
import type { Progress } from './import-report.js';
import type { Terminal } from './terminal.js';
import { count } from './words.js';

/** Shows how far an import is: what was sent, and what the server says it has read and stored. */
export type ProgressShown = { sent(bytes: number): void; stored(progress: Progress): void; end(): void };

const MIB = 1024 * 1024;
const TENTHS = 10;
/** Below this a bar with its words would wrap. */
const WIDE_COLUMNS = 110;
const nothing: Progress = { bytes: 0, rows: 0, orders: 0, imported: 0, updated: 0, unchanged: 0, refused: 0, badRows: 0 };

/** A bar where somebody watches, a line for each tenth otherwise. Both move by what the server has read, not by what was sent. */
export function progressOf(bytesAll: number, { progress, err }: Terminal): ProgressShown {
  return progress ? bar(bytesAll, progress) : lines(bytesAll, err);
}

function bar(bytesAll: number, stream: NodeJS.WriteStream): ProgressShown {
  const long = stream.columns >= WIDE_COLUMNS;
  const words = long ? '已发送 sent {sent} MiB | 已入库 stored {orders} | 坏行 bad {bad} | {duration_formatted}' : '{orders} 单 | 坏行 {bad}';
  const shown = new SingleBar({ format: `{bar} {percentage}% | ${words}`, barCompleteChar: '█', barIncompleteChar: '░', barsize: long ? 30 : 16, hideCursor: true, linewrap: false, stream });
  let bytesSent = 0;
  let last = nothing;
  const payload = (): object => ({ sent: (bytesSent / MIB).toFixed(1), orders: count(last.orders), bad: count(last.badRows) });
  shown.start(bytesAll, 0, payload());
  return {
    sent: (bytes) => {
      bytesSent = bytes;
      shown.update(last.bytes, payload());
    },
    stored: (progress) => {
      last = progress;
      shown.update(last.bytes, payload());
    },
    end: () => shown.stop(),
  };
}

function lines(bytesAll: number, say: Terminal['err']): ProgressShown {
  let told = 0;
  return {
    sent: () => undefined,
    stored: ({ bytes, orders, badRows }) => {
      const tenth = Math.floor((bytes / bytesAll) * TENTHS);
      if (tenth <= told) return;
      told = tenth;
      say(`${tenth * TENTHS}%  已入库 stored ${count(orders)}  坏行 bad ${count(badRows)}\n`);
    },
    end: () => undefined,
  };
}
