/** The carriers we know, as data, and the check of a number somebody typed (PDD-02). */

export const CARRIER_CODES = ['YTO', 'ZTO', 'STO', 'SF'] as const;
export type CarrierCode = (typeof CARRIER_CODES)[number];

export type CarrierEntry = {
  readonly code: CarrierCode;
  readonly name: { readonly zh: string; readonly en: string };
  /** A number of this carrier, trimmed and in upper case. No number fits two carriers. */
  readonly waybillPattern: RegExp;
  /** Numbers that begin so come from a simulator: no real parcel has one. Digits follow up to the pattern's length. */
  readonly simulatedPrefix: string;
  readonly waybillCharacters: number;
  /** Whether it sells numbers at all (电子面单). */
  readonly ewaybill: boolean;
  /** Labels one request to the carrier may ask for (requirements.md section 10). */
  readonly labelsPerRequestMax: number;
  /** Until when a number can be voided, and whether the share of voided numbers is capped. No carrier publishes the cap. */
  readonly voidRule: { readonly until: 'pickup'; readonly ratioCapped: boolean };
};

const LABELS_PER_REQUEST_MAX = 10;

export const carriers: Readonly<Record<CarrierCode, CarrierEntry>> = {
  YTO: {
    code: 'YTO', name: { zh: '圆通速递', en: 'YTO Express' }, waybillPattern: /^YT\d{13}$/, simulatedPrefix: 'YT8800', waybillCharacters: 15,
    ewaybill: true, labelsPerRequestMax: LABELS_PER_REQUEST_MAX, voidRule: { until: 'pickup', ratioCapped: true },
  },
  ZTO: {
    code: 'ZTO', name: { zh: '中通快递', en: 'ZTO Express' }, waybillPattern: /^7[3568]\d{12}$/, simulatedPrefix: '788800', waybillCharacters: 14,
    ewaybill: true, labelsPerRequestMax: LABELS_PER_REQUEST_MAX, voidRule: { until: 'pickup', ratioCapped: true },
  },
  STO: {
    code: 'STO', name: { zh: '申通快递', en: 'STO Express' }, waybillPattern: /^77\d{13}$/, simulatedPrefix: '778800', waybillCharacters: 15,
    ewaybill: true, labelsPerRequestMax: LABELS_PER_REQUEST_MAX, voidRule: { until: 'pickup', ratioCapped: true },
  },
  SF: {
    code: 'SF', name: { zh: '顺丰速运', en: 'SF Express' }, waybillPattern: /^SF\d{13}$/, simulatedPrefix: 'SF8800', waybillCharacters: 15,
    ewaybill: true, labelsPerRequestMax: LABELS_PER_REQUEST_MAX, voidRule: { until: 'pickup', ratioCapped: false },
  },
};

export function isCarrierCode(text: string): text is CarrierCode {
  return Object.hasOwn(carriers, text);
}

/** A number as it is stored, or what is wrong with it: the code is the one the HTTP answer carries. */
export type NormalizedWaybillNo =
  | { readonly kind: 'valid'; readonly carrier: CarrierCode; readonly waybillNo: string }
  | { readonly kind: 'problem'; readonly code: 'CARRIER_UNKNOWN'; readonly carrier: string }
  | { readonly kind: 'problem'; readonly code: 'WAYBILL_NO_INVALID'; readonly carrier: CarrierCode }
  | { readonly kind: 'problem'; readonly code: 'CARRIER_WAYBILL_MISMATCH'; readonly carrier: CarrierCode; readonly fits: CarrierCode };

const TYPED_CHARACTERS_MAX = 64;
const PLAIN = /^[0-9A-Z]+$/;

/**
 * Spaces around the number go and its letters become capitals; nothing else is mended, so that a number is never guessed.
 * Full-width digits, control characters, line breaks and more than 64 characters are WAYBILL_NO_INVALID.
 */
export function normalizeWaybillNo(carrier: string, text: string): NormalizedWaybillNo {
  if (!isCarrierCode(carrier)) return { kind: 'problem', code: 'CARRIER_UNKNOWN', carrier };
  if (text.length > TYPED_CHARACTERS_MAX) return { kind: 'problem', code: 'WAYBILL_NO_INVALID', carrier };
  const waybillNo = capitals(text.replace(/^ +/, '').replace(/ +$/, ''));
  if (!PLAIN.test(waybillNo)) return { kind: 'problem', code: 'WAYBILL_NO_INVALID', carrier };
  if (carriers[carrier].waybillPattern.test(waybillNo)) return { kind: 'valid', carrier, waybillNo };
  const fits = CARRIER_CODES.find((code) => carriers[code].waybillPattern.test(waybillNo));
  return fits === undefined ? { kind: 'problem', code: 'WAYBILL_NO_INVALID', carrier } : { kind: 'problem', code: 'CARRIER_WAYBILL_MISMATCH', carrier, fits };
}

/** ASCII letters only: the language's own rules would turn other scripts' look-alikes (ſ) into the letter they look like. */
function capitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
