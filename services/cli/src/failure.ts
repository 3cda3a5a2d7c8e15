import pc from 'picocolors';
import { printable } from './table.js';

export type Bilingual = { readonly zh: string; readonly en: string };

/** A problem document as the server writes it (RFC 9457 and ours). */
export type ProblemDocument = {
  readonly code: string;
  readonly status: number;
  readonly messages: Bilingual;
  readonly hint: Bilingual;
  readonly guards: readonly { readonly code: string; readonly messages: Bilingual; readonly hint: Bilingual; readonly facts: Readonly<Record<string, unknown>> }[];
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly messages: Bilingual }[];
  readonly correlationId: string;
};

/** The server said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly problem: ProblemDocument) {
    super(problem.code);
  }
}

/** Something on this side is in the way; both sentences say what to do. */
export class CouldNot extends Error {
  override readonly name = 'CouldNot';
  constructor(readonly zh: string, readonly en: string, options?: ErrorOptions) {
    super(en, options);
  }
}

export const unreachable = (url: string, cause: unknown): CouldNot =>
  new CouldNot(`连接不上 ${url}：系统没有在运行，或地址不对（npm start 启动；--url 指定地址）。`, `Nothing answers at ${url}: start the system (npm start), or name its address with --url.`, { cause });

/** Whether a file is not there or not for us to read. */
export function isFileError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'ENOTDIR');
}

/** An error as a person should read it: what happened, and what to do, in both languages. Never a stack. */
export function told(error: unknown): string {
  if (error instanceof Refused) return problemTold(error.problem);
  if (error instanceof CouldNot) return `${pc.red('✗')} ${printable(error.zh)}\n  ${printable(error.en)}\n`;
  return `${pc.red('✗')} ${printable(error instanceof Error ? error.message : String(error))}\n`;
}

export function problemTold({ code, status, messages, hint, guards, errors = [], correlationId }: ProblemDocument): string {
  const places = errors.map(({ in: part, pointer, messages: said }) => `  ${part} ${pointer}: ${said.zh} ${said.en}`);
  const others = guards.slice(1).map((guard) => `  ${guard.code}: ${guard.messages.zh} ${guard.messages.en}`);
  return [
    `${pc.red('✗')} ${pc.bold(code)} (${status})`,
    `  ${messages.zh} ${hint.zh}`,
    `  ${messages.en} ${hint.en}`,
    ...factsTold(guards[0]?.facts ?? {}),
    ...others,
    ...places,
    pc.dim(`  correlationId ${correlationId}`),
    '',
  ].map(printable).join('\n');
}

/** An import says in words of its own what is wrong with the file. */
function factsTold({ zh, en, ...facts }: Readonly<Record<string, unknown>>): readonly string[] {
  const words = [zh, en].filter((text) => typeof text === 'string').map((text) => `  ${text}`);
  const rest = Object.entries(facts).filter(([, value]) => value !== null && value !== 0).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return rest.length > 0 ? [...words, `  ${rest.join('  ')}`] : words;
}
