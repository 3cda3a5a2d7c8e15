// Writes the golden files that are missing, and never touches one that is there: npx tsc -b libs/order-store && node libs/order-store/golden/write.mjs
// The first version comes from the sample; a later one from what the upcast makes of the version before it, which it so keeps for ever.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storedKinds } from '../dist/stored-kinds.js';

const fileOf = ({ category, type }, version) => join(import.meta.dirname, category, `${type}.v${version}.json`);

for (const kind of storedKinds) {
  const file = fileOf(kind, kind.version);
  if (existsSync(file)) continue;
  const before = fileOf(kind, kind.version - 1);
  if (kind.version > 1 && !existsSync(before)) throw new Error(`${kind.type} has no golden file of version ${kind.version - 1} to lift`);
  const data = kind.version === 1 ? kind.sample() : kind.lift(kind.version - 1, JSON.stringify(JSON.parse(readFileSync(before, 'utf8')).data));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ type: kind.type, schemaVersion: kind.version, data: JSON.parse(data) }, null, 2)}\n`, { flag: 'wx' });
  console.log(`wrote ${kind.category}/${kind.type}.v${kind.version}.json`);
}
