#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on a Node that is too old for the rest, to find another or to say so.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const NODE_MAJOR_MIN = 24;

const major = Number(process.versions.node.split(".")[0]);
if (!(major >= NODE_MAJOR_MIN)) {
  const { runOnNewerNode } = await import("./newer-node.js");
  await runOnNewerNode(NODE_MAJOR_MIN);
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
