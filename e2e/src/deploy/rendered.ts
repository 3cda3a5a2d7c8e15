import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { workspace } from '../client/config.js';
import { makeSecrets } from './started.js';

export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: ReturnType<typeof JSON.parse>;
};
export type Labels = Readonly<Record<string, string>>;

export const KUSTOMIZATIONS = ['namespace', 'migrations', 'overlays/trial', 'overlays/production'] as const;
export type Kustomization = (typeof KUSTOMIZATIONS)[number];

/** Every kustomization as kubectl renders it, secrets made for it; null where there is no kubectl. */
export function rendered(): ReadonlyMap<Kustomization, readonly KubernetesObject[]> | null {
  if (spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).error !== undefined) return null;
  const copy = mkdtempSync(join(tmpdir(), 'daifa-k8s-'));
  try {
    cpSync(join(workspace, 'deploy', 'k8s'), copy, { recursive: true });
    makeSecrets(join(copy, 'overlays', 'trial', 'secrets'));
    return new Map(KUSTOMIZATIONS.map((folder) => [folder, documents(kustomized(join(copy, folder)))]));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function kustomized(folder: string): string {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The objects of the files themselves, without what a kustomization makes of them: patches are no objects and left out. */
export function filesOf(): readonly KubernetesObject[] {
  const folder = join(workspace, 'deploy', 'k8s');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml'));
  return files.flatMap((file) => documents(readFileSync(join(folder, file), 'utf8'))).filter(({ apiVersion }) => apiVersion !== 'any');
}

/** By YAML 1.1, as Kubernetes reads it. */
function documents(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text, { merge: true, version: '1.1' }).map((document) => document.toJS());
}
