import { ConfigError } from '@daifa/service-shell/config';

export type Task = { readonly kind: 'serve' } | { readonly kind: 'migrate' } | { readonly kind: 'republish'; readonly from: number };

/** What the words after the program's name ask for. @throws ConfigError for what is none of the three */
export function taskOf(words: readonly string[]): Task {
  const [name = 'serve', ...options] = words;
  if (name === 'republish') return { kind: 'republish', from: positionIn(options) };
  if ((name === 'serve' || name === 'migrate') && options.length === 0) return { kind: name };
  throw new ConfigError([`"${words.join(' ')}" is nothing a relay does; it does: serve, migrate, republish --from POSITION.`]);
}

/** `--from N` or `--from=N`. */
function positionIn(options: readonly string[]): number {
  const [, digits] = /^--from=(\d+)$/.exec(options.join('=')) ?? [];
  const from = Number(digits);
  if (Number.isSafeInteger(from)) return from;
  throw new ConfigError(['republish needs the position after which everything is sent again, as in republish --from 0.']);
}
