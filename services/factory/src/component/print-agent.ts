import { createDecipheriv, createHash } from 'node:crypto';
import type { ComponentDocument, ComponentPrint, CustomContent, Unsealed } from './component.js';

/**
 * A print component as we would have it: it prints a document of a task once, however often it is told to and wherever it
 * dies, and asks for each key at the moment the paper is to come out. It stands in for the platforms' own in tests and demos.
 */

/** What the agent remembers beyond its own death. A document that was begun and not ended may be on paper: nobody knows. */
export type Journal = {
  read(document: string): Promise<'begun' | 'printed' | null>;
  write(document: string, state: 'begun' | 'printed'): Promise<void>;
};

export type SpoolTold = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'refused'; readonly codes: readonly string[] };

export type AgentParts = {
  readonly journal: Journal;
  /** Asks the fence for the key of a document, now. */
  readonly askKey: (permitId: string, sealedKey: string) => Promise<SpoolTold>;
  /** The printer. What it throws ends the agent: it is the crash of tests. */
  readonly spool: (paper: Paper) => Promise<void>;
};

export type Paper = Unsealed & { readonly custom: CustomContent['data'] };

/** `notifyPrintResult` of the protocol, with what the component itself cannot know said as such. */
export type DocumentResult = { readonly documentID: string; readonly permitId: string; readonly status: 'PRINTED' | 'FAILED' | 'UNKNOWN'; readonly detail: string };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class PrintAgent {
  constructor(private readonly parts: AgentParts) {}

  /** One paper after another, in the order of the task. The same task again prints what is missing. */
  async print({ task: { taskID, documents } }: ComponentPrint): Promise<readonly DocumentResult[]> {
    const results: DocumentResult[] = [];
    for (const document of documents) {
      const { permitId } = document.contents[0].addData;
      results.push({ documentID: document.documentID, permitId, ...(await this.#once(`${taskID}/${document.documentID}/${permitId}`, document)) });
    }
    return results;
  }

  async #once(name: string, document: ComponentDocument): Promise<Pick<DocumentResult, 'status' | 'detail'>> {
    const { journal, askKey, spool } = this.parts;
    const known = await journal.read(name);
    if (known !== null) return known === 'printed' ? { status: 'PRINTED', detail: 'before' } : { status: 'UNKNOWN', detail: 'died while printing' };
    const [{ encryptedData, signature, addData: { permitId, sealedKey } }, { data: custom }] = document.contents;
    if (createHash('sha256').update(encryptedData).digest('hex') !== signature) return { status: 'FAILED', detail: 'damaged' };
    const told = await askKey(permitId, sealedKey);
    if (told.kind === 'refused') return { status: 'FAILED', detail: told.codes.join(' ') };
    const paper = { ...opened(document.documentID, encryptedData, Buffer.from(told.key, 'base64')), custom };
    await journal.write(name, 'begun');
    await spool(paper);
    await journal.write(name, 'printed');
    return { status: 'PRINTED', detail: '' };
  }
}

function opened(documentID: string, encryptedData: string, key: Buffer): Unsealed {
  const sealed = Buffer.from(encryptedData, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(documentID));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')) as Unsealed;
}
