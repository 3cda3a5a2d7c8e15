import { createCipheriv, createHash } from 'node:crypto';
import { splitAddress } from '@daifa/personal-data/region';
import type { LabelContent, LabelSize } from '../label/label.js';

/**
 * A print job as print components of the platforms take it (requirements 9.5): JSON over a local socket. What is personal is
 * sealed with a key that is not in it: the component asks for the key when it spools, and then the fence is asked once more.
 */
export type ComponentPrint = {
  readonly cmd: 'print';
  readonly requestID: string;
  readonly version: '1.0';
  readonly task: {
    readonly taskID: string;
    readonly preview: false;
    readonly printer: string;
    readonly previewType: 'pdf';
    readonly firstDocumentNumber: 1;
    readonly totalDocumentCount: number;
    readonly notifyType: readonly ['render', 'print'];
    readonly documents: readonly ComponentDocument[];
  };
};

export type ComponentDocument = { readonly documentID: string; readonly contents: readonly [SealedContent, CustomContent] };

export type SealedContent = {
  /** AES-256-GCM: twelve bytes of nonce, ciphertext, sixteen of tag; base64. */
  readonly encryptedData: string;
  /** SHA-256 of encryptedData, hexadecimal: a damaged cache is noticed before a key is spent on it. */
  readonly signature: string;
  readonly templateURL: string;
  readonly ver: '1';
  /** `sealedKey` opens nothing by itself: it is handed back when the component spools. */
  readonly addData: { readonly sender: ComponentParty; readonly permitId: string; readonly sealedKey: string };
};

export type CustomContent = { readonly data: { readonly goods: string; readonly remark: string; readonly reprint: string }; readonly templateURL: string };

export type ComponentParty = { readonly name: string; readonly mobile: string; readonly address: { readonly province: string; readonly city: string; readonly district: string; readonly detail: string } };

/** What a component finds when it opens the seal: the fields of the platforms' own components. */
export type Unsealed = {
  readonly cpCode: string;
  readonly waybillCode: string;
  readonly recipient: ComponentParty;
  readonly routingInfo: { readonly consolidation: { readonly name: string }; readonly sortation: { readonly name: string }; readonly routeCode: string };
};

export const CUSTOM_TEMPLATE = 'urn:daifa:template:goods';
export const templateOf = (size: LabelSize): string => `urn:daifa:template:label-${size}`;

const NONCE_BYTES = 12;

/** `key`: thirty-two bytes, for one document alone; `nonce`: random. */
export type Seal = { readonly key: Buffer; readonly nonce: Buffer; readonly permitId: string; readonly sealedKey: string };

export function componentDocument(content: LabelContent, size: LabelSize, { key, nonce, permitId, sealedKey }: Seal): ComponentDocument {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`a nonce has ${NONCE_BYTES} bytes`);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(content.waybillNo));
  const encryptedData = Buffer.concat([nonce, cipher.update(JSON.stringify(unsealed(content)), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  const goods = content.goods.map(({ title, spec, quantity }) => `${[title, spec].filter((text) => text !== '').join(' ')} ×${quantity}`).join('；');
  return {
    documentID: content.waybillNo,
    contents: [
      { encryptedData, signature: createHash('sha256').update(encryptedData).digest('hex'), templateURL: templateOf(size), ver: '1', addData: { sender: party(content.sender), permitId, sealedKey } },
      { data: { goods, remark: content.remark, reprint: `第${content.printCount}次打印` }, templateURL: CUSTOM_TEMPLATE },
    ],
  };
}

export function componentPrint(task: { readonly requestID: string; readonly taskID: string; readonly printer: string }, documents: readonly ComponentDocument[]): ComponentPrint {
  const { requestID, taskID, printer } = task;
  return {
    cmd: 'print', requestID, version: '1.0',
    task: { taskID, preview: false, printer, previewType: 'pdf', firstDocumentNumber: 1, totalDocumentCount: documents.length, notifyType: ['render', 'print'], documents },
  };
}

function unsealed({ carrierCode, waybillNo, receiver, packageCenter, markDestination, sortCode }: LabelContent): Unsealed {
  return { cpCode: carrierCode, waybillCode: waybillNo, recipient: party(receiver), routingInfo: { consolidation: { name: packageCenter }, sortation: { name: markDestination }, routeCode: sortCode } };
}

function party({ name, phone, address }: LabelContent['sender']): ComponentParty {
  const { province, city, district, detail } = splitAddress(address);
  return { name, mobile: phone, address: { province, city, district, detail } };
}
