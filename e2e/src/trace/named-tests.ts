import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { idsOfNamedRows } from './row-ids.js';

/** Ids as requirements have them: F-AL-01, PDD-07, X-01, I-2. */
const ID = /\b(?:F-[A-Z]{2}|[A-Z]{1,3})-\d{1,2}\b/g;
/** `R-01 to R-09`, `ML-06…08` and the like name every id between. */
const RANGE = /\b((?:F-[A-Z]{2}|[A-Z]{1,3})-)(\d{1,2})(?: to | through |…|–)(?:\1)?(\d{1,2})\b/g;

export type NamedTest = { readonly file: string; readonly name: string; readonly ids: readonly string[] };

/** The tests of a file with the ids that their names, and those of the groups around them, carry. */
export function namedTests(file: string, path: string): readonly NamedTest[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: NamedTest[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const called = ts.isCallExpression(node) ? wordOf(node.expression) : null;
    const name = ts.isCallExpression(node) && called !== null ? nameOf(node, called, { source, path }) : null;
    if (name === null) return ts.forEachChild(node, (child) => visit(child, around));
    const ids = [...around, ...idsIn(name)];
    if (called === 'test') found.push({ file, name, ids: [...new Set(ids)] });
    ts.forEachChild(node, (child) => visit(child, called === 'describe' ? ids : around));
  };
  visit(source, []);
  return found;
}

export function idsIn(text: string): readonly string[] {
  const between = [...text.matchAll(RANGE)].flatMap(([, prefix = '', from = '', to = '']) =>
    Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, n) => `${prefix}${String(Number(from) + n).padStart(from.length, '0')}`));
  return [...new Set([...between, ...(text.match(ID) ?? [])])];
}

/** `test`, `test.each(…)` and a property library's `test.prop(…)` alike. */
function wordOf(expression: ts.Expression): 'test' | 'describe' | null {
  if (ts.isIdentifier(expression)) return expression.text === 'test' || expression.text === 'describe' ? expression.text : null;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) return wordOf(expression.expression);
  return null;
}

/** A title, and for a table the ids of its rows too, wherever they are kept. Null where this is not the call that has the title. */
function nameOf(call: ts.CallExpression, word: 'test' | 'describe', { source, path }: { readonly source: ts.SourceFile; readonly path: string }): string | null {
  const [title, body] = call.arguments;
  if (!title || !body || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return null;
  const rows = word === 'test' && ts.isCallExpression(call.expression) ? [...call.expression.arguments] : [];
  const ids = idsIn([...rows.map((row) => row.getText()), ...idsOfNamedRows(rows, source, path)].join(' '));
  return `${title.getText().slice(1, -1)}${ids.map((id) => ` ${id}`).join('')}`;
}
