import { plainText } from './plain-text.js';
import { splitAddress } from './region.js';

/** An address by its levels, from what everybody may know down to what only the carrier may. Missing levels are ''. */
export type AddressParts = { readonly province: string; readonly city: string; readonly district: string; readonly town: string; readonly detail: string };

/** 三墩镇, 古荡街道, 白音苏木; 新镇路 is a road. */
const TOWN = /^(\p{Script=Han}{1,8}?(?:街道办事处|街道|镇|乡|苏木))(?![路街巷村道])[\s,，]*/u;

/** A house number may be seen; a number of anything else starts what is hidden. */
const NUMBER_IN_CLEAR = /^\d{1,4}\s*(?:号(?![楼房院]?[楼房室])|弄|巷|路|街|道|组|队|村|社|里(?!\d)|厂|团|连|[国省县]道)/u;
const NUMERAL = '[0-9A-Za-z一二三四五六七八九十百零〇两甲乙丙丁]';
const UNIT = new RegExp(`${NUMERAL}{1,6}\\s*[-#]?\\s*(?:号楼|号房|栋|幢|座|单元|层|楼|室|房|户)|单元|\\b(?:room|rm|unit|flat|apt|apartment|suite|floor|fl|building|bldg|block|blk)\\b`, 'iu');
/** Where the name of a place can end; what follows the last of these (a person's name, a remark) is hidden. */
const PLACE = /^.*(?:号|弄|巷|路|街|道|胡同|村|组|队|屯|庄|寨|小区|社区|新城|花园|家园|公寓|苑|园区|园|大厦|广场|中心|城|厂|学校|大学|医院|公司|市场)/su;

export function addressParts(line: string): AddressParts {
  const { province, city, district, detail } = splitAddress(line);
  return { province, city, district, ...splitTown(detail) };
}

export function splitTown(detail: string): { readonly town: string; readonly detail: string } {
  const [whole, town] = TOWN.exec(detail) ?? [];
  return whole === undefined || town === undefined ? { town: '', detail } : { town, detail: detail.slice(whole.length) };
}

/** One line from the largest level down; a municipality is named once. */
export function areaLine({ province, city, district, town }: Omit<AddressParts, 'detail'>): string {
  return [province, city === province ? '' : city, district, town === district ? '' : town].join('');
}

/** The part of a detail address a label may show: up to the house number or the community, without building, unit, floor, room. */
export function streetOnly(detail: string): string {
  const text = plainText(detail).trim();
  const clear = text.slice(0, Math.min(firstHiddenNumber(text), UNIT.exec(text)?.index ?? text.length));
  return PLACE.exec(clear)?.[0] ?? '';
}

function firstHiddenNumber(text: string): number {
  for (const { index } of text.matchAll(/\d+/g)) if (!NUMBER_IN_CLEAR.test(text.slice(index))) return index;
  return text.length;
}
