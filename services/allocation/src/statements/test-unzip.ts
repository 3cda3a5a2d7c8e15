import { inflateRawSync } from 'node:zlib';

/** Reads a ZIP file by its directory, as every spreadsheet program does: names and texts of its parts, in order. */
export function unzipped(file: Buffer): ReadonlyMap<string, string> {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const parts = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let n = 0; n < file.readUInt16LE(end + 10); n++) {
    const [packed, plain, nameLength, local] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 24), file.readUInt16LE(at + 28), file.readUInt32LE(at + 42)];
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const text = inflateRawSync(file.subarray(from, from + packed));
    if (text.length !== plain) throw new Error(`${name} has ${text.length} bytes, not ${plain}`);
    parts.set(name, text.toString());
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}
