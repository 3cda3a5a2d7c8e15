/** A subject's data key, or the fact that it was destroyed for ever. */
export type KeyState = { readonly kind: 'live'; readonly key: Buffer } | { readonly kind: 'erased' };

/**
 * Data keys by subject (one per order). Adapters: PostgreSQL (keys.ts) and memory (memory-keyring.ts), one contract
 * (keyring.test.ts). The keys live apart from what they open, so that destroying one erases the person everywhere, backups included.
 */
export interface Keyring {
  /**
   * The keys of these subjects, making those that are missing. Durable when it resolves: nothing is ever sealed under a key that a crash
   * could lose. Asking again, from any process, gives the same keys; a destroyed key is never made again.
   *
   * @throws KeysUnavailable when it is unknown whether they were made: ask again
   */
  keysFor(subjectKeyIds: readonly string[]): Promise<ReadonlyMap<string, KeyState>>;
  /** The keys of these subjects, making none. @throws KeyMissing @throws KeysUnavailable */
  openKeys(subjectKeyIds: readonly string[]): Promise<ReadonlyMap<string, KeyState>>;
  /**
   * Destroys a subject's key for ever, also one that was never made. Again is the same. Other processes may use the key for one
   * more second. @throws KeysUnavailable
   */
  destroy(subjectKeyId: string): Promise<void>;
  /** A key of 32 bytes for a purpose, derived from the master key: always the same, stored nowhere. */
  derive(purpose: string): Buffer;
  close(): Promise<void>;
}

/** The person was erased: what was sealed for these subjects can never be opened, and nothing new is sealed for them. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
  constructor(readonly subjectKeyIds: readonly string[]) {
    super(`erased for ever: ${subjectKeyIds.join(', ')}`);
  }
}

/** There is no such key, and no record that it was destroyed: the keys' database is older than the events, or another one. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
  constructor(readonly subjectKeyIds: readonly string[]) {
    super(`no data key, nor a record that it was destroyed: ${subjectKeyIds.join(', ')}. Is this the keys' database that belongs to these events?`);
  }
}

/** The keys' database could not be reached, or did not answer. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** The keys in the database were wrapped by another master key than the one given. */
export class MasterKeyMismatch extends Error {
  override readonly name = 'MasterKeyMismatch';
  constructor(readonly expectedId: string, readonly actualId: string) {
    super(`the data keys were wrapped by master key ${expectedId}, this one is ${actualId}: put back the master key file that belongs to this database`);
  }
}
