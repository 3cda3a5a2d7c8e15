import { CITIES, PROVINCES, provinceByCode, shortName, type Area, type City, type Province } from './region-table.js';

/**
 * Where a parcel goes, as far as everybody may know it. `code` is the six-digit GB/T 2260 code of the district, or of the city or
 * province where the list has nothing below it (东莞, 仙桃, 台湾); '' when that is not known. Names are the list's own where found.
 */
export type Region = { readonly code: string; readonly province: string; readonly city: string; readonly district: string };

/** Names that are not in the list stay in clear only when they look like the name of an area (new zones are younger than the list). */
const AREA_NAME = /^\p{Script=Han}{1,12}(?:省|市|区|县|旗|州|盟|街道|镇|乡|管委会|开发区)$/u;
const SEPARATORS = /^[\s,，、/·.-]+/u;
/** What municipalities and provinces have between themselves and the district, in some shops' exports. */
const FILLER = /^(?:市辖区|市辖县|省直辖县级行政区划|自治区直辖县级行政区划|省直辖县|直辖县级|郊县|城区|县(?=[\s,，、/]))/u;

type Found = { readonly region: Region; readonly rest: string };
/** `deeper`: more than the province itself was recognised. */
type Below = Found & { readonly deeper: boolean };
type Head<A> = { readonly area: A; readonly rest: string; /** The whole name stood there, or the short one alone. */ readonly sure: boolean };

/**
 * Finds the region named by three fields, with or without 省, 市, 区 and so on. `rest` is what the fields held besides
 * names of areas: it may be personal (somebody typed the street into the district) and belongs in front of the detail address.
 */
export function findRegion(named: { readonly province: string; readonly city: string; readonly district: string }): Found {
  const [province, city, district] = [named.province.trim(), named.city.trim(), named.district.trim()];
  const listed = listedRegion(province, city, district);
  const kept = {
    province: listed.province || areaName(province),
    city: listed.city || areaName(city),
    district: listed.district || (listed.city === district ? '' : areaName(district)),
  };
  const lost = [province, city, district].filter((name) => name !== '' && !isNamed(name, kept));
  return { region: { code: listed.code, ...kept }, rest: lost.join('') };
}

/**
 * Splits one line (浙江省 杭州市 西湖区 三墩镇 …) into region and detail. What is not recognised stays in the detail. A line that
 * starts with a city needs its whole name (杭州市…); a line that starts with a district is not recognised, many share a name.
 */
export function splitAddress(line: string): Region & { readonly detail: string } {
  const text = line.trim();
  const head = take(text, PROVINCES);
  const found = head && belowProvince(head.area, skip(head.rest));
  if (found && (head.sure || found.deeper)) return { ...found.region, detail: found.rest };
  const cityHead = take(text, CITIES);
  const province = cityHead?.sure ? provinceByCode(cityHead.area.code) : undefined;
  if (!cityHead || !province) return { code: '', province: '', city: '', district: '', detail: text };
  const inCity = belowCity(province, cityHead.area, skip(cityHead.rest));
  return { ...inCity.region, detail: inCity.rest };
}

function listedRegion(provinceName: string, cityName: string, districtName: string): Region {
  const province = pick(PROVINCES, provinceName) ?? pick(PROVINCES, cityName) ?? provinceByCode(pick(CITIES, cityName)?.code ?? '');
  if (!province) return { code: '', province: '', city: '', district: '' };
  if (province.cities.length === 0) return direct(province, pick(province.districts, districtName) ?? pick(province.districts, cityName));
  const own = pick(province.cities, cityName) ?? pick(province.cities, districtName);
  if (own) return inCity(province, own, pick(own.districts, districtName));
  const only = onlyOne(province.cities.filter(({ districts }) => pick(districts, districtName)));
  return only ? inCity(province, only, pick(only.districts, districtName)) : { code: '', province: province.name, city: '', district: '' };
}

function belowProvince(province: Province, text: string): Below {
  if (province.cities.length === 0) return belowMunicipality(province, text);
  const head = takeBelow(text, province.cities);
  const found = head && belowCity(province, head.area, skip(head.rest));
  if (found && (head.sure || found.deeper)) return { ...found, deeper: true };
  const only = onlyOne(province.cities.filter(({ districts }) => take(text, districts)?.sure));
  return only ? belowCity(province, only, text) : { region: { code: '', province: province.name, city: '', district: '' }, rest: text, deeper: false };
}

/** 北京市 北京市 朝阳区, 北京市 市辖区 朝阳区 and 北京市朝阳区 are one place. */
function belowMunicipality(province: Province, text: string): Below {
  const again = take(text, [province]);
  const inside = skip(again?.sure ? again.rest : text);
  const district = takeBelow(inside, province.districts);
  return district?.sure
    ? { region: direct(province, district.area), rest: skip(district.rest), deeper: true }
    : { region: direct(province, undefined), rest: inside, deeper: false };
}

function belowCity(province: Province, city: City, text: string): Below {
  const district = takeBelow(text, city.districts);
  return district?.sure
    ? { region: inCity(province, city, district.area), rest: skip(district.rest), deeper: true }
    : { region: inCity(province, city, undefined), rest: text, deeper: false };
}

/** 城区 is filler in some exports and a district in some cities: the name counts first. */
function takeBelow<A extends Area>(text: string, areas: readonly A[]): Head<A> | null {
  return take(text, areas) ?? take(skip(text.replace(FILLER, '')), areas);
}

function direct(province: Province, district: Area | undefined): Region {
  const code = district?.code ?? (province.districts.length === 0 ? province.code : '');
  return { code, province: province.name, city: province.name, district: district?.name ?? '' };
}

function inCity(province: Province, city: City, district: Area | undefined): Region {
  const code = district?.code ?? (city.districts.length === 0 ? city.code : '');
  return { code, province: province.name, city: city.name, district: district?.name ?? '' };
}

/** The area with this name, or else the only one with this short name (临夏 is a city and a county: neither). */
function pick<A extends Area>(areas: readonly A[], name: string): A | undefined {
  if (name === '') return undefined;
  const short = shortName(name);
  return areas.find((area) => area.name === name) ?? onlyOne(areas.filter((area) => area.short === short || area.short === name));
}

function take<A extends Area>(text: string, areas: readonly A[]): Head<A> | null {
  const whole = longest(areas.filter(({ name }) => text.startsWith(name)));
  if (whole) return { area: whole, rest: text.slice(whole.name.length), sure: true };
  const brief = onlyOne(areas.filter(({ short }) => text.startsWith(short)));
  if (!brief) return null;
  const rest = text.slice(brief.short.length);
  return { area: brief, rest, sure: rest === '' || SEPARATORS.test(rest) };
}

function longest<A extends Area>(areas: readonly A[]): A | undefined {
  return [...areas].sort((a, b) => b.name.length - a.name.length)[0];
}

function onlyOne<A>(areas: readonly A[]): A | undefined {
  return areas.length === 1 ? areas[0] : undefined;
}

function skip(text: string): string {
  return text.replace(SEPARATORS, '');
}

function areaName(name: string): string {
  return AREA_NAME.test(name) ? name : '';
}

/** Whether nothing is lost when `name` is left out, because the region says it already. */
function isNamed(name: string, region: Omit<Region, 'code'>): boolean {
  const short = shortName(name);
  return FILLER.test(`${name} `) || [region.province, region.city, region.district].some((kept) => kept === name || (kept !== '' && shortName(kept) === short));
}
