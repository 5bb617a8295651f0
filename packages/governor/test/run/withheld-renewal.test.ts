import type { Clock } from "@plimsoll/foundation";
import { starterPolicy } from "@plimsoll/kernel";
import { memoryLedger, type SignedCommand } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { takeEvaluationLease } from "../../src/probe/evaluation-lease.ts";
import { governRun } from "../../src/run/governed-run.ts";
import { keepLease, RENEWALS_PER_TTL } from "../../src/run/lease-keeper.ts";
import type { Job, JobExit } from "../../src/run/ports.ts";
import { Sequencer } from "../../src/site/sequencer.ts";
import { Site } from "../../src/site/site.ts";
import type { SiteWriter } from "../../src/site/site-writer.ts";
import type { Submission } from "../../src/site/submission.ts";
import { keys, PLAN, PROBE_SET, proberSeeing, weights } from "../simulation/proven-site.ts";

const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

/** As a site of a mesh does that others hold, or that does not hear them: a tick is decided and renews nothing. */
class WithholdingWriter implements SiteWriter {
  isWithholding = false;
  /** No lease for probing either. */
  isRefusing = false;
  readonly #inner: Sequencer;

  constructor(inner: Sequencer) {
    this.#inner = inner;
  }

  get log() {
    return this.#inner.log;
  }

  get state() {
    return this.#inner.state;
  }

  now(): number {
    return this.#inner.now();
  }

  observe(): void {
    // Nobody looks.
  }

  submit(command: SignedCommand): Submission {
    const payload = Buffer.from(command.payload, "base64").toString("utf8");
    if (this.isWithholding && payload.includes('"type":"tick"')) return { kind: "decided", entries: [] };
    const refusal = { code: "HELD_ELSEWHERE" as never, expected: "", received: "", fix: "" };
    if (this.isRefusing && payload.includes("evaluation_lease.request")) return { kind: "refused", refusal };
    return this.#inner.submit(command);
  }

  close(): void {
    this.#inner.close();
  }
}

function withholdingSite() {
  const ledger = memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") });
  const writer = new WithholdingWriter(
    new Sequencer({ ledger, clock: STILL, keyOf: (keyId) => keys.publicKey(keyId) }),
  );
  const site = new Site({ writer, keys, clock: STILL });
  site.open("held", starterPolicy);
  site.accredit("harbour", 4, 0);
  return { writer, site };
}

test("ME-502 a lease that the site did not renew holds the job without power, and no longer than that", () => {
  const { writer, site } = withholdingSite();
  site.must("start", {
    type: "run.start",
    run: "run",
    lab: "harbour",
    lineage: "lineage",
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: "1" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  site.must("lease-1", { type: "lease.request", lease: "run/lease-1", run: "run", node: "node-1" });
  const levels: number[] = [];
  let beat = (): void => {};
  keepLease({
    site,
    lease: "run/lease-1",
    levelPpm: () => 200_000,
    job: {
      exited: new Promise(() => {}),
      setLevel: async () => {},
      renew: (levelPpm) => void levels.push(levelPpm),
      kill: async () => ({ confirmed: true, elapsedMs: 0 }),
      cpuMs: () => null,
    },
    adviser: null,
    clock: STILL,
    timers: { every: (_ms, action) => ((beat = action), { stop: () => {} }) },
    observer: {},
    onFault: (fault) => {
      throw fault;
    },
  });
  beat();
  writer.isWithholding = true;
  beat();
  writer.isWithholding = false;
  beat();
  expect(levels).toEqual([200_000, 0, 200_000]);
});

test("ME-502 ME-587 a checkpoint that proves control gives no power back to a job whose lease is not renewed", async () => {
  const { writer, site } = withholdingSite();
  const beats: (() => void)[] = [];
  const said: string[] = [];
  const left = ["first", "second", "third"].map((name, place) => ({
    ...weights(name),
    trainedFlop: String(1000 * (place + 1)),
  }));
  let exit: (exit: JobExit) => void = () => {};
  const job: Job = {
    exited: new Promise((resolve) => (exit = resolve)),
    setLevel: async (levelPpm) => void said.push(`power ${levelPpm}`),
    renew: (levelPpm) => void said.push(`renewed ${levelPpm}`),
    kill: async () => ({ confirmed: true, elapsedMs: 0 }),
    cpuMs: () => null,
  };
  const levels: Record<string, ReadonlySet<string>> = {};
  await governRun(
    { ...PLAN, importedFlop: null },
    {
      site,
      checkpoints: {
        newest: () => null,
        find: () => null,
        startAfter: () => {},
        next: async () => {
          const next = left.shift();
          // The site withholds the second renewal, and the third is as the first.
          writer.isWithholding = next?.name === "second";
          for (const beat of beats) beat();
          said.length = 0;
          if (next === undefined) exit({ code: 0, signal: null });
          return next ?? null;
        },
        announce: ({ name }) => void (levels[name] = new Set(said)),
        freeze: () => {},
      },
      prober: proberSeeing(0),
      launcher: { launch: async () => job },
      adviser: { follow: (levelPpm) => void said.push(`advice ${levelPpm}`) },
      clock: STILL,
      timers: {
        every: (everyMs, action) => {
          if (everyMs === site.policy.leaseTtlMs / RENEWALS_PER_TTL) beats.push(action);
          return { stop: () => {} };
        },
      },
      observer: {},
      signal: new AbortController().signal,
      killOrder: null,
    },
  );
  expect(levels["first"]).toContain("power 1000000");
  expect([...(levels["second"] ?? [])]).toEqual(["power 0", "advice 0"]);
  expect(levels["third"]).toContain("power 1000000");
});

test("ME-588 probing ends where its lease is not renewed and no other is granted", () => {
  const { writer, site } = withholdingSite();
  const { digest } = weights("first");
  site.must("start", {
    type: "run.start",
    run: "run",
    lab: "harbour",
    lineage: "lineage",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest, trainedFlop: "1000" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  const subject = { kind: "run", run: "run" } as const;
  const common = { digest, probeSet: PROBE_SET, categories: 2, pairing: "stochastic" } as const;
  site.must("register", { type: "windows.register", set: "set-1", subject, ...common });
  let beat = (): void => {};
  const timers = { every: (_ms: number, action: () => void) => ((beat = action), { stop: () => {} }) };
  using lease = takeEvaluationLease(site, timers, "set-1");
  beat();
  expect([lease.fault.aborted, site.state.leases.size]).toEqual([false, 1]);
  writer.isWithholding = true;
  writer.isRefusing = true;
  beat();
  expect(lease.fault.reason).toMatchObject({ refusal: { code: "HELD_ELSEWHERE" } });
});
