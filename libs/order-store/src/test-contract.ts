import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileRegistry, fromBinary, fromJson, type DescMessage, type FileRegistry, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const ROOT = join(import.meta.dirname, '../../..');

/** The published contract as others see it: proto/ compiled by buf, without generated code. */
export class PublishedContract {
  readonly #registry: FileRegistry = createFileRegistry(fromBinary(FileDescriptorSetSchema, compiled()));

  /** The message of a stored event type: `order` and `HoldPlaced` are `order.v1.HoldPlaced`. */
  message(category: string, type: string): DescMessage {
    const message = this.#registry.getMessage(`${category}.v1.${type}`);
    if (!message) throw new Error(`proto/${category}/v1 has no message ${type}`);
    return message;
  }

  /** Full names of all messages of a category. */
  messageNames(category: string): readonly string[] {
    return [...this.#registry].filter((desc) => desc.kind === 'message' && desc.file.proto.package === `${category}.v1`).map(({ typeName }) => typeName);
  }

  /** Reads JSON as a strict consumer does. @throws Error for an unknown field or a value the contract does not allow */
  read(category: string, type: string, json: string): void {
    const value: JsonValue = JSON.parse(json);
    fromJson(this.message(category, type), value, { ignoreUnknownFields: false, registry: this.#registry });
  }
}

function compiled(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-contract-'));
  try {
    const file = join(folder, 'contract.binpb');
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/@bufbuild/buf/bin/buf'), 'build', join(ROOT, 'proto'), '--output', file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`buf build: ${stderr}`);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
