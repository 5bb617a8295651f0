import { join } from "node:path";

export const root = new URL("../..", import.meta.url).pathname;
/** Where the run in the tests' process leaves what it found. */
export const FINDINGS = join(root, ".test-results/guards.json");
/** The runs with weakened guards, after all tests. */
export const WEAKEN = "scripts/mutation/weaken.guards.ts";
