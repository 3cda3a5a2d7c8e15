import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a message carries beside its body: when it was signed, in seconds since 1970, and the signature in hexadecimal. */
export type Signed = { readonly timestamp: string; readonly signature: string };

/** HMAC-SHA-256 over time and raw body under the shop's own secret. */
export function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}

/** Whether who sent this holds the secret, and signed it within `ageMs` of now, earlier or later. */
export function isAuthentic(secret: string, { timestamp, signature }: Signed, body: Buffer, { nowMs, ageMs }: { readonly nowMs: number; readonly ageMs: number }): boolean {
  const isInTime = /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1_000 - nowMs) <= ageMs;
  const expected = Buffer.from(signatureOf(secret, timestamp, body));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) && isInTime;
}
