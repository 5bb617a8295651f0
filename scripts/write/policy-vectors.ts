// Writes spec/vectors/simulation/policies.json: policies, their models in ONNX, and what both must say on every machine.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/write/policy-vectors.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { policyVectors } from "../../packages/simulation/test/policy-vectors.ts";

const FILE = new URL("../../spec/vectors/simulation/policies.json", import.meta.url);

mkdirSync(new URL(".", FILE), { recursive: true });
writeFileSync(FILE, `${JSON.stringify(policyVectors())}\n`);
