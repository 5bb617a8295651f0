import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { canonicalJson } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import { expect, test } from "vitest";
import { COSTS, type Work } from "../../src/budget/t-ledger.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import { integrity } from "../../src/record/integrity.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { EMPTY_STATE, type ReleaseState } from "../../src/state/release-state.ts";
import { siteFacts } from "../../src/state/site-facts-of.ts";
import { NOON_MS } from "./drafts.ts";
import { testFolder } from "./folder.ts";
import { shippedPolicy } from "./shipped-policy.ts";

const execute = promisify(execFile);
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const run = async (name: string, ...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await execute(process.execPath, [
    "--conditions=@plimsoll/source",
    "--no-warnings",
    script(name),
    ...args,
  ]);
  return stdout.split("\n").filter((line) => line !== "");
};

const stateIn = (folder: string): ReleaseState => {
  using store = readReleaseStore(folder);
  return caughtUp(EMPTY_STATE, store);
};

const costOf = (works: readonly string[]): number => works.reduce((sum, work) => sum + COSTS[work as Work], 0);

test(
  "A56 LT4 RS-283 three processes cannot spend more than one budget, and every T that was paid stands in the log once",
  { timeout: 120_000 },
  async () => {
    const folder = testFolder("budget");
    const works = [
      "high-risk evaluation",
      "repair",
      "search",
      "repair",
      "repair",
      "search",
      "repair",
      "repair",
      "search",
    ].join();
    const spent = await Promise.all(["a", "b", "c"].map((name) => run("spender.ts", folder, name, works)));
    const { account, faults } = stateIn(folder);
    expect(faults).toEqual([]);
    expect(costOf(spent.flat())).toBeLessThanOrEqual(100);
    expect(account.balance).toBe(100 - costOf(spent.flat()));
    expect(account.entries.map(({ reason }) => reason).toSorted()).toEqual(spent.flat().toSorted());
    // They wanted 3 × 68.
    expect(account.balance).toBeLessThan(10);
    console.info(`A56  three processes paid ${spent.map(costOf).join(" + ")} = ${costOf(spent.flat())} of 100 T`);
    expect(verifyLedger(join(folder, "log")).ok).toBe(true);
  },
);

test("A75 RS-284 three processes on one store leave what one process leaves", { timeout: 120_000 }, async () => {
  const [alone, together] = [testFolder("alone"), testFolder("together")];
  const names = Array.from({ length: 12 }, (_, place) => `evaluation-${place + 1}`);
  await run("recorder.ts", alone, ...names);
  const shares = [0, 1, 2].map((share) => names.filter((_, place) => place % 3 === share));
  await Promise.all(shares.map((share) => run("recorder.ts", together, ...share)));
  const facts = [alone, together].map((folder) => factsOf(stateIn(folder)));
  expect(facts[0]).toBe(facts[1]);
  for (const folder of [alone, together]) {
    using store = readReleaseStore(folder);
    expect(integrity(store)).toEqual([]);
    expect(store.size).toBe(84);
    expect(new Set(store.records().map(({ body }) => body))).toHaveProperty("size", bodiesIn(alone));
    expect(verifyLedger(join(folder, "log")).ok).toBe(true);
  }
});

const bodiesIn = (folder: string): number => {
  using store = readReleaseStore(folder);
  return new Set(store.records().map(({ body }) => body)).size;
};

/** But for the order in which the processes came. */
const factsOf = (state: ReleaseState): string =>
  canonicalJson(
    [0, 1, 2].map((subject) => {
      const facts = siteFacts(state, `model-${subject}`, NOON_MS + 60_000, shippedPolicy, {
        artifacts: [],
        parents: [],
        chainFaults: [],
        kernel: [],
      });
      return {
        ...facts,
        earlier: facts.earlier.toSorted((one, other) => (one.evaluation < other.evaluation ? -1 : 1)),
      };
    }) as never,
  );
