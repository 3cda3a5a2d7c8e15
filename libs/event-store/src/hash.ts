import { hash } from 'node:crypto';
import type { EventRecord } from './port.js';

/** The `prevHash` of a stream's first event. */
export const NO_HASH = '';

/**
 * SHA-256 over the stored bytes of one record in its place, as hex. The next event of the stream keeps it as `prevHash`,
 * so a changed, removed, inserted or swapped event breaks the chain behind it. Personal data is ciphertext in these bytes:
 * erasing its key breaks nothing. 0x1e stands between the parts; JSON text never holds it raw.
 */
export function recordHash(stream: string, revision: number, record: EventRecord): string {
  return hash('sha256', `${stream}\x1e${revision}\x1e${record.type}\x1e${record.meta}\x1e${record.data}`, 'hex');
}
