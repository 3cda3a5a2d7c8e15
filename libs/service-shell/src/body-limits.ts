import { problem } from './problems.js';

/** A request body, wholly; files for import come as streams and have their own limit. */
export const BODY_BYTES_MAX = 1_048_576;
/** Our deepest body has five levels. */
export const JSON_DEPTH_MAX = 32;
/** Ten times our largest list: batches have 100 items. */
export const ARRAY_ITEMS_MAX = 1_000;
/** A remark or an address is a few hundred characters. */
export const STRING_CHARS_MAX = 4_096;

/** Looks at a parsed body before anything recursive does. Iterative: its own depth must not depend on the body's. @throws Problem */
export function assertWithinLimits(body: unknown): void {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && value.length > STRING_CHARS_MAX) throw problem('BODY_TOO_LARGE', { stringCharsMax: STRING_CHARS_MAX });
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) continue;
    if (depth > JSON_DEPTH_MAX) throw problem('BODY_TOO_LARGE', { depthMax: JSON_DEPTH_MAX });
    if (Array.isArray(value) && value.length > ARRAY_ITEMS_MAX) throw problem('BODY_TOO_LARGE', { arrayItemsMax: ARRAY_ITEMS_MAX });
    assertNoPrototypeKeys(value);
    for (const child of Object.values(value)) waiting.push({ value: child, depth: depth + 1 });
  }
}

/**
 * Takes out of a request's texts what no database keeps: NUL, and halves of characters. Refusing them would refuse an
 * after-sale for its words; letting them in would stop the list they come to. Iterative, as above, and to be called after it.
 */
export function keepStorable(part: unknown): void {
  const waiting: unknown[] = [part];
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) continue;
    for (const [key, child] of Object.entries(value)) {
      if (typeof child !== 'string') waiting.push(child);
      else if (UNSTORABLE.test(child)) Reflect.set(value, key, child.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd'));
    }
  }
}

const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Keys that name an object's prototype are never data; libraries that copy objects trip over them. */
function assertNoPrototypeKeys(value: object): void {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    if (Object.hasOwn(value, key)) throw problem('MALFORMED_BODY', { key });
  }
}
