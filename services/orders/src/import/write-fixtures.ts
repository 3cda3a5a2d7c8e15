import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { ExportKind } from './columns.js';
import type { ExportedOrder } from './exported-order.js';
import { exportBytes, PLAIN_LOOK, type ExportLook } from './fixture-generator.js';
import { believableOrder, type OrderOptions } from './fixture-orders.js';
import { bytesOfSample, channelOf, readmeOfSamples, SAMPLES } from './fixture-samples.js';
import { itemsOfSample } from './sample-items.js';

const USAGE = `write-fixtures samples <folder>
write-fixtures export --file PDD|DOUYIN|TAOBAO|TAOBAO_LINES --orders 1000 --out orders.csv
    [--seed 1] [--people invented|masked|canary] [--encoding utf-8|utf-8-bom|gbk|gb18030|utf-16le]
    [--header-row 1|2] [--ids plain|formula|quoted-formula|apostrophe|tab] [--money plain|thousands|sign|suffix]`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string', default: 'PDD' }, orders: { type: 'string', default: '1000' }, out: { type: 'string' }, seed: { type: 'string', default: '1' },
    people: { type: 'string', default: 'masked' }, encoding: { type: 'string', default: 'utf-8' }, 'header-row': { type: 'string', default: '1' },
    ids: { type: 'string', default: 'plain' }, money: { type: 'string', default: 'plain' },
  },
});

const [what, folder] = positionals;
if (what === 'samples' && folder) await writeSamples(folder);
else if (what === 'export' && values.out) await writeExport(values.out);
else throw new Error(USAGE);

async function writeSamples(into: string): Promise<void> {
  await mkdir(join(into, 'expected'), { recursive: true });
  await writeFile(join(into, 'README.md'), readmeOfSamples());
  for (const sample of SAMPLES) {
    await writeFile(join(into, sample.name), bytesOfSample(sample));
    const items = await itemsOfSample(sample, bytesOfSample);
    await writeFile(join(into, 'expected', `${sample.name}.jsonl`), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  }
}

async function writeExport(out: string): Promise<void> {
  const file = oneOf<ExportKind>(values.file, ['PDD', 'DOUYIN', 'TAOBAO', 'TAOBAO_LINES']);
  const people = oneOf<OrderOptions['people']>(values.people, ['masked', 'invented', 'canary']);
  const look: ExportLook = {
    ...PLAIN_LOOK,
    encoding: oneOf(values.encoding, ['utf-8', 'utf-8-bom', 'gbk', 'gb18030', 'utf-16le']),
    headerRow: oneOf(values['header-row'], ['1', '2']) === '1' ? 1 : 2,
    ids: oneOf(values.ids, ['plain', 'formula', 'quoted-formula', 'apostrophe', 'tab']),
    money: oneOf(values.money, ['plain', 'thousands', 'sign', 'suffix']),
    receiverColumns: file === 'PDD' && people !== 'masked',
  };
  const orders = believableOrders({ channel: channelOf(file), seed: Number(values.seed), people }, Number(values.orders));
  await pipeline(Readable.from(exportBytes(file, orders, look)), createWriteStream(out));
}

function* believableOrders(options: OrderOptions, count: number): Generator<ExportedOrder> {
  for (let n = 0; n < count; n += 1) yield believableOrder(options, n);
}

function oneOf<Word extends string>(given: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === given);
  if (word === undefined) throw new Error(`${given} is none of ${words.join(', ')}\n\n${USAGE}`);
  return word;
}
