/**
 * Whether an error of pg or TypeORM says that the database could not be reached or went away, which heals by waiting, and
 * not that a statement was wrong, which does not. SQLSTATE classes from the PostgreSQL manual, appendix A: 08 connection
 * exception, 53 insufficient resources, 57P0x shutdown, crash and start-up, 57014 statement timeout, 25006 read-only standby,
 * 40001 and 40P01 serialization failure and deadlock.
 */
export function storeIsAway(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SOCKET_CODES.has(code) || SQL_STATES.test(code)) return true;
  if (POOL_MESSAGES.some((text) => error.message.includes(text))) return true;
  const cause = 'driverError' in error ? error.driverError : error.cause;
  return cause instanceof Error && cause !== error && storeIsAway(cause);
}

const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);
const SQL_STATES = /^(08...|53...|57P0\d|57014|25006|40001|40P01)$/;

/** pg gives these no code. */
const POOL_MESSAGES = ['Connection terminated', 'timeout exceeded when trying to connect', 'Cannot use a pool after calling end', 'Query read timeout'];
