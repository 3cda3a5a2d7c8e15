import { StoreUnavailable } from '@daifa/event-store/port';
import { GapNotHealed } from './gate.js';

/** What a person may know of a failure: never its message, which can quote the values that failed. */
export type Failure = {
  /** Error name, and for the database its code and the constraint, column or table it names. At most 200 characters. */
  readonly reason: string;
  /** The uppermost stack frames, without message and folders. */
  readonly error: string;
};

const REASON_CHARS_MAX = 200;
/** Enough frames to find the line; deeper ones are always the framework's. */
const STACK_FRAMES_MAX = 8;

/** A failure as it may be stored, logged and shown. */
export function failureOf(thrown: unknown): Failure {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const facts = [codeOf(thrown), ...['constraint', 'column', 'table'].map((key) => textAt(driverError(thrown), key))];
  const frames = thrown instanceof Error && thrown.stack ? thrown.stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return {
    reason: [name, ...facts.filter((fact) => fact !== null)].join(' ').slice(0, REASON_CHARS_MAX),
    error: frames.slice(0, STACK_FRAMES_MAX).map((line) => line.trim().replace(/(?:file:\/\/)?[^\s()]*[\\/]/g, '')).join('\n'),
  };
}

/**
 * SQLSTATE classes and codes after which the same work may succeed: connection, resources, shutdown, serialization, deadlock,
 * lock and idle timeouts. A statement timeout (57014) is not among them: a smaller page may be quick enough, the same one is not.
 */
const TRANSIENT_SQLSTATE = /^(?:08...|53...|57P0.|40001|40P01|55P03|25P0[34])$/;
const TRANSIENT_SYSTEM = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
/** The driver reports a lost or full pool by message only (pg 8, pg-pool 3). */
const TRANSIENT_MESSAGE = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** Whether the world failed and not the record: such work is tried again and never parks a key. */
export function isTransient(thrown: unknown): boolean {
  if (thrown instanceof StoreUnavailable || thrown instanceof GapNotHealed) return true;
  const code = codeOf(thrown);
  if (code !== null && (TRANSIENT_SQLSTATE.test(code) || TRANSIENT_SYSTEM.has(code))) return true;
  if (code === 'ENOENT') return textAt(driverError(thrown), 'syscall') === 'connect'; // the server's socket file is gone, not a file of ours
  return thrown instanceof Error && TRANSIENT_MESSAGE.test(thrown.message);
}

function codeOf(thrown: unknown): string | null {
  return textAt(driverError(thrown), 'code');
}

/** TypeORM wraps the driver's error; its facts are one level down. */
function driverError(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'driverError' in thrown ? thrown.driverError : thrown;
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null || !(key in value)) return null;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : null;
}
