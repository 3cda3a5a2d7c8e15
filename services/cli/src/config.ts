/** What the command line takes from the environment; options beat it. */
export type CliEnvironment = {
  /** Where the system runs; null: what it left in data/running.json, else http://127.0.0.1:8080. */
  readonly url: string | null;
  /** The API key; null: the demonstration's, by role, from secrets/demo-keys.json. */
  readonly key: string | null;
  /** Where data and secrets of the embedded world lie. */
  readonly home: string;
  readonly dataDir: string;
};

export function environment(variables: Readonly<Record<string, string | undefined>> = process.env): CliEnvironment {
  const text = (name: string): string | null => variables[name]?.trim() || null;
  return { url: text('DAIFA_URL'), key: text('DAIFA_KEY'), home: text('DAIFA_HOME') ?? '.', dataDir: text('DAIFA_DATA') ?? 'data' };
}
