import { nameUuid } from '@daifa/ports/name-uuid';
import type { Codec, CommandContext, EventMeta } from './context.js';
import { recordHash } from './hash.js';
import type { EventRecord } from './port.js';

/** Where in a stream records are to stand: behind this revision and hash. */
export type Place = { readonly stream: string; readonly revision: number; readonly hash: string };

/** The id of a command's n-th event: asked again, the command makes the same ids, and can be found by them. */
export function eventIdOf(commandId: string, n: number): string {
  return nameUuid(String(n), commandId);
}

/**
 * A command's events as records, each carrying the hash of the one before.
 *
 * @returns the records, and the hash of the last one
 */
export function recordsOf<Event extends { readonly type: string }>(
  events: readonly Event[],
  context: CommandContext,
  { place, codec, recordedAt }: { readonly place: Place; readonly codec: Codec<Event>; readonly recordedAt: string },
): { readonly records: readonly EventRecord[]; readonly hash: string } {
  let { hash, revision } = place;
  const records = events.map((event, n) => {
    const { type, schemaVersion, data } = codec.encode(event);
    const meta: EventMeta = {
      eventId: eventIdOf(context.commandId, n),
      schemaVersion,
      recordedAt,
      occurredAt: context.occurredAt,
      correlationId: context.correlationId,
      causationId: context.causationId,
      actor: context.actor,
      commandId: context.commandId,
      prevHash: hash,
      ...(context.ruleVersion === undefined ? {} : { ruleVersion: context.ruleVersion }),
      ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    };
    const record = { type, meta: JSON.stringify(meta), data };
    revision += 1;
    hash = recordHash(place.stream, revision, record);
    return record;
  });
  return { records, hash };
}
