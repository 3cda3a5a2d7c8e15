/** An EventStoreDB or KurrentDB that tests may use: EVENTSTORE_URL; null: there is none. */
export function eventStoreUrl(environment: NodeJS.ProcessEnv = process.env): string | null {
  return environment['EVENTSTORE_URL']?.trim() || null;
}
