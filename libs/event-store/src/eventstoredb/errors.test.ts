import { AccessDeniedError, CancelledError, DeadlineExceededError, MaxAppendSizeExceededError, NotLeaderError, StreamDeletedError, TimeoutError, UnavailableError, UnknownError, WrongExpectedVersionError } from '@eventstore/db-client';
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { StoreUnavailable } from '../port.js';
import { asStoreError } from './errors.js';

function answered(code: number): ServiceError {
  const metadata = new Metadata();
  metadata.set('leader-endpoint-host', 'other');
  metadata.set('leader-endpoint-port', '2113');
  return Object.assign(new Error('as it was said'), { code, details: '', metadata });
}

test.each([
  ['the server is away', new UnavailableError(answered(14))],
  ['the call was cut off', new CancelledError(answered(1))],
  ['the answer is late', new DeadlineExceededError(answered(4))],
  ['the server gave up waiting for its followers', new TimeoutError(answered(10))],
  ['another node leads', new NotLeaderError(answered(5))],
  ['something broke inside', new UnknownError(answered(13))],
  ['nobody was found', new Error('Failed to discover after 10 attempts.')],
])('whether it happened is unknown when %s', (_, error) => {
  expect(asStoreError(error)).toBeInstanceOf(StoreUnavailable);
});

test.each([
  ['the user may not', new AccessDeniedError(answered(7))],
  ['somebody was first', new WrongExpectedVersionError(undefined, { streamName: 'order-1', expected: 0n, current: 1n })],
  ['the stream is gone for good', new StreamDeletedError(undefined, 'order-1')],
  ['the append is too large', new MaxAppendSizeExceededError(undefined, 1)],
  ['the message is too large', new UnknownError(answered(8))],
  ['the call makes no sense', new UnknownError(answered(3))],
  ['our code is wrong', new TypeError('not a function')],
])('nothing happened, and trying again is no use, when %s', (_, error) => {
  expect(asStoreError(error)).toBe(error);
});
