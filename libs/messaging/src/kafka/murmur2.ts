/**
 * The hash by which Kafka clients of all languages choose a key's partition: MurmurHash2, 32 bits, little-endian, with Kafka's
 * seed. kafkajs has it too, by way of 64-bit arithmetic on objects; for a relay that was a sixth of its time.
 */
const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** Unsigned, in 32 bits. */
export function murmur2(key: Uint8Array): number {
  const words = key.length >> 2;
  let hash = SEED ^ key.length;
  for (let word = 0; word < words; word++) {
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(folded(Math.imul(littleEndian(key, word * 4, 4), MULTIPLIER), 24), MULTIPLIER);
  }
  const rest = key.length & 3;
  if (rest > 0) hash = Math.imul(hash ^ littleEndian(key, words * 4, rest), MULTIPLIER);
  hash = Math.imul(folded(hash, 13), MULTIPLIER);
  return folded(hash, 15) >>> 0;
}

function folded(value: number, bits: number): number {
  return value ^ (value >>> bits);
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let n = 0; n < count; n++) value |= (bytes[from + n] ?? 0) << (8 * n);
  return value;
}
