// Writes spec/vectors/sovereignty/clean.json, what every machine must come to in profile clean of RSA-PoC v4.3.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/sovereignty-vectors.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { cleanVectors } from "../../packages/sovereignty/test/clean-vectors.ts";

const FILE = new URL("../../spec/vectors/sovereignty/clean.json", import.meta.url);

mkdirSync(new URL(".", FILE), { recursive: true });
writeFileSync(FILE, `${JSON.stringify(cleanVectors(), null, 2)}\n`);
