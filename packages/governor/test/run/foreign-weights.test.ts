import type { Clock, PlimsollError } from "@plimsoll/foundation";
import { starterPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { governRun } from "../../src/run/governed-run.ts";
import type { Job, JobExit } from "../../src/run/ports.ts";
import { Site } from "../../src/site/site.ts";
import { keys, PLAN, proberSeeing, weights } from "../simulation/proven-site.ts";

const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

test("G-232 weights of another lineage are not proven under this one's name: the job ends, and its run waits", async () => {
  const site = new Site({
    ledger: memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") }),
    keys,
    clock: STILL,
  });
  site.open("two-lines", starterPolicy);
  site.accredit("harbour", 4, 0);
  const foreign = weights("foreign");
  site.must("other", {
    type: "run.start",
    run: "other",
    lab: "harbour",
    lineage: "other-line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: foreign.digest, trainedFlop: "1000" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  const killed: string[] = [];
  let exit: (exit: JobExit) => void = () => {};
  const job: Job = {
    exited: new Promise((resolve) => (exit = resolve)),
    setLevel: async () => {},
    renew: () => {},
    kill: async (reason) => {
      killed.push(reason);
      exit({ code: null, signal: "SIGKILL" });
      return { confirmed: true, elapsedMs: 1 };
    },
    cpuMs: () => null,
  };
  const governed = governRun(
    { ...PLAN, importedFlop: null },
    {
      site,
      checkpoints: {
        newest: () => null,
        find: () => null,
        startAfter: () => {},
        next: async () => foreign,
        announce: () => {},
        freeze: () => {},
      },
      prober: proberSeeing(0),
      launcher: { launch: async () => job },
      adviser: null,
      clock: STILL,
      timers: { every: () => ({ stop: () => {} }) },
      observer: {},
      signal: new AbortController().signal,
      killOrder: null,
    },
  );
  const fault = await governed.then(
    () => null,
    (cause: unknown) => cause as PlimsollError,
  );
  expect(fault).toMatchObject({ code: "CHECKPOINT_OF_ANOTHER_LINEAGE" });
  expect(fault?.message).toContain("--lineage other-line");
  expect(killed).toHaveLength(1);
  expect(site.state.runs.get(PLAN.run)).toMatchObject({ ended: false, trainingLease: null });
});
