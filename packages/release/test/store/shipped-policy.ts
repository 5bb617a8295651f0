import { readFileSync } from "node:fs";
import { type Policy, readPolicy } from "../../src/policy/policy.ts";

const FILE = new URL("../../policy/release-policy.json", import.meta.url);

export const shippedPolicy: Policy = readPolicy(JSON.parse(readFileSync(FILE, "utf8")));
