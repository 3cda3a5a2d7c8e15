import { barcodeFits } from './code128.js';
import { codePointOf, hasGlyph } from './font.js';
import { LabelUnprintable, type LabelContent, type LabelParty, type LabelProblem } from './label.js';
import type { Design } from './design.js';

/** Characters that are text but no ink: joiners, variation selectors, direction marks. Dropping them changes nothing on paper. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const BLANKS = /[\p{White_Space}\p{Cc}]+/gu;

/**
 * The content as it can be printed: composed characters, blanks and line breaks as one space, nothing invisible.
 *
 * @throws LabelUnprintable with every problem of every field, so that a person can mend all of them at once
 */
export function printable(content: LabelContent, design: Design): LabelContent {
  const clean = cleaned(content);
  const problems: LabelProblem[] = fields(clean).flatMap(([field, text]) => {
    const codePoints = missing(text);
    return codePoints.length === 0 ? [] : [{ reason: 'no-glyph', field, codePoints }];
  });
  if (!barcodeFits(clean.waybillNo, design.barcode.widthMaxMm)) problems.push({ reason: 'barcode-unfit', field: 'waybillNo', codePoints: [] });
  if (Number.isNaN(Date.parse(clean.printedAt))) problems.push({ reason: 'not-a-time', field: 'printedAt', codePoints: [] });
  if (problems.length > 0) throw new LabelUnprintable(content.waybillNo, problems);
  return clean;
}

function cleaned(content: LabelContent): LabelContent {
  return {
    ...content,
    carrierCode: plain(content.carrierCode),
    carrierName: plain(content.carrierName),
    sortCode: plain(content.sortCode),
    packageCenter: plain(content.packageCenter),
    markDestination: plain(content.markDestination),
    serviceType: plain(content.serviceType),
    receiver: plainParty(content.receiver),
    sender: plainParty(content.sender),
    orderMaskSn: plain(content.orderMaskSn),
    goods: content.goods.map(({ title, spec, outSkuSn, quantity }) => ({ title: plain(title), spec: plain(spec), outSkuSn: plain(outSkuSn), quantity })),
    remark: plain(content.remark),
    handling: content.handling.map(plain).filter((mark) => mark !== ''),
  };
}

function plainParty({ name, phone, address }: LabelParty): LabelParty {
  return { name: plain(name), phone: plain(phone), address: plain(address) };
}

function plain(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').replace(BLANKS, ' ').trim();
}

/** Every text that becomes ink, with the name under which an error speaks of it. */
function fields(content: LabelContent): readonly (readonly [string, string])[] {
  const { receiver, sender } = content;
  return [
    ['carrierName', content.carrierName],
    ['waybillNo', content.waybillNo],
    ['sortCode', content.sortCode],
    ['packageCenter', content.packageCenter],
    ['markDestination', content.markDestination],
    ['serviceType', content.serviceType],
    ...party('receiver', receiver),
    ...party('sender', sender),
    ['orderMaskSn', content.orderMaskSn],
    ...content.goods.map((goods, index) => [`goods[${index}]`, goods.title + goods.spec + goods.outSkuSn] as const),
    ['remark', content.remark],
    ...content.handling.map((mark, index) => [`handling[${index}]`, mark] as const),
  ];
}

function party(role: 'receiver' | 'sender', { name, phone, address }: LabelParty): readonly (readonly [string, string])[] {
  return [[`${role}.name`, name], [`${role}.phone`, phone], [`${role}.address`, address]];
}

function missing(text: string): readonly string[] {
  const codePoints = [...text].map(codePointOf).filter((codePoint) => !hasGlyph(codePoint));
  return [...new Set(codePoints)].map((codePoint) => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
}
