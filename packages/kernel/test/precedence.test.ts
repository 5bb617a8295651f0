import { describe, expect, test } from "vitest";
import { REFUSAL_CODES } from "@plimsoll/kernel";
import { KEYS, startCommand, TestSite, weights } from "./test-site.ts";

const ORDER = Object.keys(REFUSAL_CODES);

/** What can be wrong with a start, each by itself; together they must be refused for the first of them. */
const FAULTS = {
  RUN_EXISTS: { run: "run-1" },
  LINEAGE_HOLD: { lineage: "killed" },
  DATASET_RADIOACTIVE: { datasets: [weights("hot")] },
  UNKNOWN_DOMAIN: { domain: "nowhere" },
  TIER_TOO_LOW: { lineage: "second" },
  RESERVE_CLASS: { tier: 3 },
  GENESIS_SPENT: { basis: { kind: "genesis", seed: "9" } },
} as const;

/** A start is of one lineage, and one of Tier 3 is not too low. */
const EXCLUSIVE = new Set(["LINEAGE_HOLD/TIER_TOO_LOW", "TIER_TOO_LOW/RESERVE_CLASS"]);

type Fault = keyof typeof FAULTS;

/** A genesis that ran, a lineage that was killed with its data, and one that has reached Tier 2. */
function site(): TestSite {
  const site = TestSite.inFull();
  site.startFrom(weights("s"), { run: "two", lineage: "second", tier: 2 });
  site.startGenesis("genesis", "genesis");
  site.lease("lease-genesis", "genesis");
  site.at += 1_000;
  site.checkpoint(weights("g"), "1", "genesis");
  site.start({
    run: "doomed",
    lineage: "killed",
    basis: { kind: "weights", digest: weights("k"), trainedFlop: "0" },
    datasets: [weights("hot")],
  });
  site.probe("doomed-1", weights("k"), { uncontrolled: 200 }, "doomed");
  return site;
}

describe("precedence", () => {
  const pairs = (Object.keys(FAULTS) as Fault[]).flatMap((left, index, all) =>
    all
      .slice(index + 1)
      .filter((right) => !EXCLUSIVE.has(`${left}/${right}`))
      .map((right) => [left, right] as const),
  );

  test.each(pairs)("K-6 a start that is %s and %s is refused for the graver", (left, right) => {
    const command = startCommand({
      run: "new",
      lineage: "line-1",
      ...FAULTS[left],
      ...FAULTS[right],
    });
    const code = site().do(command, [KEYS.lab]);
    const first = ORDER.findIndex((known) => known === left || known === right);
    // Two faults can make a third, but never hide themselves behind a later one.
    expect(ORDER.indexOf(code ?? "")).toBeLessThanOrEqual(first);
    expect(code).not.toBeNull();
  });

  test("K-6 a window set is refused for the hold before the name", () => {
    const held = site();
    expect(held.register("set-1", { kind: "run", run: "run-1" }, weights("w0"))).toBe("WINDOWS_EXIST");
    expect(held.register("set-1", { kind: "run", run: "doomed" }, weights("k"))).toBe("LINEAGE_HOLD");
    expect(held.register("set-1", { kind: "run", run: "run-1" }, weights("nowhere"))).toBe("UNKNOWN_CHECKPOINT");
  });
});
