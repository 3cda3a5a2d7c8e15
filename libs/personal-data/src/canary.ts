import { canaryForms } from './canary-forms.js';

/** A planted text was found, written in this form, at this byte. */
export type CanaryHit = { readonly canary: string; readonly form: string; readonly offset: number };

type Needle = { readonly canary: string; readonly form: string; readonly bytes: Buffer };
/** Needles by the value of one of their windows of four bytes, and how far into the needle that window lies. */
type Windows = ReadonlyMap<number, readonly { readonly needle: Needle; readonly at: number }[]>;

const WINDOW_BYTES = 4;
const FILTER_BITS = 24;

/** Taken once: jest makes every look-up of a global slow, and there is one for each byte. */
const { imul } = Math;

/** Looks for any number of planted texts in one pass, at some 100 MB a second. */
export class CanarySearch {
  /** Scan a file in pieces that overlap by this much, less one, and nothing on a border is missed. */
  readonly longestBytes: number;
  private readonly windows: Windows;
  /** One bit per hash of a window: most bytes of a file are passed by with one look. */
  private readonly filter = new Uint8Array(2 ** (FILTER_BITS - 3));

  /** @param canaries each with at least four bytes in every form, so at least four letters or digits, or two Han characters */
  constructor(canaries: readonly string[]) {
    const needles = canaries.flatMap((canary) => canaryForms(canary).map(({ form, bytes }) => ({ canary, form, bytes })));
    const short = needles.find(({ bytes }) => bytes.length < WINDOW_BYTES);
    if (short) throw new RangeError(`too short to look for as ${short.form}: ${short.canary}`);
    this.longestBytes = needles.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0);
    this.windows = windowsOf(needles);
    for (const window of this.windows.keys()) {
      const bit = hashOf(window);
      this.filter[bit >> 3] = (this.filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  /** All places where a planted text begins, in order of place. */
  find(haystack: Buffer): readonly CanaryHit[] {
    const hits: CanaryHit[] = [];
    let window = 0;
    for (let end = 0; end < haystack.length; end++) {
      window = ((window << 8) | (haystack[end] ?? 0)) >>> 0;
      const bit = hashOf(window);
      if (end >= WINDOW_BYTES - 1 && ((this.filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) this.check(haystack, window, end - WINDOW_BYTES + 1, hits);
    }
    return hits.sort((a, b) => a.offset - b.offset);
  }

  private check(haystack: Buffer, window: number, offset: number, hits: CanaryHit[]): void {
    for (const { needle, at } of this.windows.get(window) ?? []) {
      const start = offset - at;
      if (start >= 0 && haystack.subarray(start, start + needle.bytes.length).equals(needle.bytes)) {
        hits.push({ canary: needle.canary, form: needle.form, offset: start });
      }
    }
  }
}

/** Looks once; to look through many buffers build a CanarySearch. */
export function findCanaries(haystack: Buffer, canaries: readonly string[]): readonly CanaryHit[] {
  return new CanarySearch(canaries).find(haystack);
}

/** Files each needle under its rarest window: ten thousand planted phones share their first digits. */
function windowsOf(needles: readonly Needle[]): Windows {
  const counts = new Map<number, number>();
  for (const { bytes } of needles) {
    for (let at = 0; at + WINDOW_BYTES <= bytes.length; at++) counts.set(bytes.readUInt32BE(at), (counts.get(bytes.readUInt32BE(at)) ?? 0) + 1);
  }
  const windows = new Map<number, { needle: Needle; at: number }[]>();
  for (const needle of needles) {
    const at = rarestWindow(needle.bytes, counts);
    const window = needle.bytes.readUInt32BE(at);
    const filed = windows.get(window);
    if (filed) filed.push({ needle, at });
    else windows.set(window, [{ needle, at }]);
  }
  return windows;
}

function rarestWindow(bytes: Buffer, counts: ReadonlyMap<number, number>): number {
  let rarest = 0;
  for (let at = 1; at + WINDOW_BYTES <= bytes.length; at++) {
    if ((counts.get(bytes.readUInt32BE(at)) ?? 0) < (counts.get(bytes.readUInt32BE(rarest)) ?? 0)) rarest = at;
  }
  return rarest;
}

function hashOf(window: number): number {
  return imul(window, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
