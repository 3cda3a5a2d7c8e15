import { createHash } from 'node:crypto';
import type { CarrierCode } from '@daifa/carriers/catalogue';
import type { WaybillNumber } from '@daifa/carriers/carrier';

/** Provinces by the first two digits of a district's code (GB/T 2260). */
const PROVINCES: Readonly<Record<string, string>> = {
  11: '北京', 12: '天津', 13: '河北', 14: '山西', 15: '内蒙古', 21: '辽宁', 22: '吉林', 23: '黑龙江', 31: '上海', 32: '江苏', 33: '浙江', 34: '安徽', 35: '福建', 36: '江西', 37: '山东',
  41: '河南', 42: '湖北', 43: '湖南', 44: '广东', 45: '广西', 46: '海南', 50: '重庆', 51: '四川', 52: '贵州', 53: '云南', 54: '西藏', 61: '陕西', 62: '甘肃', 63: '青海', 64: '宁夏', 65: '新疆',
  71: '台湾', 81: '香港', 82: '澳门',
};

/** What a carrier's sorting says of a district: the same for the same carrier and district, for ever. '' is a region nobody knows. */
export function sortingOf(carrier: CarrierCode, regionCode: string): Omit<WaybillNumber, 'waybillNo'> {
  const code = /^\d{6}$/.test(regionCode) ? regionCode : '000000';
  const province = PROVINCES[code.slice(0, 2)] ?? '全国';
  const round = createHash('sha256').update(`${carrier}/${code}`).digest().readUInt8() % 100;
  return {
    sortCode: `${code.slice(0, 3)}-${code.slice(3)}-${String(round).padStart(2, '0')}`,
    packageCenter: `${province}${code.slice(2, 4)}转运中心`,
    markDestination: `${province} ${code.slice(2)}`,
  };
}
