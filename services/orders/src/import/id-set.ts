/** Ids up to this many digits fit 64 bits. */
const DIGITS_MAX = 19;

const SLOTS_AT_FIRST = 1 << 10;

/**
 * Remembers platform ids, exactly, at about 16 bytes each and off the JavaScript heap: a file of a million orders costs
 * some 16 MB where a set of strings would cost a hundred. Open addressing; 0 marks a free slot, so no id may be 0.
 */
export class IdSet {
  private slots = new BigUint64Array(SLOTS_AT_FIRST);
  private used = 0;

  /** @param id 1 to 19 digits, not all of them 0 */
  has(id: string): boolean {
    return this.slots[this.slotOf(keyOf(id))] !== 0n;
  }

  add(id: string): void {
    if ((this.used + 1) * 2 > this.slots.length) this.grow();
    const key = keyOf(id);
    const slot = this.slotOf(key);
    if (this.slots[slot] === 0n) this.used += 1;
    this.slots[slot] = key;
  }

  private slotOf(key: bigint): number {
    const mask = this.slots.length - 1;
    let slot = Number(((key * 0x9e3779b97f4a7c15n) >> 20n) & BigInt(mask));
    while (this.slots[slot] !== 0n && this.slots[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new BigUint64Array(before.length * 2);
    for (const key of before) if (key !== 0n) this.slots[this.slotOf(key)] = key;
  }
}

function keyOf(id: string): bigint {
  const key = /^\d+$/.test(id) && id.length <= DIGITS_MAX ? BigInt(id) : 0n;
  if (key === 0n) throw new Error('an id has 1 to 19 digits and is not 0');
  return key;
}
