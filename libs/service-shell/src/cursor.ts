import { createHmac, timingSafeEqual } from 'node:crypto';
import { problem } from './problems.js';

/** The values of the sort columns of the last row a page showed. */
export type CursorKey = readonly (string | number | null)[];

/** Where a cursor is good: one list of one tenant. */
export type CursorScope = { readonly route: string; readonly tenantId: string };

/** 128 bits: enough for what can only be tried online. */
const SIGNATURE_BYTES = 16;
const CURSOR_CHARS_MAX = 1_024;

/** Opaque keyset cursors: signed, so that nobody can point one at another list, another tenant or a made-up place. */
export class Cursors {
  constructor(private readonly secret: string) {}

  seal(key: CursorKey, scope: CursorScope): string {
    const payload = Buffer.from(JSON.stringify(key));
    return `${payload.toString('base64url')}.${this.#sign(payload, scope).toString('base64url')}`;
  }

  /** @throws Problem CURSOR_INVALID for anything that `seal` did not give for this scope */
  open(cursor: string, scope: CursorScope): CursorKey {
    const [body = '', signature = '', ...rest] = cursor.length <= CURSOR_CHARS_MAX ? cursor.split('.') : [];
    const payload = Buffer.from(body, 'base64url');
    const given = Buffer.from(signature, 'base64url');
    if (rest.length > 0 || given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, this.#sign(payload, scope))) throw problem('CURSOR_INVALID');
    const key: CursorKey = JSON.parse(payload.toString());
    return key;
  }

  #sign(payload: Buffer, scope: CursorScope): Buffer {
    return createHmac('sha256', this.secret).update(`cursor\0${scope.route}\0${scope.tenantId}\0`).update(payload).digest().subarray(0, SIGNATURE_BYTES);
  }
}

export type Page<Item> = { readonly items: readonly Item[]; /** The cursor of the next page, null on the last. */ readonly next: string | null };

/**
 * A page from rows that were asked for with `limit + 1`: the extra row only says that there is more.
 *
 * @param key the sort columns of a row, in the order of the list; together they must be unique
 */
export function page<Row>(rows: readonly Row[], limit: number, key: (row: Row) => CursorKey, seal: (key: CursorKey) => string): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? seal(key(last)) : null };
}

/** RFC 8288: the same list from the next cursor on. */
export function nextLink(url: string, next: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', next);
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
