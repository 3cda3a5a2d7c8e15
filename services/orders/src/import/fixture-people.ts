import type { ExportedReceiver } from './exported-order.js';

/** A whole number from 0 to below the bound, the same series for the same seed. */
export type Draw = (bound: number) => number;

/** Taken once: jest makes every look-up of a global slow, and a large export draws millions of times. */
const { floor, imul } = Math;

/** A small seeded generator (mulberry32): fixtures must come out the same on every machine, and fast. */
export function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export function pick<Value>(draw: Draw, values: readonly Value[]): Value {
  const value = values[draw(values.length)];
  if (value === undefined) throw new Error('there is nothing to pick from');
  return value;
}

/** Real regions, so that rules by region have something to match; the streets below do not exist. */
const REGIONS = [
  ['浙江省', '杭州市', '余杭区', '五常街道'], ['浙江省', '金华市', '义乌市', '北苑街道'], ['广东省', '深圳市', '南山区', '粤海街道'],
  ['广东省', '佛山市', '顺德区', '大良街道'], ['江苏省', '苏州市', '吴中区', '木渎镇'], ['四川省', '成都市', '武侯区', '桂溪街道'],
  ['山东省', '青岛市', '崂山区', '中韩街道'], ['湖北省', '武汉市', '洪山区', '关山街道'], ['河南省', '郑州市', '金水区', '未来路街道'],
  ['新疆维吾尔自治区', '乌鲁木齐市', '天山区', '新华南路街道'], ['上海', '上海市', '浦东新区', '张江镇'], ['北京', '北京市', '海淀区', '中关村街道'],
] as const;

const SURNAMES = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '欧阳'] as const;
const GIVEN_NAMES = ['样本', '示例', '测试', '演示', '范例', '模拟', '虚构', '假设'] as const;
const STREETS = ['样板路', '示例街', '演示大道', '测试巷', '虚构里'] as const;

/** An obviously invented person: a given name that is a word for "sample", and a phone number with 0000 in its middle. */
export function inventedReceiver(draw: Draw): ExportedReceiver {
  const [province, city, district, town] = pick(draw, REGIONS);
  return {
    name: pick(draw, SURNAMES) + pick(draw, GIVEN_NAMES),
    phone: `1${3 + draw(7)}${draw(10)}0000${String(draw(10_000)).padStart(4, '0')}`,
    address: `${pick(draw, STREETS)}${1 + draw(999)}号${1 + draw(30)}幢${101 + draw(2_500)}室`,
    buyer: `t_buyer_${draw(1_000_000)}`,
    province, city, district, town,
  };
}

/** A person whose every value is unique and can be looked for: if it turns up somewhere, that place leaks. */
export function canaryReceiver(receiver: ExportedReceiver, n: number): ExportedReceiver {
  return { ...receiver, name: `金丝雀${n}号`, phone: `1390000${String(n % 10_000).padStart(4, '0')}`, address: `金丝雀路${n}号${n}室`, buyer: `canary_buyer_${n}` };
}
