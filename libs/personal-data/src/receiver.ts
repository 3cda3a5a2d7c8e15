import { createHmac } from 'node:crypto';
import type { Ports } from '@daifa/ports/ports';
import { LRUCache } from 'lru-cache';
import { areaLine, splitTown, type AddressParts } from './address.js';
import { SubjectErased, type Keyring } from './keyring.js';
import { maskAddressParts, maskName, maskStoredPhone } from './masks.js';
import { phoneIdentity } from './phone.js';
import { plainText } from './plain-text.js';
import { findRegion, type Region } from './region.js';
import { openField, sealField } from './seal.js';

/** A receiver as an event holds it: nothing in it tells who it is without the subject's data key. */
export type SealedReceiver = {
  readonly subjectKeyId: string;
  readonly sealed: { readonly name: string | null; readonly phone: string | null; readonly address: string | null; readonly buyer: string | null };
  readonly mask: { readonly name: string; readonly phone: string; readonly address: string };
  readonly region: Region;
  /** Equal for equal name, phone and address in one tenant, and not reversible; '' when one of the three is missing. */
  readonly receiverKey: string;
};

export type PlainReceiver = {
  readonly name: string | null;
  readonly phone: string | null;
  /** The detail address, without region. */
  readonly address: string | null;
  /** The buyer's id on the sales channel. */
  readonly buyer: string | null;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly town?: string;
};

export type ReceiverOf = { readonly tenantId: string; readonly orderId: string };
/** Whose a sealed text is, and what it is. The subject is an order where it is about one. */
export type TextOf = { readonly tenantId: string; readonly subjectId: string; readonly field: string };
/** What opening one of many gave. */
export type Opened = { readonly kind: 'open'; readonly receiver: PlainReceiver } | { readonly kind: 'erased' };

type Places = { readonly region: Region; readonly parts: AddressParts; readonly hasAddress: boolean };
type Field = keyof SealedReceiver['sealed'];

/** Names the fields and what their text means; part of what is authenticated. */
const SCHEMA = 'receiver/1';
const TEXT_SCHEMA = 'text/1';
/** About 200 bytes each; more tenants than this only cost a derivation. */
const TENANT_KEYS_MAX = 2_000;
const BETWEEN = '\u001f';

/** Seals and opens receivers. The subject of a data key is the order. */
export class ReceiverSeals {
  private readonly keyring: Keyring;
  private readonly ports: Pick<Ports, 'random'>;
  private readonly tenantKeys = new LRUCache<string, Buffer>({ max: TENANT_KEYS_MAX });

  constructor({ keyring, ports }: { readonly keyring: Keyring; readonly ports: Pick<Ports, 'random'> }) {
    this.keyring = keyring;
    this.ports = ports;
  }

  /** @throws SubjectErased @throws KeysUnavailable */
  async seal(plain: PlainReceiver, of: ReceiverOf): Promise<SealedReceiver> {
    return this.sealed(plain, of, await this.liveKeys([of.orderId]));
  }

  /**
   * Seals a page of orders with one question for keys; the answers are in order.
   *
   * @throws SubjectErased naming every erased order: leave these out and ask again @throws KeysUnavailable
   */
  async sealMany(receivers: readonly (ReceiverOf & { readonly plain: PlainReceiver })[]): Promise<readonly SealedReceiver[]> {
    const keys = await this.liveKeys(receivers.map(({ orderId }) => orderId));
    return receivers.map(({ plain, ...of }) => this.sealed(plain, of, keys));
  }

  /**
   * Gives back what was sealed. Region names come as the list of regions has them, the town apart from the detail address. To be called
   * only after the reading was recorded.
   *
   * @throws SubjectErased @throws SealBroken @throws KeyMissing @throws KeysUnavailable
   */
  async open(sealed: SealedReceiver, of: ReceiverOf): Promise<PlainReceiver> {
    const [opened] = await this.openMany([{ sealed, ...of }]);
    if (opened?.kind !== 'open') throw new SubjectErased([sealed.subjectKeyId]);
    return opened.receiver;
  }

  /** Opens many with one question for keys; an erased one does not stop the others. @throws SealBroken @throws KeyMissing @throws KeysUnavailable */
  async openMany(receivers: readonly (ReceiverOf & { readonly sealed: SealedReceiver })[]): Promise<readonly Opened[]> {
    const states = await this.keyring.openKeys(receivers.map(({ sealed }) => sealed.subjectKeyId));
    return receivers.map(({ sealed, ...of }) => {
      const state = states.get(sealed.subjectKeyId);
      return state?.kind === 'live' ? { kind: 'open', receiver: opened(sealed, of, state.key) } : { kind: 'erased' };
    });
  }

  /** Seals any other text that must not be readable without a subject's key: a token, a record set aside. @throws SubjectErased @throws KeysUnavailable */
  async sealText(plain: string, { tenantId, subjectId, field }: TextOf): Promise<string> {
    const key = (await this.liveKeys([subjectId])).get(subjectId);
    if (!key) throw new SubjectErased([subjectId]);
    return sealField(key, plain, { tenantId, orderId: subjectId, field, schema: TEXT_SCHEMA }, this.ports.random);
  }

  /** @throws SubjectErased @throws SealBroken @throws KeyMissing @throws KeysUnavailable */
  async openText(sealed: string, { tenantId, subjectId, field }: TextOf): Promise<string> {
    const state = (await this.keyring.openKeys([subjectId])).get(subjectId);
    if (state?.kind !== 'live') throw new SubjectErased([subjectId]);
    return openField(state.key, sealed, { tenantId, orderId: subjectId, field, schema: TEXT_SCHEMA });
  }

  /** Destroys the key: all that was sealed for this order is unreadable for ever, wherever it lies. Again is the same. */
  erase(orderId: string): Promise<void> {
    return this.keyring.destroy(orderId);
  }

  /** The same for two orders of a tenant exactly when they go to the same name, phone and address, however these are spelt. */
  receiverKey(plain: PlainReceiver, tenantId: string): string {
    return this.keyFor(plain, placesOf(plain), tenantId);
  }

  /** A keyed hash of any canonical content: equal contents have equal keys, and nobody without the master key can try out contents. */
  contentKey(tenantId: string, text: string): string {
    return this.hash('content', tenantId, text);
  }

  private sealed(plain: PlainReceiver, of: ReceiverOf, keys: ReadonlyMap<string, Buffer>): SealedReceiver {
    const key = keys.get(of.orderId);
    if (!key) throw new SubjectErased([of.orderId]);
    const places = placesOf(plain);
    const seal = (field: Field, text: string | null): string | null => (text === null ? null : sealField(key, text, { ...of, field, schema: SCHEMA }, this.ports.random));
    const address = places.hasAddress ? JSON.stringify([places.parts.town, places.parts.detail]) : null;
    return {
      subjectKeyId: of.orderId,
      sealed: { name: seal('name', plain.name), phone: seal('phone', plain.phone), address: seal('address', address), buyer: seal('buyer', plain.buyer) },
      mask: { name: maskName(plain.name ?? ''), phone: maskStoredPhone(plain.phone ?? ''), address: places.hasAddress ? maskAddressParts(places.parts) : '' },
      region: places.region,
      receiverKey: this.keyFor(plain, places, of.tenantId),
    };
  }

  private keyFor(plain: PlainReceiver, { parts }: Places, tenantId: string): string {
    if (!plain.name?.trim() || !plain.phone?.trim() || parts.detail.trim() === '') return '';
    const parcel = [comparable(plain.name), phoneIdentity(plain.phone), comparable(areaLine(parts) + parts.detail)];
    return this.hash('receiver', tenantId, parcel.join(BETWEEN));
  }

  private hash(purpose: 'receiver' | 'content', tenantId: string, text: string): string {
    const name = `daifa/${purpose}-key/1/${tenantId}`;
    const key = this.tenantKeys.get(name) ?? this.keyring.derive(name);
    this.tenantKeys.set(name, key);
    return createHmac('sha256', key).update(text).digest('base64url');
  }

  private async liveKeys(orderIds: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const states = await this.keyring.keysFor(orderIds);
    const erased = orderIds.filter((id) => states.get(id)?.kind !== 'live');
    if (erased.length > 0) throw new SubjectErased(erased);
    return new Map([...states].flatMap(([id, state]) => (state.kind === 'live' ? [[id, state.key]] : [])));
  }
}

function opened({ sealed, region }: SealedReceiver, of: ReceiverOf, key: Buffer): PlainReceiver {
  const open = (field: Field): string | null => (sealed[field] === null ? null : openField(key, sealed[field], { ...of, field, schema: SCHEMA }));
  const { province, city, district } = region;
  const address = open('address');
  const [town, detail] = address === null ? ['', null] : townAndDetail(address);
  return { name: open('name'), phone: open('phone'), address: detail, buyer: open('buyer'), province, city, district, ...(town && { town }) };
}

/** The region as all may know it; what the region's fields held besides goes in front of the detail, where it is sealed. */
function placesOf(plain: PlainReceiver): Places {
  const { region, rest } = findRegion(plain);
  const line = [rest, plain.town?.trim() ?? '', plain.address?.trim() ?? ''].filter((part) => part !== '').join(' ');
  const { town, detail } = splitTown(line);
  const again = splitTown(detail); // some shops repeat the town in the detail address
  const parts = { ...region, town, detail: town !== '' && again.town === town ? again.detail : detail };
  return { region, parts, hasAddress: plain.address !== null || line !== '' };
}

/** Without spaces and punctuation, in plain characters: what two spellings of one parcel have in common. */
function comparable(text: string): string {
  return plainText(text).toLowerCase().replace(/[\s\p{P}]/gu, '');
}

function townAndDetail(text: string): readonly [town: string, detail: string] {
  const parts: unknown = JSON.parse(text);
  if (!Array.isArray(parts) || typeof parts[0] !== 'string' || typeof parts[1] !== 'string') throw new TypeError('a sealed address is no pair of town and detail');
  return [parts[0], parts[1]];
}
