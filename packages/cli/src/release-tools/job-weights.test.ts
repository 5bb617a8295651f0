import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { expect, test } from "vitest";
import { isGoneOnWith, type JobWeights, mayBegin, weightsOfRun } from "./job-weights.ts";

const [base, early, late, other] = ["base", "early", "late", "other"].map((name) => digestOf(utf8(name))) as [
  Digest,
  Digest,
  Digest,
  Digest,
];
const FROM_SCRATCH: JobWeights = { line: [], isFromScratch: true };

interface Known {
  readonly genesis: boolean;
  readonly head: Digest | null;
}

/** A ledger in which an earlier run made `base`, and this one went on from there or from nothing. */
const siteOf = (run: Known | null): Pick<Site, "state"> =>
  ({
    state: {
      runs: new Map(run === null ? [] : [["run-2", run]]),
      checkpoints: new Map([
        [base, { run: "run-1", parent: other }],
        [early, { run: "run-2", parent: run?.genesis === true ? null : base }],
        [late, { run: "run-2", parent: early }],
      ]),
    },
  }) as unknown as Pick<Site, "state">;

const none = (): never => {
  throw new Error("the folder of a run that the ledger knows is not asked");
};

test("RS-461 an open run stands on its own checkpoints and on what it began from, and on nothing before that", () => {
  const line = (run: Known) => weightsOfRun(siteOf(run), "run-2", none)();
  expect(line({ genesis: false, head: late })).toEqual({ line: [late, early, base], isFromScratch: false });
  expect(line({ genesis: false, head: base })).toEqual({ line: [base], isFromScratch: false });
  expect(line({ genesis: true, head: late })).toEqual({ line: [late, early], isFromScratch: true });
  expect(line({ genesis: true, head: null })).toEqual(FROM_SCRATCH);
});

test("RS-461 a run that the ledger does not know stands on what the folder has, which is read once", () => {
  let reads = 0;
  const weights = weightsOfRun(siteOf(null), "run-2", () => ((reads += 1), { line: [base], isFromScratch: false }));
  expect([weights(), weights()]).toEqual([weights(), weights()]);
  expect(reads).toBe(1);
});

test("RS-461 work begins on weights that are named, and from scratch only where none are", () => {
  const line = { line: [late, base], isFromScratch: false };
  expect([[base], [other], []].map((artifacts) => mayBegin(artifacts, line))).toEqual([true, false, false]);
  expect([[base], []].map((artifacts) => mayBegin(artifacts, FROM_SCRATCH))).toEqual([false, true]);
  expect(mayBegin([], { line: [], isFromScratch: false })).toBe(false);
  expect([[early], [base], []].map((artifacts) => mayBegin(artifacts, { line: [early], isFromScratch: true }))).toEqual(
    [true, false, false],
  );
});

test("RS-461 what began from scratch stays allowed over its own checkpoints, and not where it began otherwise", () => {
  expect(isGoneOnWith([], FROM_SCRATCH, { line: [early], isFromScratch: true })).toBe(true);
  expect(isGoneOnWith([], FROM_SCRATCH, { line: [base], isFromScratch: false })).toBe(false);
  const begun = { line: [base], isFromScratch: false };
  expect(isGoneOnWith([base], begun, { line: [late, early, base], isFromScratch: false })).toBe(true);
  expect(isGoneOnWith([base], begun, { line: [other], isFromScratch: false })).toBe(false);
  expect(isGoneOnWith([base], begun, FROM_SCRATCH)).toBe(false);
});
