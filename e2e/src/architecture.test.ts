import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { workspace } from './client/config.js';

/** The house as the design has it (section 6): its rooms, its floors, its doors. What one file may contain is the lint's. */

/** Everything that may stand in the root folder; what .gitignore names stands there on somebody's machine only. */
const ROOT = [
  'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md', 'package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json', 'eslint.config.mjs', 'jest.config.mjs',
  'docker-compose.yml', '.ci', '.github', '.gitignore', '.gitattributes', '.npmrc', '.dockerignore', '.editorconfig', 'scripts', 'docs', 'proto', 'libs', 'services', 'deploy', 'e2e',
];

/** Imports point down these, never up. */
const FLOORS: Readonly<Record<string, number>> = {
  decider: 1, ports: 1, 'local-postgres': 1, 'local-kafka': 1, 'order-domain': 2, 'event-store': 2, carriers: 2,
  'order-store': 3, projection: 3, messaging: 3, 'personal-data': 3, 'service-shell': 3,
  orders: 4, allocation: 4, factory: 4, logistics: 4, 'after-sales': 4, relay: 4, edge: 4, audit: 4, console: 4, cli: 4, standalone: 5, e2e: 6,
};

type Import = { readonly from: string; readonly specifier: string; readonly typeOnly: boolean };
type Manifest = { readonly name: string; readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>; readonly devDependencies?: object; readonly nx: { readonly tags: readonly string[] } };
type Package = { readonly name: string; readonly folder: string; readonly manifest: Manifest; readonly files: readonly string[]; readonly imports: readonly Import[] };

const packages: readonly Package[] = [...['libs', 'services'].flatMap((floor) => readdirSync(join(workspace, floor)).map((name) => join(floor, name))), 'e2e']
  .filter((folder) => existsSync(join(workspace, folder, 'package.json'))).map(readPackage);
const named = new Map(packages.map((one) => [one.name, one]));

function readPackage(folder: string): Package {
  const manifest: Manifest = JSON.parse(readFileSync(join(workspace, folder, 'package.json'), 'utf8'));
  const source = join(workspace, folder, 'src');
  const files = existsSync(source) ? readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(source, file)) : [];
  return { name: manifest.name.replace('@daifa/', ''), folder, manifest, files, imports: files.flatMap(importsOf) };
}

function importsOf(file: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) found.push({ from: file, specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node) });
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) found.push({ from: file, specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) found.push({ from: file, specifier: node.arguments[0].text, typeOnly: false });
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) found.push({ from: file, specifier: node.argument.literal.text, typeOnly: true });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022));
  return found;
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  const { namedBindings } = importClause;
  return importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || (!importClause.name && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly));
}

const shown = (file: string): string => relative(workspace, file);
/** Tests, and what is made for tests: contracts, fixtures, generators of histories. */
const isForTests = (file: string): boolean => /\.test\.ts$|\/double\/|\/(test-|contract|fixture|arbitrary-|given-when-then)[^/]*\.ts$/.test(file);

/** `@daifa/orders/import/columns` → orders, ./import/columns */
function ours({ specifier }: Import): { readonly to: string; readonly door: string } | null {
  const found = /^@daifa\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  return found?.[1] ? { to: found[1], door: found[2] ? `./${found[2]}` : '.' } : null;
}

/** Every import of one of our packages by another. */
const crossings = packages.flatMap((one) => one.imports.flatMap((each) => {
  const target = ours(each);
  return target ? [{ ...each, ...target, by: one }] : [];
}));

describe('the tree', () => {
  test('the root folder holds what the design names, and nothing else', () => {
    const ignored = readFileSync(join(workspace, '.gitignore'), 'utf8').split('\n').map((line) => line.replace(/\/$/, ''));
    expect(readdirSync(workspace).filter((name) => !ROOT.includes(name) && !ignored.includes(name) && name !== '.git')).toEqual([]);
  });

  test('every package is called after its folder and stands on its floor', () => {
    for (const { name, folder, manifest } of packages) {
      expect({ folder, name, floor: manifest.nx.tags }).toEqual({ folder, name: folder.split('/').at(-1), floor: [`floor:${FLOORS[name] ?? 0}`] });
    }
  });

  test('there is no index.ts, and no folder for whatever fits nowhere else', () => {
    expect(packages.flatMap(({ files }) => files).map(shown).filter((file) => /\/index\.ts$|\/(utils?|common|types|helpers?|shared|misc|core)\//.test(file))).toEqual([]);
  });

  test('no door gives away everything behind it', () => {
    const everything = packages.flatMap(({ files }) => files).filter((file) => /^export \* /m.test(readFileSync(file, 'utf8')));
    expect(everything.map(shown)).toEqual([]);
  });
});

describe('the doors', () => {
  test('every door leads to a file of its name', () => {
    const wrong = packages.flatMap(({ folder, manifest }) => Object.entries(manifest.exports).filter(([door, leads]) => {
      const path = door.replace(/^\.\//, '');
      return path.includes('*') || leads.default !== `./dist/${path}.js` || leads.types !== `./dist/${path}.d.ts` || !existsSync(join(workspace, folder, 'src', `${path}.ts`));
    }).map(([door]) => `${folder} ${door}`));
    expect(wrong).toEqual([]);
  });

  test('a package is entered through its doors only', () => {
    const elsewhere = crossings.filter(({ to, door, by }) => named.get(to)?.manifest.exports[door] === undefined && to !== by.name);
    expect(elsewhere.map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  });

  test('a package does not come in by its own door', () => {
    expect(crossings.filter(({ to, by }) => to === by.name).map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  });

  test('a path that starts with a dot stays in its package, and leads to a file', () => {
    const astray = packages.flatMap(({ folder, imports }) => imports.filter(({ from, specifier }) => {
      if (!specifier.startsWith('.')) return false;
      const file = resolve(dirname(from), specifier.replace(/\.js$/, '.ts'));
      return !specifier.endsWith('.js') || !file.startsWith(join(workspace, folder, 'src')) || !(existsSync(file) || existsSync(file.replace(/\.ts$/, '.d.ts')));
    }));
    expect(astray.map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  });
});

describe('the floors', () => {
  const floorOf = (name: string): number => FLOORS[name] ?? 0;

  test('imports point down, never up', () => {
    const up = crossings.filter(({ to, by }) => floorOf(to) > floorOf(by.name));
    expect(up.map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  });

  test('a service imports no service; only who puts them together does', () => {
    const services = crossings.filter(({ to, by }) => floorOf(to) === 4 && floorOf(by.name) < 5 && to !== by.name);
    expect(services.map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  });

  test('packages do not go in a circle', () => {
    expect(circles(new Map(packages.map(({ name }) => [name, [...new Set(crossings.filter(({ by }) => by.name === name).map(({ to }) => to))]])))).toEqual([]);
  });

  test('files do not go in a circle, but for their types', () => {
    const edges = new Map(packages.flatMap(({ files, imports }) => files.map((file) => [shown(file), imports.filter(({ from, specifier, typeOnly }) => from === file && specifier.startsWith('.') && !typeOnly).map(({ specifier }) => shown(resolve(dirname(file), specifier.replace(/\.js$/, '.ts'))))] as const)));
    expect(circles(edges)).toEqual([]);
  });

  test('what a package imports, its build knows of', () => {
    const missing = packages.flatMap(({ name, folder }) => {
      const { references = [] }: { readonly references?: readonly { readonly path: string }[] } = JSON.parse(readFileSync(join(workspace, folder, 'tsconfig.json'), 'utf8'));
      const known = references.map(({ path }) => path.split('/').at(-1));
      return [...new Set(crossings.filter(({ by, to }) => by.name === name && to !== name && !known.includes(to)).map(({ to }) => `${folder} → ${to}`))];
    });
    expect(missing).toEqual([]);
  });
});

/** Come with a dependency of ours, and have to be the very one it uses: pdfkit's own reader of fonts; jest's own words. */
const BROUGHT_ALONG: Readonly<Record<string, string>> = { fontkit: 'pdfkit', '@jest/globals': 'jest' };

test('product code stands on pinned dependencies of the root; only what is for tests stands on others', () => {
  const { dependencies, devDependencies }: Readonly<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>> = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8'));
  const stands = (name: string, forTests: boolean): boolean => dependencies[BROUGHT_ALONG[name] ?? name] !== undefined || (forTests && devDependencies[BROUGHT_ALONG[name] ?? name] !== undefined);
  const wrong = packages.filter(({ name }) => name !== 'e2e').flatMap(({ imports }) => imports.filter(({ from, specifier, typeOnly }) => {
    if (/^(\.|node:|@daifa\/)/.test(specifier)) return false;
    const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
    return builtinModules.includes(name) || !stands(name, typeOnly || isForTests(from));
  }));
  expect(wrong.map(({ from, specifier }) => `${shown(from)} → ${specifier}`)).toEqual([]);
  expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
});

/** Every circle there is, once, by where it was met first. */
function circles(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at !== -1) found.push([...path.slice(at), node].join(' → '));
    if (at !== -1 || done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}
