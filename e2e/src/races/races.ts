import { oldOrNewFactory, recallOrReturn, refundOrAllocate } from './allocation-races.js';
import { releaseOrHold, withdrawOrReopen } from './hold-races.js';
import { moveOrLabel, refundOrPrint, refundOrReturn, stopOrPrint } from './print-races.js';
import type { Race } from './race.js';

/** The race matrix (requirements 5.2), as far as two requests to this system can race. */
export const races: readonly Race[] = [refundOrPrint, stopOrPrint, refundOrReturn, refundOrAllocate, recallOrReturn, releaseOrHold, withdrawOrReopen, moveOrLabel, oldOrNewFactory];
