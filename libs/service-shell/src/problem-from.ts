import { HttpException } from '@nestjs/common';
import { storeIsAway } from './store-away.js';
import { problem, Problem, type ProblemCode } from './problems.js';

/**
 * Any error as the Problem to answer. What we do not know is INTERNAL and says nothing of its cause: the log has it.
 * Errors of other packages are known by their name, so that this package depends on none of them.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttp(error);
  if (error instanceof Error) {
    const code = BY_NAME[error.name] ?? BY_CODE[codeOf(error)];
    if (code) return problem(code, undefined, { cause: error });
    if (storeIsAway(error)) return problem('STORE_UNAVAILABLE', undefined, { cause: error });
  }
  return problem('INTERNAL', undefined, { cause: error });
}

const BY_NAME: Readonly<Record<string, ProblemCode>> = {
  StoreUnavailable: 'STORE_UNAVAILABLE',
  TooManyConflicts: 'REVISION_CONFLICT',
  UnknownEventType: 'READER_OUTDATED',
  CarrierUnavailable: 'CARRIER_UNAVAILABLE',
  KeysUnavailable: 'STORE_UNAVAILABLE',
  SubjectErased: 'SUBJECT_ERASED',
  ChannelUnavailable: 'CHANNEL_UNAVAILABLE',
  ChannelRateLimited: 'CHANNEL_UNAVAILABLE',
};

/** Codes of Fastify and its plugins. */
const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_REQ_FILE_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_FILES_LIMIT: 'BODY_TOO_LARGE',
  FST_PARTS_LIMIT: 'BODY_TOO_LARGE',
  FST_FIELDS_LIMIT: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_BODY',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'MALFORMED_BODY',
  FST_ERR_BAD_URL: 'MALFORMED_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
};

/** Statuses as Nest's own exceptions give them, where no code says more. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'BUSY',
};

function fromHttp(error: HttpException): Problem {
  const cause = error.cause;
  if (cause instanceof SyntaxError) return problem('MALFORMED_BODY', undefined, { cause: error });
  const status = error.getStatus();
  const code = BY_CODE[cause instanceof Error ? codeOf(cause) : ''] ?? BY_STATUS[status] ?? (status < 500 ? 'MALFORMED_REQUEST' : 'INTERNAL');
  return problem(code, undefined, { cause: error });
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
