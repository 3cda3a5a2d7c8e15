import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../client/config.js';

export type Instruction = { readonly name: string; readonly rest: string };
export type Stage = { readonly name: string | null; readonly from: string; readonly instructions: readonly Instruction[] };

const text = readFileSync(join(workspace, 'deploy', 'Dockerfile'), 'utf8');

/** The Dockerfile's instructions, continued lines joined, comments left out. */
export const instructions: readonly Instruction[] = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ').split('\n').filter((line) => line.trim() !== '').map((line) => {
  const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
  return { name, rest };
});

/** The comment that says what may be built. */
export const servicesNamed: readonly string[] = /^# SERVICE is one of: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];

const globals = new Map([...text.slice(0, text.search(/^FROM /m)).matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]));

/** By `FROM`, with the global `ARG`s put in. */
export const stages: readonly Stage[] = instructions.reduce<readonly Stage[]>((found, instruction) => {
  const last = found.at(-1);
  if (instruction.name === 'FROM') {
    const [, from = '', name = null] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(instruction.rest) ?? [];
    return [...found, { name, from: from.replace(/\$\{(\w+)\}/g, (_, argument: string) => globals.get(argument) ?? ''), instructions: [] }];
  }
  return last ? [...found.slice(0, -1), { ...last, instructions: [...last.instructions, instruction] }] : found;
}, []);

export const valuesOf = (stage: Stage | undefined, name: string): readonly string[] => stage?.instructions.filter((instruction) => instruction.name === name).map(({ rest }) => rest) ?? [];

/** `ENV A=1 B=2` of a stage. */
export const environmentOfStage = (stage: Stage | undefined): Readonly<Record<string, string>> => Object.fromEntries(valuesOf(stage, 'ENV').flatMap((rest) => rest.split(/\s+/)).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
