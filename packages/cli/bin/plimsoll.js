#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on a Node that is too old for the rest, to say so.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const NODE_MAJOR_MIN = 24;

const major = Number(process.versions.node.split(".")[0]);
if (!(major >= NODE_MAJOR_MIN)) {
  process.stderr.write(
    `NODE_TOO_OLD: expected Node ${NODE_MAJOR_MIN} or newer, got ${process.versions.node}; ` +
      "run it through npm, which brings its own Node (npm ci, then npm run plimsoll -- …), or install Node 24\n",
  );
  process.exit(1);
}

const source = new URL("../src/main.ts", import.meta.url);
const inCheckout = existsSync(source);
if (inCheckout) {
  // In a checkout every package runs from its sources, so nothing has to be built first.
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...context.conditions, "@plimsoll/source"] }),
  });
}
await import((inCheckout ? source : new URL("../dist/main.js", import.meta.url)).href);
