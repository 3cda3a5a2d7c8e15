/** Who wants what, and why: travels from the edge into the metadata of every event a command appends. */
export type CommandContext = {
  /** UUID. The same command id is the same command: asked twice, it has one effect. */
  readonly commandId: string;
  readonly correlationId: string;
  /** Event id of what caused this command; null when a person or another system did. */
  readonly causationId: string | null;
  readonly actor: Actor;
  /** When it happened in the world, ISO 8601 UTC; the clock's time of the request when nothing better is known. */
  readonly occurredAt: string;
  /** The version of the merchant's rules this was decided under; absent where no rule was asked. */
  readonly ruleVersion?: string;
  /** W3C trace context, kept so that a trace can be found from an event. */
  readonly traceparent?: string;
};

export type Actor = { readonly kind: 'merchant' | 'factory' | 'platform' | 'analyst' | 'system'; readonly id: string };

/** The metadata stored beside every event, as JSON in `EventRecord.meta`. */
export type EventMeta = {
  readonly eventId: string;
  readonly schemaVersion: number;
  readonly recordedAt: string;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly actor: Actor;
  readonly commandId: string;
  /** Hash of the stream's previous event, NO_HASH for the first. */
  readonly prevHash: string;
  readonly ruleVersion?: string;
  readonly traceparent?: string;
};

/** Domain event ⇄ stored text. `decode` lifts old versions, and throws UnknownEventType where it would have to guess. */
export type Codec<Event extends { readonly type: string }> = {
  encode(event: Event): { readonly type: string; readonly schemaVersion: number; readonly data: string };
  decode(type: string, schemaVersion: number, data: string): Event;
};

/** A newer writer was here: nothing may be decided or projected on this stream until the reader is upgraded. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
  constructor(readonly eventType: string, readonly schemaVersion: number) {
    super(`unknown event ${eventType} version ${schemaVersion}: upgrade this reader before going on`);
  }
}
