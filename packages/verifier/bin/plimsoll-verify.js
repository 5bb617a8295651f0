#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on a Node that is too old for the rest, to say so.
import { existsSync } from "node:fs";

const NODE_MAJOR_MIN = 24;

const major = Number(process.versions.node.split(".")[0]);
if (!(major >= NODE_MAJOR_MIN)) {
  process.stderr.write(
    `NODE_TOO_OLD: expected Node ${NODE_MAJOR_MIN} or newer, got ${process.versions.node}; install Node 24\n`,
  );
  process.exit(1);
}

// In a checkout it runs from its sources. It imports no other package, so nothing has to be resolved or built.
const source = new URL("../src/index.ts", import.meta.url);
const { runVerifierCli } = await import(
  (existsSync(source) ? source : new URL("../dist/index.js", import.meta.url)).href
);
process.exitCode = await runVerifierCli(process.argv.slice(2));
