import { PostgresStartError } from '@daifa/local-postgres/postgres';
import { MasterKeyUnusable } from '@daifa/personal-data/master-key';
import { ConfigError } from './config.js';

/** Why the start failed, in one clear sentence for a person; the stack only where the fault may be ours. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `The start failed: ${String(error)}`;
  if (error instanceof ConfigError) return `These settings are not usable (以下设置不正确):\n${error.sentences.map((sentence) => `  - ${sentence}`).join('\n')}`;
  if (error instanceof PostgresStartError) return withChinese(error.message, POSTGRES[error.reason]);
  if (error instanceof MasterKeyUnusable || error.name === 'MasterKeyMismatch') return withChinese(error.message, '主密钥不可用');
  if (error.name === 'NotDurable') return withChinese(error.message, '数据库可能丢失已确认的数据');
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const sentence = ofCode(cause);
    if (sentence !== null) return sentence;
  }
  return error.stack ?? error.message;
}

const POSTGRES: Readonly<Record<PostgresStartError['reason'], string>> = {
  'unsupported-platform': '此平台没有内置数据库',
  'binaries-missing': '数据库程序未安装',
  'data-folder-unwritable': '数据目录不可写',
  'data-folder-private': '数据目录不可访问',
  'data-folder-foreign': '数据目录属于其他数据库或版本',
  'data-folder-in-use': '数据目录正在使用',
  'password-missing': '数据库密码文件缺失',
  'port-taken': '数据库端口被占用',
  'server-failed': '数据库未能启动',
};

/** System calls, and PostgreSQL's SQLSTATE (appendix A of its manual); null for what is neither. */
function ofCode(error: Error): string | null {
  const { code, syscall } = facts(error);
  const said = error.message || code;
  if (syscall === 'listen') {
    if (code === 'EADDRINUSE') return `The HTTP port is taken by another program (${said}): stop it, or start with another one, as in PORT=8081 npm start. (端口已被占用)`;
    return `HTTP cannot listen there (${said}): check HOST and PORT. (无法监听该地址)`;
  }
  if (FILES.has(code)) return `A file or folder cannot be written (${said}): give this user the right to, or set DAIFA_HOME to a folder of yours. (目录不可写)`;
  if (code === 'ENOSPC' || code === '53100') return `The disk is full (${said}): make room, then start again. (磁盘已满)`;
  if (AWAY.test(code) || /connection timeout|timeout exceeded/i.test(said)) return `The database at DATABASE_URL does not answer (${said}): start it, or unset DATABASE_URL to use our own. (数据库无法连接)`;
  if (DENIED.test(code)) return `The database at DATABASE_URL refuses us (${said}): check its user, password, name and rights. (数据库拒绝访问)`;
  return null;
}

const FILES: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR']);
const AWAY = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|57P0\d|53300)$/;
const DENIED = /^(28...|3D000|42501)$/;

function facts(error: Error): { readonly code: string; readonly syscall: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { code: 'code' in error ? text(error.code) : '', syscall: 'syscall' in error ? text(error.syscall) : '' };
}

function withChinese(sentence: string, chinese: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'} (${chinese})`;
}
