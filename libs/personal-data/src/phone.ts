import { plainText } from './plain-text.js';

/**
 * A phone number as it is dialled. `privacy` is a platform's stand-in number with its extension (`18877771111-123`): it
 * reaches a person for some days only. `unknown` is anything else that somebody wrote into a phone field.
 */
export type Phone =
  | { readonly kind: 'mobile'; readonly digits: string }
  | { readonly kind: 'privacy'; readonly digits: string; readonly extension: string }
  | { readonly kind: 'landline'; readonly area: string; readonly local: string; readonly extension: string }
  | { readonly kind: 'foreign'; readonly country: string; readonly local: string }
  | { readonly kind: 'unknown'; readonly text: string };

const MOBILE = /^1[3-9]\d{9}$/;
const LANDLINE = /^(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7}|1\d{7})$/;
const EXTENSION = /(?:-|转|分机|ext\.?|x|#|,|;|\*)+(\d{1,6})$/i;
const PRIVACY_EXTENSION = /^\d{3,4}$/;
/** Country codes of one and two digits (ITU-T E.164 list); all others have three. */
const SHORT_COUNTRY = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

export function parsePhone(text: string): Phone {
  const compact = plainText(text).replace(/[\s().·_‐-―−~]/gu, (mark) => (/[‐-―−]/u.test(mark) ? '-' : '')).trim();
  const { national, country } = withoutChina(compact);
  if (country) return foreign(country);
  const whole = domestic(national.replaceAll('-', ''));
  if (whole) return whole;
  const extension = EXTENSION.exec(national)?.[1] ?? '';
  const main = domestic(national.replace(EXTENSION, '').replaceAll('-', ''));
  if (main?.kind === 'landline') return { ...main, extension };
  if (main?.kind === 'mobile' && PRIVACY_EXTENSION.test(extension)) return { kind: 'privacy', digits: main.digits, extension };
  return { kind: 'unknown', text: compact };
}

/** One spelling per number, for comparing: `+86 138-0000-1234` and `13800001234` are the same. */
export function phoneIdentity(text: string): string {
  const phone = parsePhone(text);
  switch (phone.kind) {
    case 'mobile': return phone.digits;
    case 'privacy': return `${phone.digits}-${phone.extension}`;
    case 'landline': return `${phone.area}${phone.local}${phone.extension && `-${phone.extension}`}`;
    case 'foreign': return `+${phone.country}${phone.local}`;
    case 'unknown': return phone.text.replaceAll('-', '').toLowerCase();
  }
}

/** The number without China's country code; a number of another country comes back whole in `country`. */
function withoutChina(compact: string): { readonly national: string; readonly country: string } {
  const international = /^(?:\+|00)-?(.*)$/.exec(compact)?.[1];
  if (international === undefined) return { national: compact.replace(/^86-?(?=1[3-9][\d-]{9,})/, ''), country: '' };
  if (!international.startsWith('86')) return { national: '', country: international };
  const national = international.slice(2).replace(/^-/, '');
  return { national: /^(?:0|1-?[3-9])/.test(national) ? national : `0${national}`, country: '' };
}

function domestic(digits: string): Phone | null {
  if (MOBILE.test(digits)) return { kind: 'mobile', digits };
  const [, area, local] = LANDLINE.exec(digits) ?? [];
  return area === undefined || local === undefined ? null : { kind: 'landline', area, local, extension: '' };
}

function foreign(international: string): Phone {
  const digits = international.replace(/\D/g, '');
  const country = SHORT_COUNTRY.exec(digits)?.[0] ?? digits.slice(0, 3);
  return { kind: 'foreign', country, local: digits.slice(country.length) };
}
