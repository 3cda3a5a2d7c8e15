import { randomInt } from 'node:crypto';
import type { NewReceiver } from '../client/shapes.js';

/** Invented people whose every value is written nowhere else: where one turns up, that place leaks. */
export type Planted = { readonly receiver: NewReceiver & { readonly buyer: string }; readonly needles: readonly string[] };

/** Letters that no name of ours and no text of the system uses. */
const RARE = [...'彧瓛翀骉鼟甪垚燚淼犇猋骎赟昶'];

export function planted(n: number): Planted {
  const letters = Array.from({ length: 3 }, (_, at) => RARE[(n * 3 + at * 5 + randomInt(RARE.length)) % RARE.length]).join('');
  const name = `欧阳${letters}`;
  const phone = `1${3 + (n % 7)}${n % 10}0000${String(1_000 + n * 37).padStart(4, '0')}`;
  const address = `${letters}样例巷${700 + n}弄${randomInt(10, 99)}号${randomInt(1_000, 9_999)}室`;
  const buyer = `canary-buyer-${n}-${randomInt(1_000_000)}`;
  return { receiver: { name, phone, address, buyer, province: '浙江省', city: '杭州市', district: '西湖区' }, needles: [name, phone, address, buyer] };
}
