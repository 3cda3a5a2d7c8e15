import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The properties that say which ids a row proves. */
const SAID_BY = new Set(['id', 'rules']);

/**
 * The ids of rows that only have a name where the table is: those in a constant of the file, and what imported files say by
 * `id: 'G-02'` and `rules: ['PDD-07']`, as in `test.each(stories.map(…))`. Read are the imported file and those beside it that it imports.
 */
export function idsOfNamedRows(rows: readonly ts.Node[], source: ts.SourceFile, path: string): readonly string[] {
  const names = new Set(rows.flatMap((row) => identifiersIn(row)));
  const own = constantsOf(source).filter(({ name }) => names.has(name.getText(source))).map((constant) => constant.getText(source));
  const from = importsOf(source).filter(({ imported }) => imported.some((name) => names.has(name)));
  return [...own, ...from.flatMap(({ module }) => idsKeptIn(fileOf(module, path), new Set()))];
}

function idsKeptIn(path: string, seen: Set<string>): readonly string[] {
  if (seen.has(path) || !existsSync(path)) return [];
  seen.add(path);
  const source = sourceOf(path);
  const own: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && SAID_BY.has(node.name.getText(source))) own.push(node.initializer.getText(source));
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return [...own, ...importsOf(source).flatMap(({ module }) => (module.startsWith('./') ? idsKeptIn(fileOf(module, path), seen) : []))];
}

const constantsOf = (source: ts.SourceFile): readonly ts.VariableDeclaration[] => source.statements.flatMap((statement) => (ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : []));
const sourceOf = (path: string): ts.SourceFile => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
const fileOf = (module: string, path: string): string => join(dirname(path), module.replace(/\.js$/, '.ts'));

function importsOf(source: ts.SourceFile): readonly { readonly module: string; readonly imported: readonly string[] }[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || !statement.moduleSpecifier.text.startsWith('.')) return [];
    const named = statement.importClause?.namedBindings;
    return [{ module: statement.moduleSpecifier.text, imported: named && ts.isNamedImports(named) ? named.elements.map(({ name }) => name.text) : [] }];
  });
}

function identifiersIn(node: ts.Node): readonly string[] {
  const found: string[] = ts.isIdentifier(node) ? [node.text] : [];
  ts.forEachChild(node, (child) => void found.push(...identifiersIn(child)));
  return found;
}
