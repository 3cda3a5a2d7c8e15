import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findRegion, splitAddress } from './region.js';
import { CITIES, PROVINCES, shortName } from './region-table.js';

const codeOf = (province: string, city: string, district: string): string => findRegion({ province, city, district }).region.code;

describe('the region of three fields', () => {
  test.each([
    ['浙江省', '杭州市', '西湖区', '330106'],
    ['浙江', '杭州', '西湖', '330106'],
    ['浙江省', '', '西湖区', '330106'],
    ['', '杭州市', '西湖区', '330106'],
    ['北京市', '市辖区', '朝阳区', '110105'],
    ['北京', '北京市', '朝阳区', '110105'],
    ['北京', '朝阳区', '三环到四环之间', '110105'],
    ['重庆市', '县', '云阳县', '500235'],
    ['重庆', '重庆城区', '渝北区', '500112'],
    ['广西', '南宁', '青秀区', '450103'],
    ['内蒙古', '锡林郭勒', '锡林浩特', '152502'],
    ['新疆维吾尔自治区', '伊犁哈萨克自治州', '伊宁市', '654002'],
    ['湖北', '恩施州', '巴东县', '422823'],
    ['湖北省', '仙桃市', '', '429004'],
    ['湖北省', '省直辖县级行政区划', '仙桃市', '429004'],
    ['广东省', '东莞市', '南城街道', '441900'],
    ['吉林', '吉林', '昌邑区', '220202'],
    ['香港特别行政区', '香港岛', '湾仔区', '810002'],
    ['台湾', '台北市', '大安区', '710000'],
  ])('%s %s %s is %s', (province, city, district, code) => expect(codeOf(province, city, district)).toBe(code));

  test('a district nobody knows has no code, and a short name that two share is nobody', () => {
    expect(codeOf('浙江省', '杭州市', '高新区')).toBe('');
    expect(codeOf('甘肃省', '临夏回族自治州', '临夏')).toBe('');
    expect(codeOf('甘肃省', '临夏州', '临夏县')).toBe('622921');
    expect(codeOf('', '', '')).toBe('');
  });

  test('names are given back as the list has them, and new zones as they were written', () => {
    expect(findRegion({ province: '浙江', city: '杭州', district: '高新区' })).toEqual({ region: { code: '', province: '浙江省', city: '杭州市', district: '高新区' }, rest: '' });
    expect(findRegion({ province: '广东', city: '东莞', district: '南城街道' }).region).toEqual({ code: '441900', province: '广东省', city: '东莞市', district: '南城街道' });
  });

  test('what is no name of an area never stays in clear, and is not lost', () => {
    const { region, rest } = findRegion({ province: '浙江省', city: '杭州市', district: '西湖区文一路1号2室 13800001234' });
    expect(region).toEqual({ code: '', province: '浙江省', city: '杭州市', district: '' });
    expect(rest).toBe('西湖区文一路1号2室 13800001234');
  });
});

describe('the region of a line', () => {
  test.each([
    ['浙江省 杭州市 西湖区 三墩镇 淘宝城911号', '330106', '三墩镇 淘宝城911号'],
    ['浙江省杭州市西湖区三墩镇淘宝城911号', '330106', '三墩镇淘宝城911号'],
    ['浙江杭州西湖区三墩镇', '330106', '三墩镇'],
    ['浙江 杭州 西湖 文一路1号', '330106', '文一路1号'],
    ['杭州市西湖区文一路1号', '330106', '文一路1号'],
    ['浙江省，杭州市，西湖区，文一路1号', '330106', '文一路1号'],
    ['北京市北京市朝阳区建国路1号', '110105', '建国路1号'],
    ['北京市 市辖区 朝阳区 建国路1号', '110105', '建国路1号'],
    ['北京朝阳区建国路1号', '110105', '建国路1号'],
    ['重庆市县云阳县双江街道', '', '县云阳县双江街道'],
    ['重庆市 县 云阳县 双江街道', '500235', '双江街道'],
    ['吉林市昌邑区解放路1号', '220202', '解放路1号'],
    ['吉林省吉林市昌邑区解放路1号', '220202', '解放路1号'],
    ['湖北省仙桃市沙嘴街道1号', '429004', '沙嘴街道1号'],
    ['湖北省省直辖县级行政区划仙桃市沙嘴街道1号', '429004', '沙嘴街道1号'],
    ['广东省东莞市南城街道鸿福路1号', '441900', '南城街道鸿福路1号'],
    ['新疆伊犁哈萨克自治州伊宁市解放路1号', '654002', '解放路1号'],
    ['浙江省杭州市文一路1号', '', '文一路1号'],
    ['海南路5号', '', '海南路5号'],
    ['北京路5号', '', '北京路5号'],
    ['Flat 5, Sample Road, London', '', 'Flat 5, Sample Road, London'],
    ['', '', ''],
  ])('%s', (line, code, detail) => expect(splitAddress(line)).toMatchObject({ code, detail }));

  test('every district of the list is found again by its whole and by its short names', () => {
    for (const province of PROVINCES) {
      for (const city of province.cities) {
        for (const district of city.districts) {
          expect(codeOf(province.name, city.name, district.name)).toBe(district.code);
          expect(codeOf(province.short, city.short, district.name)).toBe(district.code);
          expect(splitAddress(`${province.name}${city.name}${district.name}文一路1号`)).toMatchObject({ code: district.code, detail: '文一路1号' });
        }
      }
    }
  });

  test('short names keep at least two characters and no ending', () => {
    expect(['恩施土家族苗族自治州', '长白朝鲜族自治县', '忠县', '巴音郭楞蒙古自治州', '克孜勒苏柯尔克孜自治州', '广西壮族自治区', '东乡族自治县', '大兴安岭地区'].map(shortName))
      .toEqual(['恩施', '长白', '忠县', '巴音郭楞', '克孜勒苏', '广西', '东乡族自治县', '大兴安岭']);
    expect(CITIES.filter(({ short }) => short.length < 2)).toEqual([]);
  });

  test('nothing of any text is lost by splitting it', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(splitAddress(text).province + splitAddress(text).detail).toContain(splitAddress(text).detail);
      if (splitAddress(text).province === '') expect(splitAddress(text).detail).toBe(text.trim());
    }));
  });
});
