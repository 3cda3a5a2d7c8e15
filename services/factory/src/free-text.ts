import { findPersonalData } from '@daifa/personal-data/free-text';
import { problem } from '@daifa/service-shell/problems';

/** Words that go into an event for ever must not say who somebody is. @throws Problem PII_IN_FREE_TEXT naming field and kinds, never the words */
export function withoutPersonalData(field: string, text: string): string {
  const kinds = [...new Set(findPersonalData(text).map(({ kind }) => kind))];
  if (kinds.length > 0) throw problem('PII_IN_FREE_TEXT', { field, kinds });
  return text.trim();
}
