import pg from 'pg';

/** Beyond these a process's texts are not ours but made up as they go, and are planned each time. */
const TEXTS_MAX = 500;

const names = new Map<string, string>();

/**
 * A connection that prepares each text with parameters once. TypeORM sends them unprepared, and parsing and planning a page's
 * statements anew costs the server more than running them. Plans are the server's own choice between general and special ones.
 */
export class PreparedClient extends pg.Client {
  override query(...args: unknown[]) {
    const [text, values, ...rest] = args;
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : null;
    return Reflect.apply(super.query, this, name === null ? args : [{ name, text, values }, ...rest]);
  }
}

function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined || names.size >= TEXTS_MAX) return known ?? null;
  const name = `p${names.size}`;
  names.set(text, name);
  return name;
}
