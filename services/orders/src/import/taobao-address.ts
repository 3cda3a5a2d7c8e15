import type { ExportedReceiver } from './exported-order.js';

type Place = Pick<ExportedReceiver, 'address' | 'province' | 'city' | 'district' | 'town'>;

const NOWHERE: Place = { address: null, province: null, city: null, district: null, town: null };

const PROVINCE = /(?:省|市|自治区|特别行政区)$|^(?:北京|上海|天津|重庆)$/;

/**
 * Taobao writes one text: `浙江省 杭州市 余杭区 五常街道 样板路1号 (310000)`. Cut at the spaces when it begins with a province
 * and has a city, a district and something behind them; else the whole of it is the address. A masked street is no
 * address, but its region still stands.
 */
export function taobaoPlace(text: string | null): Place {
  if (text === null) return NOWHERE;
  const words = text.replace(/\s*[(（]\d{6}[)）]\s*$/, '').split(/\s+/);
  const [province = '', city = '', district = '', fourth = '', ...rest] = words;
  if (fourth === '' || !PROVINCE.test(province)) return { ...NOWHERE, address: unmasked(words.join(' ')) };
  const hasTown = rest.length > 0 && /(?:街道|镇|乡)$/.test(fourth);
  const address = (hasTown ? rest : [fourth, ...rest]).join(' ');
  return { address: unmasked(address), province: unmasked(province), city: unmasked(city), district: unmasked(district), town: hasTown ? unmasked(fourth) : null };
}

function unmasked(text: string): string | null {
  return text === '' || /[*＊]/.test(text) ? null : text;
}
