/** Choices out of one number, by splitting and mixing (splitmix32): near numbers give unlike choices. */
export class Dice {
  constructor(private state: number) {}

  below(sides: number): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(this.state ^ (this.state >>> 16), 0x21f0aaad);
    const again = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((again ^ (again >>> 15)) >>> 0) / 2 ** 32) * sides);
  }

  chance(of: number): boolean {
    return this.below(of) === 0;
  }

  /** One of the list, or now and then what nobody has. */
  of<Value>(list: readonly Value[], otherwise: Value): Value {
    return this.chance(25) ? otherwise : (list[this.below(list.length)] ?? otherwise);
  }

  some<Value>(list: readonly Value[]): readonly Value[] {
    return list.filter(() => this.chance(2));
  }
}
