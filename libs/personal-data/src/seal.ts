import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '@daifa/ports/ports';

/** Where a sealed field belongs. It is authenticated, not stored: the same text moved to another order or field does not open. */
export type FieldPlace = { readonly tenantId: string; readonly orderId: string; readonly field: string; readonly schema: string };

/** First byte of what is sealed: says how the rest is laid out (nonce, ciphertext, tag of AES-256-GCM). */
const LAYOUT = 1;
const CIPHER = 'aes-256-gcm';
/** 96 bits, at random: NIST SP 800-38D allows 2^32 of them per key; a data key seals some fields of one order. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;
export const KEY_BYTES = 32;

/** What was sealed does not open here: another key, another place, or changed bytes. The message never holds any of it. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** Seals one field as base64 text. Sealing the same again gives another text. */
export function sealField(dataKey: Buffer, plain: string, place: FieldPlace, random: Random): string {
  return sealBytes(dataKey, Buffer.from(plain, 'utf8'), placeText(place), random).toString('base64');
}

/** @throws SealBroken */
export function openField(dataKey: Buffer, sealed: string, place: FieldPlace): string {
  return openBytes(dataKey, Buffer.from(sealed, 'base64'), placeText(place)).toString('utf8');
}

/** AES-256-GCM under a key of 32 bytes; `place` is authenticated beside the text. */
export function sealBytes(key: Buffer, plain: Buffer, place: string, random: Random): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place, 'utf8'));
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(LAYOUT), nonce, text, cipher.getAuthTag()]);
}

/** @throws SealBroken */
export function openBytes(key: Buffer, sealed: Buffer, place: string): Buffer {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== LAYOUT) throw new SealBroken('this is not sealed as layout 1');
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(sealed.subarray(end));
  const text = decipher.update(sealed.subarray(HEAD_BYTES, end));
  try {
    decipher.final();
  } catch {
    throw new SealBroken('the seal is broken: another key, another place, or changed bytes');
  }
  return text;
}

/** A list in JSON, so that no two places have one text, whatever characters their parts hold. */
function placeText({ tenantId, orderId, field, schema }: FieldPlace): string {
  return JSON.stringify([tenantId, orderId, field, schema]);
}
