import { spawnSync } from 'node:child_process';

/** Readers that know nothing of our code: poppler draws and reads the PDF, zbar scans bars as a courier's scanner would. */
const PACKAGES = { pdftotext: 'poppler-utils', pdftoppm: 'poppler-utils', zbarimg: 'zbar-tools' } as const;

type Tool = keyof typeof PACKAGES;

/**
 * Whether the tools for an independent reading are here. Labels are checked without them too, so a machine that has only
 * Node may go without, and hears it; where CI is set they must be there.
 */
export function haveTools(...tools: readonly Tool[]): boolean {
  const absent = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (absent.length === 0) return true;
  const packages = [...new Set(absent.map((tool) => PACKAGES[tool]))].join(' ');
  const message = `no ${absent.join(', ')} on this machine: labels are NOT read back by an independent reader (apt-get install ${packages})`;
  if (process.env['CI'] === 'true') throw new Error(message);
  process.stderr.write(`\n!!! ${message}\n`);
  return false;
}

export function runTool(tool: Tool, args: readonly string[], input: Buffer): Buffer {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (error || status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${String(error ?? stderr)}`);
  return stdout;
}

/** The different barcodes in a picture, as `SYMBOLOGY:text`. */
export function scanned(picture: Buffer): readonly string[] {
  const lines = runTool('zbarimg', ['--quiet', '--nodbus', '-'], picture).toString().trim().split('\n');
  return [...new Set(lines)];
}
