import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apply,
  type Command,
  CONTEXTS,
  decide,
  DIMENSIONS,
  emptyState,
  isConserved,
  stateDigest,
} from "@plimsoll/kernel";
import { balances, mayHavePower } from "./monitor.ts";
import { KEYS, testPolicy, TestSite, weights } from "./test-site.ts";

const RUNS = ["run-1", "run-2"] as const;
const run = fc.constantFrom(...RUNS);
const digest = fc.constantFrom("w0", "w1", "w2", "w3").map(weights);
const failing = fc.constantFrom(0, 0, 0, 3, 5, 6, 40, 43, 131, 500);
const flop = fc.constantFrom("0", "500", "900", "1500", "4000", null);

/** One thing that may happen: a command, or time passing. Probing is a macro of several commands. */
type Happening = (site: TestSite, step: number) => void;

const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant("run.start" as const),
    run,
    lab: fc.constant("acme"),
    lineage: fc.constantFrom("line-1", "line-2"),
    tier: fc.constantFrom(1, 2, 3),
    basis: fc.oneof(
      fc.record({ kind: fc.constant("weights" as const), digest, trainedFlop: flop }),
      fc.constant({ kind: "genesis" as const, seed: "1" }),
    ),
    datasets: fc.subarray([weights("data")]),
    domain: fc.constant("general"),
    flopPerSecondMax: fc.constant("1"),
  }),
  fc.record({ type: fc.constant("run.end" as const), run, reason: fc.constantFrom("finished", "abandoned") }),
  fc.record({
    type: fc.constant("checkpoint.register" as const),
    run,
    digest,
    step: fc.constant(null),
    trainedFlop: flop,
  }),
  fc.record({
    type: fc.constant("lease.request" as const),
    lease: fc.constantFrom("l1", "l2", "l3"),
    run,
    node: fc.constant("n"),
  }),
  fc.record({
    type: fc.constant("lease.end" as const),
    lease: fc.constantFrom("l1", "l2", "l3"),
    reason: fc.constant("released" as const),
  }),
  fc.record({ type: fc.constant("tick" as const), holders: fc.subarray(["l1", "l2", "l3"]) }),
);

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: commands.map(
      (command): Happening =>
        (site) =>
          void site.do(command),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        run,
        digest,
        uncontrolled: failing,
        dimension: fc.constantFrom(...DIMENSIONS),
        context: fc.constantFrom(...CONTEXTS),
      })
      .map(({ run, digest, uncontrolled, dimension, context }): Happening => (site, step) => {
        const head = site.state.runs.get(run)?.head ?? digest;
        site.probe(`set-${step}`, head, { uncontrolled, in: { dimension, context } }, run);
      }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 1000, testPolicy.evidenceTtlMs + 1).map(
      (ms): Happening =>
        (site) =>
          void (site.at += ms),
    ),
  },
);

/** A site that something has happened to already, so that most sequences get somewhere. */
const starts = fc.constantFrom(
  () => TestSite.opened(),
  () => TestSite.inFull(),
);
const stories = fc.tuple(starts, fc.array(happenings, { maxLength: 14 }));
const NUMBER_OF_RUNS = 400;

function tell([start, story]: [() => TestSite, Happening[]], check: (site: TestSite) => void): void {
  const site = start();
  story.forEach((happen, step) => {
    happen(site, step);
    check(site);
  });
}

describe("laws, over whatever may happen", () => {
  test("L4 K-10 conservation holds after every entry, and equals the sum of transfers", () => {
    fc.assert(
      fc.property(stories, (story) =>
        tell(story, (site) => {
          for (const [, wallet] of site.state.wallets.sorted()) expect(isConserved(wallet)).toBe(true);
          const sums = balances(site.entries);
          expect(site.wallet()?.available ?? 0).toBe(sums.get("available") ?? 0);
          expect(site.wallet()?.posted ?? 0).toBe(sums.get("posted") ?? 0);
        }),
      ),
      { numRuns: NUMBER_OF_RUNS },
    );
  });

  test("L1 K-20 no power without what a naive monitor asks for", () => {
    let powered = 0;
    fc.assert(
      fc.property(stories, (story) =>
        tell(story, (site) => {
          for (const name of RUNS) {
            if (site.power(name).levelPpm === 0) continue;
            powered += 1;
            expect(mayHavePower(site.entries, name, testPolicy.coverCheckpoints)).toBe(true);
          }
        }),
      ),
      { numRuns: NUMBER_OF_RUNS },
    );
    // A law that never meets power proves nothing.
    expect(powered).toBeGreaterThan(100);
  });

  test("L6 K-42 the last throttle in the ledger is the power that the state gives", () => {
    fc.assert(
      fc.property(stories, (story) =>
        tell(story, (site) => {
          site.do({ type: "tick", holders: [] });
          for (const [name, { ended, desired }] of site.state.runs.sorted()) {
            if (!ended) expect(desired.levelPpm).toBe(site.power(name).levelPpm);
          }
        }),
      ),
      { numRuns: NUMBER_OF_RUNS },
    );
  });

  test("L7 K-7 replaying the entries gives the same state", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const site = story[0]();
        story[1].forEach((happen, step) => happen(site, step));
        expect(stateDigest(site.entries.reduce(apply, emptyState()))).toBe(stateDigest(site.state));
      }),
      { numRuns: 150 },
    );
  });

  test("L7 a decision leaves the state it was taken in as it was", () => {
    fc.assert(
      fc.property(stories, commands, (story, command) => {
        const site = story[0]();
        story[1].forEach((happen, step) => happen(site, step));
        const before = stateDigest(site.state);
        const stamped = {
          id: "probe",
          digest: weights("probe"),
          at: site.at,
          signers: Object.values(KEYS).map((keyId) => ({ keyId })),
          body: command,
        };
        const first = decide(site.state, stamped);
        const second = decide(site.state, stamped);
        expect(stateDigest(site.state)).toBe(before);
        expect(JSON.stringify("entries" in first ? first.entries : first)).toBe(
          JSON.stringify("entries" in second ? second.entries : second),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("K-2 K-6 no hostile body throws or changes anything", () => {
    const site = TestSite.inFull();
    const before = stateDigest(site.state);
    const bodies = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.constantFrom("tick", "run.start", "trials.record", "__proto__"),
        run: fc.anything(),
        set: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const decision = decide(site.state, { id: "x", digest: weights("x"), at: site.at, signers: [], body });
        expect(decision.kind).toBe("refused");
      }),
      { numRuns: 2000 },
    );
    expect(stateDigest(site.state)).toBe(before);
  });

  test("K-8 no output says what ACB-K forbids to say", () => {
    const site = TestSite.inFull();
    site.probe("set-3", weights("w0"), { uncontrolled: 200 });
    expect(JSON.stringify(site.entries)).not.toMatch(/safe|certified|aligned/i);
  });
});

describe("the monitor can fail", () => {
  test("canary: it objects when a closed window is taken out of the story", () => {
    const site = TestSite.inFull();
    expect(mayHavePower(site.entries, "run-1", 1)).toBe(true);
    const withheld = site.entries.filter((entry) => !(entry.kind === "windows.closed" && entry.set === "set-2"));
    expect(mayHavePower(withheld, "run-1", 1)).toBe(false);
  });
});
