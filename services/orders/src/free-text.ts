import { findPersonalData } from '@daifa/personal-data/free-text';
import { problem } from '@daifa/service-shell/problems';

/** Text that people write beside an order is kept in clear: nobody's name, phone or address may be in it. @throws Problem PII_IN_FREE_TEXT */
export function withoutPersonalData(field: string, text: string): string {
  if (findPersonalData(text).length > 0) throw problem('PII_IN_FREE_TEXT', { field });
  return text;
}
