import type { Ports } from '@daifa/ports/ports';
import { KeyMissing, type Keyring, type KeyState } from './keyring.js';
import { masterKey } from './master-key.js';
import { KEY_BYTES } from './seal.js';

/** Keys that live as long as the process, for tests and for a look around. */
export function memoryKeyring(ports: Pick<Ports, 'random'>): Keyring {
  const states = new Map<string, KeyState>();
  const { derive } = masterKey(ports.random.bytes(KEY_BYTES), ports.random);
  const made = (id: string): KeyState => {
    const state = states.get(id) ?? { kind: 'live', key: ports.random.bytes(KEY_BYTES) };
    states.set(id, state);
    return state;
  };
  return {
    keysFor: async (ids) => new Map(ids.map((id) => [id, made(id)])),
    openKeys: async (ids) => {
      const missing = ids.filter((id) => !states.has(id));
      if (missing.length > 0) throw new KeyMissing(missing);
      return new Map(ids.map((id) => [id, made(id)]));
    },
    destroy: async (id) => void states.set(id, { kind: 'erased' }),
    derive,
    close: async () => undefined,
  };
}
