import { ADDRESSES_MAX } from '@daifa/order-domain/addresses';
import type { BranchScope } from '@daifa/order-domain/carrier-service';
import { readConfig, type Environment } from '@daifa/service-shell/config';

/** Requirements, section 10 (EWB-11, EWB-12), and what else of the e-waybill service is a decision of whoever runs it. */
export type EwaybillSettings = {
  readonly addressesMax: number;
  readonly branchScope: BranchScope;
  /** Whether a number needs an opened service also where the merchant keeps none with the courier. */
  readonly required: boolean;
  /** The agreement an application has to accept. */
  readonly agreement: string;
};

export const EWAYBILL_SETTINGS = Symbol('EwaybillSettings');

/** A book is read whole. */
const ADDRESSES_BOUND = 1_000;

/** @throws ConfigError */
export function ewaybillSettings(environment: Environment = process.env): EwaybillSettings {
  return readConfig((read) => ({
    addressesMax: read.integer('SENDER_ADDRESSES_MAX', { fallback: ADDRESSES_MAX, min: 1, max: ADDRESSES_BOUND }),
    branchScope: read.choice('EWAYBILL_BRANCH_SCOPE', ['ADDRESS', 'ADDRESS_AND_CARRIER'], 'ADDRESS'),
    required: read.boolean('EWAYBILL_REQUIRED', false),
    agreement: read.text('EWAYBILL_AGREEMENT', { fallback: '2026-01', matches: /^[\w.-]{1,32}$/ }),
  }), environment);
}
