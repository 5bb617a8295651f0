import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { DEFECTS } from "./defects/defects.ts";

interface Verdict {
  readonly name: string;
  readonly caughtInSeed: number | null;
  readonly within: number;
  readonly by: readonly string[];
}

test("ME-292 L4 L5 L10 Q2 canary: every broken build is caught within its number of seeds", async () => {
  const program = fileURLToPath(new URL("./defects/run-defects.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@plimsoll/source", program]);
  const verdicts = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
  for (const { name, caughtInSeed, within, by } of verdicts) {
    console.info(`Q2  ${name}: caught in seed ${caughtInSeed} by ${by.join(", ")}  (bar: within ${within} seeds)`);
  }
  expect(verdicts.map(({ name }) => name)).toEqual(DEFECTS.map(({ name }) => name));
  expect(verdicts.length).toBeGreaterThanOrEqual(12);
  expect(verdicts.filter(({ caughtInSeed }) => caughtInSeed === null)).toEqual([]);
}, 600_000);
