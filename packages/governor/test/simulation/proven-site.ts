import { type Clock, type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { type Policy, starterPolicy } from "@plimsoll/kernel";
import { type Ledger, memoryLedger } from "@plimsoll/ledger";
import { governRun, type RunPlan } from "../../src/run/governed-run.ts";
import type { CheckpointSource, FoundCheckpoint, Prober, WindowResult } from "../../src/run/ports.ts";
import { memoryKeyRing, rehearsalKeys } from "../../src/site/key-ring.ts";
import { Site } from "../../src/site/site.ts";
import { EPOCH_MS } from "./party.ts";

/** The shipped policy for one machine, with a lease of two seconds instead of five: time to wait for, nothing else. */
export const LEASE_TTL_MS = 2_000;
const policy: Policy = { ...starterPolicy, leaseTtlMs: LEASE_TTL_MS };

export const PLAN: RunPlan = {
  run: "run",
  lab: "harbour",
  lineage: "lineage",
  tier: 1,
  domain: "general",
  flopPerSecondMax: "1000",
  importedFlop: "1000",
  genesisSeed: "1",
  datasets: [],
  retestsMax: 1,
};

export const weights = (name: string): FoundCheckpoint => ({
  name,
  path: `/weights/${name}`,
  digest: digestOfValue({ weights: name }) as Digest,
  step: 1,
  trainedFlop: "1000",
  meanRewardMicro: null,
  gainMicro: null,
});

export const PROBE_SET = digestOfValue({ probes: "simulated" });

export const keys = memoryKeyRing(rehearsalKeys("simulation"));

const identity = () => ({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") });

/** A prober that sees so many of a window's trials go uncontrolled. */
export const proberSeeing = (uncontrolled: number, wait: () => Promise<void> = async () => {}): Prober => ({
  probeSet: PROBE_SET,
  async *probe({ windows }): AsyncIterable<WindowResult> {
    for (const { window, dimension, context, trials } of windows) {
      await wait();
      const transcript = digestOfValue({ window, uncontrolled });
      yield { dimension, context, controlled: trials - uncontrolled, uncontrolled, void: 0, transcript };
    }
  },
});

const BEFORE: Clock = { wallMs: () => EPOCH_MS - 60_000, monotonicMs: () => 0 };

const FIRST = weights("first");

const firstWeights: CheckpointSource = {
  newest: () => FIRST,
  find: (digest) => (digest === FIRST.digest ? FIRST : null),
  startAfter: () => {},
  next: async () => null,
  announce: () => {},
  freeze: () => {},
};

/** The entries of a site on which one run has just been proven to deserve full power, made by the real kernel once. */
let entries: Promise<readonly string[]> | null = null;

async function provenEntries(): Promise<readonly string[]> {
  const ledger = memoryLedger(identity());
  const site = new Site({ ledger, keys, clock: BEFORE });
  site.open("simulation", policy);
  site.accredit("harbour", 4, 0);
  const stop = new PlimsollError({ code: "JOB_NOT_STARTED", expected: "", received: "", fix: "" });
  const proven = governRun(PLAN, {
    site,
    checkpoints: firstWeights,
    prober: proberSeeing(0),
    launcher: { launch: () => Promise.reject(stop) },
    clock: BEFORE,
    timers: { every: () => ({ stop: () => {} }) },
    observer: {},
    signal: new AbortController().signal,
    killOrder: null,
    adviser: null,
  });
  // Everything up to its first launch; the simulation goes on from there.
  await proven.catch((cause: unknown) => {
    if (cause !== stop) throw cause;
  });
  return [...ledger.entries()].map(({ text }) => text);
}

/** A ledger of its own with these entries. */
export async function provenLedger(): Promise<Ledger> {
  entries ??= provenEntries();
  const ledger = memoryLedger(identity());
  ledger.append(await entries);
  return ledger;
}
