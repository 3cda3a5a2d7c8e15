/**
 * Money is a whole number of fen. Nothing here, and nothing that uses it, divides, rounds or parses fractions: a lint rule
 * keeps the files of the money path free of them (F-SE-02).
 */

/** An amount in fen: a safe integer, so that every sum is exact. Negative for a credit. */
export type Fen = number & { readonly brand: 'Fen' };

/** A million yuan for one piece: beyond it a price is a slip of the keyboard. Times any quantity we store, sums stay exact. */
export const PRICE_FEN_MAX = 100_000_000;

export const NO_FEN = asFen(0);

/** @throws RangeError for what is no whole number of fen, or too large to count exactly */
export function asFen(amount: number): Fen {
  if (!Number.isSafeInteger(amount)) throw new RangeError('not a whole number of fen within exact range');
  return amount as Fen;
}

/** A price as somebody outside gave it; null unless it is a whole number of fen from 0 to PRICE_FEN_MAX. */
export function priceFenOf(given: unknown): Fen | null {
  return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 && given <= PRICE_FEN_MAX && !Object.is(given, -0) ? asFen(given) : null;
}

/** @throws RangeError where the product cannot be counted exactly */
export function timesFen(price: Fen, quantity: number): Fen {
  return exact(BigInt(price) * BigInt(quantity));
}

/** @throws RangeError where the sum cannot be counted exactly */
export function sumFen(amounts: readonly Fen[]): Fen {
  return exact(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n));
}

/**
 * Splits a total by weights to the fen: every part is its share rounded down, and the fen left over go to the largest
 * remainders, the earlier part first among equal ones. The parts add up to the total, always.
 *
 * @param total 0 or more
 * @param weights whole numbers, 0 or more, not all 0
 * @throws RangeError for anything else
 */
export function splitFen(total: Fen, weights: readonly number[]): readonly Fen[] {
  if (total < 0 || weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) throw new RangeError('a split needs a total and whole weights of 0 or more');
  const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (all === 0n) throw new RangeError('a split needs a weight above 0');
  const shares = weights.map((weight, place) => {
    const scaled = BigInt(total) * BigInt(weight);
    return { place, down: scaled / all, left: scaled % all };
  });
  const over = BigInt(total) - shares.reduce((sum, { down }) => sum + down, 0n);
  const byRemainder = shares.toSorted((one, other) => (one.left === other.left ? one.place - other.place : one.left > other.left ? -1 : 1));
  const lucky = new Set(byRemainder.slice(0, Number(over)).map(({ place }) => place));
  return shares.map(({ place, down }) => exact(down + (lucky.has(place) ? 1n : 0n)));
}

/** In yuan with two decimals, as text: `-1234.05`. For people and files; never read back. */
export function yuanOf(amount: Fen): string {
  const digits = String(amount < 0 ? -amount : amount).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function exact(amount: bigint): Fen {
  return asFen(Number(amount));
}
