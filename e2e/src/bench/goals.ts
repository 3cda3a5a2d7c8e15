/** What performance.md section 8 asks for. Shares and quotients are of one run; `robust` ones hold on a noisy two-core machine and fail `--quick`. */
export type Goal = {
  readonly text: string;
  readonly unit: '×' | 'µs' | 'ms' | 'events/s' | 'orders/s/core' | 'MiB' | '';
  readonly better: 'more' | 'less';
  readonly floor: number;
  readonly moonshot: number;
  readonly robust: boolean;
};

const share = (text: string, floor: number, moonshot: number, robust = false): Goal => ({ text, unit: '×', better: 'more', floor, moonshot, robust });
const time = (text: string, unit: 'µs' | 'ms', floor: number, moonshot: number): Goal => ({ text, unit, better: 'less', floor, moonshot, robust: false });
const rate = (text: string, unit: 'events/s' | 'orders/s/core', floor: number, moonshot: number): Goal => ({ text, unit, better: 'more', floor, moonshot, robust: false });

export const goals = {
  'append 32: bound': share('append, 32 writers, of the SQL upper bound', 0.5, 0.8, true),
  'append 32: best peer': share('append, 32 writers, of the best peer', 3, 6, true),
  'append 32: insert': share('append, 32 writers, of a prepared insert per order', 1.2, 2, true),
  'append 1: insert': share('append, 1 writer, of a prepared insert per order', 0.7, 0.9),
  'append 32: CPU': { ...time('CPU per order appended, 32 writers (Node + PostgreSQL)', 'µs', 150, 65) },
  'append 32: CPU of best peer': { text: 'CPU per order, of the best peer', unit: '×', better: 'less', floor: 0.33, moonshot: 0.1, robust: true },
  'read 1: select': share('rehydrate 12 events, 1 reader, of a prepared select', 0.6, 0.9),
  'read 32: select': share('rehydrate 12 events, 32 readers, of a prepared select', 0.6, 0.9, true),
  'catch-up': rate('read everything in order, as the port gives it', 'events/s', 100_000, 200_000),
  'catch-up: select': share('read everything, of prepared select pages', 0.6, 0.9, true),
  'catch-up: message-db': share('read everything and parse it, of message-db', 1.2, 2, true),
  'first seconds': share('a fresh store, slowest of seconds 2 to 6, of its first', 0.5, 0.8, true),
  'delivery p50': time('append acknowledged → subscriber, under load, p50', 'ms', 2, 0.5),
  'delivery p99': time('append acknowledged → subscriber, under load, p99', 'ms', 20, 5),
  'pipeline': rate('taken in → … → shipped over HTTP, durable, batches of 100', 'orders/s/core', 1_000, 2_500),
  'step p99': time('one step at half load, p99', 'ms', 100, 25),
  'block p50': time('after-sale accepted → cancel in the factory’s feed, idle, p50', 'ms', 100, 25),
  'block p99': time('after-sale accepted → cancel in the factory’s feed, under load, p99', 'ms', 1_000, 250),
  'late prints': { text: 'labels printed after an accepted after-sale', unit: '', better: 'less', floor: 0, moonshot: 0, robust: true },
  'rebuild': rate('the work list rebuilt from zero', 'events/s', 100_000, 200_000),
  'relay: client': share('the log on Kafka, of the bare client', 0.4, 0.8),
  'relay': rate('the log on Kafka', 'events/s', 20_000, 40_000),
  'consumer': rate('Kafka into rows, effects once, of one core', 'events/s', 8_000, 20_000),
} as const satisfies Readonly<Record<string, Goal>>;

export type GoalName = keyof typeof goals;

export function reaches({ better }: Goal, value: number, mark: number): boolean {
  return better === 'more' ? value >= mark : value <= mark;
}
