import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { workspace } from '../client/config.js';

/** What each process reads from its environment, as its config files tell: found by reading them, not by running them. */

type Reader = { readonly file: string; readonly names: ReadonlySet<string>; readonly calls: ReadonlySet<string>; readonly isEntry: boolean };

const NAME = /^[A-Z][A-Z0-9_]{3,}$/;
const CONFIG_FILE = /(^|[\\/-])config\.ts$/;

/** Every function of the product's config files, by its name. */
const readers: ReadonlyMap<string, Reader> = new Map(['libs', 'services'].flatMap((floor) => readdirSync(join(workspace, floor)).map((name) => join(floor, name, 'src')))
  .filter((folder) => existsSync(join(workspace, folder))).flatMap(configFiles).flatMap(readersIn));

function configFiles(folder: string): readonly string[] {
  return readdirSync(join(workspace, folder), { recursive: true, encoding: 'utf8' }).filter((file) => CONFIG_FILE.test(file)).map((file) => join(folder, file));
}

function readersIn(file: string): readonly (readonly [string, Reader])[] {
  const source = ts.createSourceFile(file, readFileSync(join(workspace, file), 'utf8'), ts.ScriptTarget.ES2022);
  return source.statements.filter(ts.isFunctionDeclaration).map((declared) => [declared.name?.text ?? '', readerOf(declared, source)]);
}

function readerOf(declared: ts.FunctionDeclaration, source: ts.SourceFile): Reader {
  const names = new Set<string>();
  const calls = new Set<string>();
  const text = (node: ts.Node): string => node.getText(source);
  const note = (node: ts.Node): unknown => ts.isStringLiteral(node) && NAME.test(node.text) && names.add(node.text);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      if (ts.isIdentifier(node.expression)) calls.add(node.expression.text);
      node.arguments.forEach(note);
    }
    if (ts.isElementAccessExpression(node)) note(node.argumentExpression);
    if (ts.isPropertyAccessExpression(node) && text(node.expression) === 'process.env') names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(declared);
  return { file: source.fileName, names, calls, isEntry: declared.parameters.some(({ initializer }) => initializer !== undefined && text(initializer) === 'process.env') };
}

/** The processes an image is built of: the command line is none, it speaks to them. */
export const programs: readonly string[] = readdirSync(join(workspace, 'services')).filter((name) => name !== 'cli' && existsSync(join(workspace, 'services', name, 'src', 'main.ts'))).sort();

/** The commands that have settings too: `npm run start:full` and `npm run daifa`. */
const COMMANDS: Readonly<Record<string, string>> = { full: join('services', 'standalone', 'src', 'full', 'config.ts'), cli: join('services', 'cli', 'src', 'config.ts') };
export const commands: readonly string[] = Object.keys(COMMANDS);

const isService = (program: string): boolean => existsSync(join(workspace, 'services', program, 'src', 'service.ts'));

/** The settings a process or a command reads: those of its own config file, of the one that all services share, and of the services it hosts. */
export function settingsOf(program: string): ReadonlySet<string> {
  const hosted = program === 'standalone' ? programs.filter(isService) : [];
  const own = [COMMANDS[program] ?? join('services', program, 'src', 'config.ts'), ...hosted.map((name) => join('services', name, 'src', 'config.ts'))];
  const entries = [...readers].filter(([, { file, isEntry }]) => isEntry && own.includes(file)).map(([name]) => name);
  return new Set([...entries, ...(isService(program) ? ['serviceConfig'] : [])].flatMap((entry) => [...named(entry, new Set())]));
}

function named(reader: string, seen: ReadonlySet<string>): ReadonlySet<string> {
  const { names, calls } = readers.get(reader) ?? { names: [], calls: [] };
  const others = [...calls].filter((call) => !seen.has(call));
  return new Set([...names, ...others.flatMap((call) => [...named(call, new Set([...seen, reader]))])]);
}

/** Every setting that a config file of the product names, with the files. */
export const settingsRead: ReadonlyMap<string, readonly string[]> = filesByName();

function filesByName(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { file, names } of readers.values()) for (const name of names) found.set(name, [...new Set([...(found.get(name) ?? []), file])]);
  return found;
}
