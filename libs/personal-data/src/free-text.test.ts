import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findPersonalData, maskFreeText } from './free-text.js';

const found = (text: string): readonly string[] => findPersonalData(text).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);

describe('what a remark must not hold is found', () => {
  test.each([
    ['请打13800001234', 'mobile:13800001234'],
    ['1 3 8 0 0 0 0 1 2 3 4', 'mobile:1 3 8 0 0 0 0 1 2 3 4'],
    ['138-0000-1234谢谢', 'mobile:138-0000-1234'],
    ['１３８００００１２３４', 'mobile:１３８００００１２３４'],
    ['①③⑧⓪⓪⓪⓪①②③④', 'mobile:①③⑧⓪⓪⓪⓪①②③④'],
    ['一三八零零零零一二三四', 'mobile:一三八零零零零一二三四'],
    ['幺三八〇〇〇〇1234', 'mobile:幺三八〇〇〇〇1234'],
    ['١٣٨٠٠٠٠١٢٣٤', 'mobile:١٣٨٠٠٠٠١٢٣٤'],
    ['138\u200b00001234', 'mobile:138\u200b00001234'],
    ['+86 138 0000 1234', 'mobile:+86 138 0000 1234'],
    ['18877771111-123', 'mobile:18877771111'],
    ['010-23455678', 'landline:010-23455678'],
    ['(0571)2345 5678', 'landline:(0571)2345 5678'],
    ['证件110105194912310021请核对', 'id-card:110105194912310021'],
    ['11010519491231002x', 'id-card:11010519491231002x'],
    ['写信到 zhang.san@example.com', 'email:zhang.san@example.com'],
    ['ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'email:ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
    ['文一路100号3幢2单元501室', 'address:文一路100号3幢2单元501室'],
    ['送幸福小区5栋', 'address:送幸福小区5栋'],
    ['3号楼2单元501', 'address:3号楼2单元501'],
    ['五号楼三单元五零二室', 'address:五号楼三单元五零二室'],
    ['10楼1001室', 'address:10楼1001室'],
  ])('%s', (text, expected) => expect(found(text)).toEqual([expected]));

  test('several in one remark, in order', () => {
    expect(found('张三 13800001234，浙江省杭州市西湖区文一路1号2单元301室，a@example.com').map((one) => one.split(':')[0])).toEqual(['mobile', 'address', 'email']);
  });
});

describe('what a dispatcher writes every day is left alone', () => {
  test.each([
    '颜色发红色，尺码XL，不要发错', '订单6912345678901234567加急', '运单 SF1234567890123', '2026-11-11 10:30:00 前发出', '条码6901234567892', '3号色 2件 195元',
    '用3号箱打包，放2楼货架', '价格138元 数量10000', '请用中通，不发顺丰', '发浙江省杭州市', '第13批 80000件', '款号 15-3800-12', '满199减20，满299减40', '二〇二六年十一月十一日', '规格 120x200cm 加厚', '',
  ])('%s', (text) => expect(found(text)).toEqual([]));
});

describe('masking a remark', () => {
  test('says what was there and keeps the rest', () => {
    expect(maskFreeText('张三电话13800001234，送到文一路100号3幢501室，谢谢')).toBe('张三电话[电话]，[地址]，谢谢');
    expect(maskFreeText('不要放快递柜')).toBe('不要放快递柜');
  });

  const piece = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('文一路', '100号', '3栋', '2单元', '501室', '138 0000 1234', '0571-23455678', '110105194912310021', 'a@example.com', '小区', '路'));
  const remark = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

  test('twice is the same as once', () => {
    fc.assert(fc.property(remark, (text) => expect(maskFreeText(maskFreeText(text))).toBe(maskFreeText(text))), { numRuns: 3_000 });
  });

  test('what is found lies in the text, in order, without overlaps', () => {
    fc.assert(fc.property(remark, (text) => {
      let last = 0;
      for (const { start, end } of findPersonalData(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }), { numRuns: 3_000 });
  });

  test('a mobile number anywhere among other words never gets through', () => {
    const words = fc.string({ unit: fc.constantFrom(...'请打这个号码谢谢ab ，') });
    fc.assert(fc.property(words, fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom('', ' ', '-', '.', ' - '), words, (before, rest, gap, after) => {
      const digits = `13${String(rest).padStart(9, '0')}`;
      expect(maskFreeText(`${before}${[...digits].join(gap.slice(0, 2))}${after}`)).not.toMatch(/\d/);
    }), { numRuns: 3_000 });
  });

  test('a remark made to be slow is still quick to scan', () => {
    const hostile = ['路'.repeat(2_000), '1 '.repeat(2_000), '一'.repeat(4_000), 'a@'.repeat(2_000), '1单元'.repeat(1_300), '西'.repeat(4_000), 'a.'.repeat(2_000)];
    for (const text of hostile) expect(maskFreeText(text).length).toBeLessThanOrEqual(4_000);
  });
});
