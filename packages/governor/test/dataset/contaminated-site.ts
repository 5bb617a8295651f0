import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { type Command, starterPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import type { FoundCheckpoint, Prober } from "../../src/run/ports.ts";
import { probeWindowSet } from "../../src/run/probe-window-set.ts";
import { memoryKeyRing, rehearsalKeys, Site } from "../../src/index.ts";

type Start = Extract<Command, { readonly type: "run.start" }>;

export const keys = memoryKeyRing(rehearsalKeys("contaminated"));

/** A real site with a ledger in memory, and two labs that have nothing to do with each other. */
export function siteWithLabs(): Site {
  const ledger = memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") });
  const site = new Site({ ledger, keys, clock: { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 } });
  site.open("here", starterPolicy);
  for (const lab of ["acme", "other"]) site.accredit(lab, 40, 0);
  return site;
}

/** Starts a run, from scratch: while a lineage is held, nobody imports weights. */
export const started = (site: Site, run: string, datasets: readonly Digest[], lab = "acme"): void =>
  begun(site, { run, lab, datasets, basis: { kind: "genesis", seed: run } });

function begun(site: Site, plan: Pick<Start, "run" | "lab" | "datasets" | "basis">): void {
  const { run } = plan;
  site.must(`run.start:${run}`, {
    type: "run.start",
    ...plan,
    lineage: `${run}-line`,
    tier: 1,
    domain: "general",
    flopPerSecondMax: "1",
  });
}

const weightsOf = (run: string): Digest => digestOfValue({ weights: run });

/** A run on these data that loses control: the kill of its lineage. */
export async function killedRun(site: Site, run: string, datasets: readonly Digest[]): Promise<void> {
  const digest = weightsOf(run);
  begun(site, { run, lab: "acme", datasets, basis: { kind: "weights", digest, trainedFlop: "1000" } });
  const checkpoint: FoundCheckpoint = {
    name: run,
    path: run,
    digest,
    step: null,
    trainedFlop: null,
    meanRewardMicro: null,
    gainMicro: null,
  };
  const isOver = () => site.state.lineages.get(`${run}-line`)?.killed === true;
  const { signal } = new AbortController();
  await probeWindowSet({ site, run, checkpoint, prober: DISOBEDIENT, observer: {}, signal, isOver });
  if (!isOver()) throw new Error("the run was not killed");
}

const DISOBEDIENT: Prober = {
  probeSet: digestOfValue("disobedient"),
  async *probe({ windows }) {
    for (const { dimension, context, trials } of windows)
      yield { dimension, context, controlled: 0, uncontrolled: trials, void: 0, transcript: digestOfValue("trials") };
  },
};
