import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { CANARIES } from "../../src/canaries/canaries.ts";
import { canariesPage, type CanaryTable, hunt, packageOf, rowOf } from "../../src/canaries/hunt.ts";
import { LAWS, type Violation } from "../../src/laws/law.ts";

const ROOT = new URL("../../../../", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const table = JSON.parse(textOf("docs/reference/sea-trial-canaries.json")) as CanaryTable;

describe("the canaries", () => {
  test("ST-72 are at least twenty, at least one for each law, over every package that takes part", () => {
    expect(CANARIES.length).toBeGreaterThanOrEqual(20);
    expect([...new Set(CANARIES.map(({ law }) => law))].toSorted()).toEqual(LAWS.toSorted());
    expect([...new Set(CANARIES.map(packageOf))].toSorted()).toEqual(
      expect.arrayContaining(["governor", "kernel", "ledger", "mesh", "release", "verifier"]),
    );
  });

  test.each(CANARIES.map((canary) => [canary.name, canary] as const))(
    "ST-72 %s: its lines are there once",
    (_, canary) => {
      for (const { file, find, replace } of canary.patches) {
        expect(textOf(file).split(find)).toHaveLength(2);
        expect(replace).not.toBe(find);
      }
    },
  );

  test("ST-73 ST-74 the table has every canary, each caught by the checker of its law, and nobody spoke without one", () => {
    expect(table.canaries.map(({ name, law, caughtBy }) => [name, law, caughtBy])).toEqual(
      CANARIES.map(({ name, law }) => [name, law, law]),
    );
    expect(table.clean.violations).toBe(0);
    expect(textOf("docs/reference/sea-trial-canaries.md")).toBe(canariesPage(table));
  });
});

describe("the hunt", () => {
  const [canary] = CANARIES;
  if (canary === undefined) throw new Error("expected a canary");
  const said = (law: Violation["law"]): Violation => ({ law, expected: "a", seen: "b", atMs: 7.4, where: "c" });

  test("ST-72 goes on until the checker of the law speaks, whoever else does", async () => {
    const run = async (_: unknown, seed: number) => ({
      events: seed,
      violations: [said(seed < 3 ? "L10" : canary.law)],
    });
    const caught = await hunt(canary, [1, 2, 3, 4], run);
    expect(rowOf(canary, caught)).toMatchObject({ caughtBy: canary.law, seed: 3, events: 3, atMs: 7 });
  });

  test("ST-72 says so where nobody speaks", async () => {
    const run = async () => ({ events: 1, violations: [] });
    expect(rowOf(canary, await hunt(canary, [1, 2], run))).toMatchObject({ caughtBy: null });
  });
});

/** At the seeds of the table, in two processes; broken builds need plain Node. */
test("ST-72 every canary is caught again at the seed that the table has", { timeout: 400_000 }, async () => {
  const shares = await Promise.all(["0/2", "1/2"].map(recorded));
  const lost = shares.flatMap(({ rows }) => rows).filter(({ caughtBy, law }) => caughtBy !== law);
  expect(lost).toEqual([]);
  expect(shares.flatMap(({ rows }) => rows)).toHaveLength(CANARIES.length);
  expect(shares.map(({ code }) => code)).toEqual([0, 0]);
});

function recorded(share: string): Promise<{ readonly code: number | null; readonly rows: CanaryTable["canaries"] }> {
  const program = fileURLToPath(new URL("scripts/write/canaries.ts", ROOT));
  const hunting = spawn(process.execPath, ["--conditions=@plimsoll/source", program, "--recorded", share], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  hunting.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  return new Promise((resolve, reject) => {
    hunting.on("error", reject);
    hunting.on("close", (code) =>
      resolve({
        code,
        rows: out
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as CanaryTable["canaries"][number]),
      }),
    );
  });
}
