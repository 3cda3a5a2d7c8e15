import pc from 'picocolors';
import type { HistoryEvent } from '../client/shapes.js';
import type { Line, Who } from '../stories/stage.js';
import type { Story } from '../stories/story.js';
import { wordsOf } from './event-words.js';
import { fitting, padded } from './width.js';

/** Prints stories for a terminal of about a hundred columns: a scene, and under it what it appended, event by event. */

const PEOPLE: Readonly<Record<Who, { readonly name: string; readonly paint: (text: string) => string }>> = {
  buyer: { name: '买家 buyer', paint: pc.magenta },
  merchant: { name: '商家 merchant', paint: pc.cyan },
  factory: { name: '厂家 factory', paint: pc.blue },
  factory2: { name: '厂家二 factory 2', paint: pc.blue },
  platform: { name: '平台 platform', paint: pc.yellow },
  system: { name: '系统 system', paint: pc.dim },
};
const NAME_COLUMNS = 17;
const TYPE_COLUMNS = 23;
const WORDS_COLUMNS = 56;

/** Events that stop something stand out; those that let go are green. */
const STOPS = new Set(['HoldPlaced', 'AllocationCancelled', 'PrintPermitRevoked', 'LabelVoidRequested', 'LabelVoided', 'LabelOrphaned', 'FactoryTaskOpened', 'AfterSaleParked', 'WaybillReturnRevoked', 'InterceptOpened', 'ReviewQueued', 'ShipByMissed', 'StageMissed', 'ShortageOpened', 'ShortageNotifyMissed']);
const GOES_ON = new Set(['HoldReleased', 'PrintPermitConsumed', 'WaybillReturned', 'ShipConfirmed', 'TrackingObserved', 'InterceptClosed', 'StockVerified', 'ShortageClosed']);

export function headOf({ id, title, rules }: Story): string {
  return `\n${pc.bold(pc.inverse(` ${id} `))} ${pc.bold(title.zh)}  ${pc.dim(rules.join(' '))}\n        ${title.en}`;
}

export function shown(line: Line): string {
  switch (line.kind) {
    case 'scene': {
      const { name, paint } = PEOPLE[line.who];
      return `  ${paint(padded(name, NAME_COLUMNS))} ${line.text.zh} ${pc.dim(line.text.en)}`;
    }
    case 'event':
      return eventLine(line.event);
    case 'refusal':
      return refusalShown(line);
    case 'fact':
      return `  ${' '.repeat(NAME_COLUMNS)} ${pc.green('✓')} ${line.text.zh} ${pc.dim(line.text.en)}`;
  }
}

/** The first guard in words, all of them by code. */
export function refusalShown({ codes, message, facts }: Pick<Extract<Line, { readonly kind: 'refusal' }>, 'codes' | 'message' | 'facts'>): string {
  const margin = `  ${' '.repeat(NAME_COLUMNS)} `;
  const destroy = facts['instruction'] === 'DESTROY_LABEL' ? pc.yellow('  → 销毁面单 destroy the paper') : '';
  return `${margin}${pc.red('✗')} ${pc.red(codes.join(' + '))}\n${margin}  ${message.zh} ${pc.dim(message.en)}${destroy}`;
}

export function eventLine(event: HistoryEvent): string {
  const { revision, type } = event;
  const paint = STOPS.has(type) ? pc.yellow : GOES_ON.has(type) ? pc.green : (text: string): string => text;
  return `  ${' '.repeat(NAME_COLUMNS)} ${pc.dim(`r${revision}`.padStart(3))} ${paint(padded(type, TYPE_COLUMNS))} ${pc.dim(fitting(wordsOf(event), WORDS_COLUMNS))}`;
}
