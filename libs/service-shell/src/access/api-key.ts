import { createHash, timingSafeEqual } from 'node:crypto';
import type { Random } from '@daifa/ports/ports';

/** 5 bits a character, no two that look alike in most typefaces, and one byte masked gives each with equal chance. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const KEY_ID_CHARS = 12;
/** 260 bits: cannot be guessed, so a plain SHA-256 needs no salt and no slow hash. */
const SECRET_CHARS = 52;
const CHECKSUM_CHARS = 6;

const FORM = new RegExp(`^daifa_([a-z]{2,12})_([${ALPHABET}]{${KEY_ID_CHARS}})_([${ALPHABET}]{${SECRET_CHARS}})([${ALPHABET}]{${CHECKSUM_CHARS}})$`);

export type MintedKey = { readonly keyId: string; readonly key: string; readonly hash: Buffer };

/** `daifa_<environment>_<keyId>_<secret><checksum>`: the prefix lets scanners find leaks, the checksum tells a typing error without a look-up. */
export function mintKey(environment: string, random: Random): MintedKey {
  const keyId = letters(random.bytes(KEY_ID_CHARS));
  const body = `daifa_${environment}_${keyId}_${letters(random.bytes(SECRET_CHARS))}`;
  const key = body + checksum(body);
  return { keyId, key, hash: keyHash(key) };
}

/** The key id of a well-formed key of this environment, null for anything else. */
export function keyIdOf(key: string, environment: string): string | null {
  const found = FORM.exec(key);
  if (!found || found[1] !== environment) return null;
  return checksum(key.slice(0, -CHECKSUM_CHARS)) === found[4] ? (found[2] ?? null) : null;
}

export function keyHash(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function checksum(body: string): string {
  return letters(createHash('sha256').update(body).digest().subarray(0, CHECKSUM_CHARS));
}

function letters(bytes: Buffer): string {
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');
}
