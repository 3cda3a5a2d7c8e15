import { afterSaleProblems } from './after-sales.js';
import { carrierProblems } from './carriers.js';
import { channelProblems } from './channels.js';
import type { ProblemEntry } from './entry.js';
import { genericProblems } from './generic.js';
import { labelProblems } from './labels.js';
import { orderProblems } from './orders.js';
import { partnerProblems } from './partners.js';
import { stockProblems } from './stock.js';

const entries = { ...genericProblems, ...orderProblems, ...partnerProblems, ...labelProblems, ...carrierProblems, ...channelProblems, ...afterSaleProblems, ...stockProblems };

export type ProblemCode = keyof typeof entries;

/** Every code the product can answer, in one place: the filter, the pages under /problems and the documents read it. */
export const catalogue: Readonly<Record<ProblemCode, ProblemEntry>> = entries;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(catalogue, text);
}
