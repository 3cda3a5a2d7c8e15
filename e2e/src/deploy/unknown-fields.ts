import { join } from 'node:path';
import ts from 'typescript';
import { workspace } from '../client/config.js';
import type { KubernetesObject } from './rendered.js';

/**
 * Fields that Kubernetes does not know, which it would drop without a word. The schemas of kubernetes-models let them pass; its types
 * do not: each object becomes a literal of its type, and the compiler is asked.
 */
export function unknownFields(objects: readonly KubernetesObject[]): readonly string[] {
  const file = join(workspace, 'e2e', 'src', 'deploy', 'objects-of-the-cluster.ts');
  const lines = objects.map((one, n) => `export const o${n}: import('kubernetes-models/${one.apiVersion}/${one.kind}').I${one.kind} = ${JSON.stringify(one)};`);
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, skipLibCheck: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const source = ts.createSourceFile(file, lines.join('\n'), ts.ScriptTarget.ES2022);
  Object.assign(host, {
    getSourceFile: (name: string, ...rest: [ts.ScriptTarget]) => (name === file ? source : getSourceFile.call(host, name, ...rest)),
    fileExists: (name: string) => name === file || fileExists.call(host, name),
    readFile: (name: string) => (name === file ? source.text : readFile.call(host, name)),
  });
  const program = ts.createProgram({ rootNames: [file], options, host });
  return program.getSemanticDiagnostics(source).map(({ start = 0, messageText }) => {
    const { kind, metadata } = objects[source.getLineAndCharacterOfPosition(start).line] ?? { kind: '?', metadata: { name: '?' } };
    return `${kind} ${metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
