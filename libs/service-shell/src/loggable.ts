/** Longer messages carry data, not news. */
const MESSAGE_CHARS_MAX = 300;
const CAUSES_MAX = 5;

export type LoggableError = {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly cause?: LoggableError;
};

/**
 * An error as a log may hold it. Messages of databases quote values of rows, which can be a person's, so of an error with an
 * SQLSTATE only the state stays; elsewhere runs of seven and more digits (phone numbers) are masked and the length is bounded.
 */
export function loggable(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { name: typeof error, message: 'not an Error', frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const ofDatabase = 'driverError' in error || /^[0-9A-Z]{5}$/.test(code ?? '');
  const cause = error.cause === undefined || depth >= CAUSES_MAX ? undefined : loggable(error.cause, depth + 1);
  return {
    name: error.name,
    ...(code !== undefined && { code }),
    message: ofDatabase ? 'database error, see code' : maskedText(error.message),
    frames: framesOf(error),
    ...(cause && { cause }),
  };
}

export function maskedText(text: string): string {
  return text.replace(/\d{7,}/g, '#######').slice(0, MESSAGE_CHARS_MAX);
}

/** Places in the code only: the first lines of a stack repeat the message. */
function framesOf(error: Error): readonly string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
