import type { ImportItem } from './exported-order.js';
import { SAMPLES, type Sample } from './fixture-samples.js';
import { MemoryLines } from './line-lookup.js';
import { parseExport } from './parse-export.js';
import { parseTaobaoLines, stageTaobaoLines, type LineItem } from './taobao-lines.js';

/** What importing a sample gives, its lines first where it has some. */
export async function itemsOfSample(sample: Sample, bytesOf: (sample: Sample) => Buffer): Promise<readonly (ImportItem | LineItem)[]> {
  const items: (ImportItem | LineItem)[] = [];
  if (sample.file === 'TAOBAO_LINES') {
    for await (const item of parseTaobaoLines(chunks(bytesOf(sample)))) items.push(item);
    return items;
  }
  const lines = new MemoryLines();
  const detail = SAMPLES.find((other) => other.name === sample.lines);
  if (detail) for await (const item of stageTaobaoLines(chunks(bytesOf(detail)), lines)) items.push(item);
  for await (const item of parseExport(chunks(bytesOf(sample)), { lines })) items.push(item);
  return items;
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
