import { AccessDeniedError, InvalidArgumentError, MaxAppendSizeExceededError, RequiredMetadataPropertyMissingError, StreamDeletedError, StreamNotFoundError, UnknownError, UnsupportedError, WrongExpectedVersionError } from '@eventstore/db-client';
import { StoreUnavailable } from '../port.js';

/** The server understood the call and said no, so nothing of it happened and trying again is no use. */
const REFUSALS = [
  AccessDeniedError, InvalidArgumentError, MaxAppendSizeExceededError, RequiredMetadataPropertyMissingError, StreamDeletedError, StreamNotFoundError, UnsupportedError, WrongExpectedVersionError,
];
/** gRPC codes the client has no class for: invalid argument, permission denied, resource exhausted (a message too long), out of range, unimplemented. */
const REFUSAL_CODES: ReadonlySet<number | undefined> = new Set([3, 7, 8, 11, 12]);

/** Everything that is not plainly a refusal is the world's: not found, lost, late, in the middle of an election. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || REFUSALS.some((refusal) => error instanceof refusal)) return error;
  if (error instanceof UnknownError && REFUSAL_CODES.has(error.code)) return error;
  // A wrong call of ours, or a bug: TypeError and its like are never the network's.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  return new StoreUnavailable(`the event store did not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
