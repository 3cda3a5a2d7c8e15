#!/usr/bin/env node
import { environment } from './config.js';
import { runCli } from './run.js';

const { stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), {
  environment: environment(),
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  columns: stdout.isTTY ? stdout.columns : null,
  progress: stderr.isTTY ? stderr : null,
});
