import { join } from "node:path";

export const root = new URL("../../..", import.meta.url).pathname;
/** The sources whose guards are weakened, by the beginnings of their paths; all where none is named. */
export const ONLY: readonly string[] = process.env["PLIMSOLL_MUTATE_ONLY"]?.split(",") ?? [""];
/** Where the run in the tests' process leaves what it found. */
export const FINDINGS = join(root, `.test-results/guards${ONLY.join("+").replaceAll("/", "-")}.json`);
/** The runs with weakened guards, after all tests. */
export const WEAKEN = "scripts/study/mutation/weaken.guards.ts";
