import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CanaryHit, CanarySearch } from '@daifa/personal-data/canary';

const CHUNK_BYTES = 8 << 20;

export type FileHit = CanaryHit & { readonly file: string };

/** Looks through every file below a folder, in pieces that overlap so that nothing on a border is missed. */
export function searchFolder(folder: string, search: CanarySearch): { readonly hits: readonly FileHit[]; readonly bytes: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = files.map((file) => searchFile(file, search));
  return { hits: found.flatMap(({ hits }) => hits), bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function searchFile(file: string, search: CanarySearch): { readonly hits: readonly FileHit[]; readonly bytes: number } {
  const { size } = statSync(file);
  const buffer = Buffer.alloc(Math.min(size, CHUNK_BYTES));
  const step = Math.max(1, buffer.length - search.longestBytes + 1);
  const hits: FileHit[] = [];
  const descriptor = openSync(file, 'r');
  try {
    for (let from = 0; from < size; from += step) {
      const length = readSync(descriptor, buffer, 0, buffer.length, from);
      hits.push(...search.find(buffer.subarray(0, length)).map((hit) => ({ ...hit, offset: hit.offset + from, file })));
      if (from + length >= size) break;
    }
  } finally {
    closeSync(descriptor);
  }
  return { hits, bytes: size };
}
