import { digestOfValue } from "@plimsoll/foundation";
import {
  apply,
  type CapabilityGraph,
  type Command,
  CONTEXTS,
  decide,
  DIMENSIONS,
  emptyState,
  type Entry,
  type EntryBodyOf,
  type KernelState,
  type Policy,
  shippedPolicy,
} from "@plimsoll/kernel";

export const KEYS = {
  operatorA: "aaaaaaaaaaaaaaaa",
  operatorB: "bbbbbbbbbbbbbbbb",
  evaluator: "eeeeeeeeeeeeeeee",
  evaluatorB: "eeeeeeeeeeeeeee2",
  auditor: "adadadadadadadad",
  meter: "3e7e33e7e33e7e33",
  node: "0000000000000001",
  lab: "1ab1ab1ab1ab1ab1",
} as const;

const LARGE = `1${"0".repeat(30)}`;
const DAY_MS = 86_400_000;

/**
 * The shipped policy, but for what has no part in the audit: models are screened and evidence lasts as long as a policy lets
 * it, so that a lab can be simulated for a month without its evaluators.
 */
export const auditPolicy: Policy = {
  ...shippedPolicy,
  name: "audit",
  screeningFlop: LARGE,
  runQuantumFlop: LARGE,
  coverFlop: LARGE,
  coverCheckpoints: 1_000,
  evidenceTtlMs: 31 * DAY_MS,
  tierFloorFlop: { tier2: `1${"0".repeat(31)}`, tier3: `1${"0".repeat(32)}` },
};

/** Early in a quarter, so that a month has no end of one. */
export const START_MS = 1_791_200_000_000;
export const digestNamed = (name: string) => digestOfValue({ weights: name });

type MeterReport = Extract<Command, { readonly type: "meter.report" }>;
export type Reported = Entry & EntryBodyOf<"meter.reported">;

/** A site with one lab under a meter, for the real kernel: one run in full, and a deployment where one is asked for. */
export class MeteredSite {
  state: KernelState = emptyState();
  at = START_MS;
  readonly entries: Entry[] = [];
  /** Whether entries are kept: months of them are many. */
  keeps = true;
  #commands = 0;

  static opened(policy: Policy = auditPolicy): MeteredSite {
    const site = new MeteredSite();
    site.must({ type: "site.open", site: "test", policy, keys: ROLES });
    site.must({
      type: "lab.accredit",
      lab: "acme",
      labKey: KEYS.lab,
      headcount: 26,
      baselineComputeUnits: 0,
      persons: [],
      hardwareRoots: [],
      meters: [KEYS.meter],
    });
    site.must(reportOf(site.at, {}));
    return site;
  }

  /** Its run `run-1` has power at 100 %, and its newest checkpoint is `w0`. */
  static running(flopPerSecondMax: string, policy: Policy = auditPolicy): MeteredSite {
    const site = MeteredSite.opened(policy);
    site.must({
      type: "run.start",
      run: "run-1",
      lab: "acme",
      lineage: "line-1",
      tier: 1,
      domain: "general",
      basis: { kind: "weights", digest: digestNamed("w0"), trainedFlop: "0" },
      datasets: [],
      flopPerSecondMax,
    });
    for (const set of ["set-1", "set-2"]) site.probe(set, { kind: "run", run: "run-1" }, digestNamed("w0"));
    site.must({ type: "lease.request", lease: "lease-1", run: "run-1", node: "node-1" });
    return site;
  }

  /** A deployment of `w0` that may answer so many calls a second. */
  deploy(apiCallsPerSecondMax: number): void {
    const graph: CapabilityGraph = {
      nodes: [{ node: "m", kind: "model", weights: digestNamed("w0"), components: [] }],
      edges: [],
    };
    const named = { deployment: "dep", lab: "acme", audience: "internal" } as const;
    this.must({ type: "deployment.register", ...named, graph, apiCallsPerSecondMax });
    const graphDigest = this.state.deployments.get("dep")?.graphDigest ?? digestNamed("none");
    for (const set of ["dep-1", "dep-2"]) this.probe(set, { kind: "deployment", deployment: "dep" }, graphDigest);
  }

  /** A clean window set. */
  probe(
    set: string,
    subject: Extract<Command, { readonly type: "windows.register" }>["subject"],
    digest: ReturnType<typeof digestNamed>,
  ): void {
    const probeSet = digestNamed(`probes of ${set}`);
    this.must({ type: "windows.register", set, subject, digest, probeSet, categories: 2, pairing: "stochastic" });
    this.must({ type: "windows.draw", set, pulse: digestNamed("pulse") });
    const trials = this.state.windowSets.get(set)?.trials ?? 0;
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) {
        const tally = { controlled: trials, uncontrolled: 0, void: 0, actions: [trials, 0] };
        this.must({ type: "trials.record", set, dimension, context, ...tally, transcript: digestNamed("t") });
      }
    }
    this.must({ type: "windows.close", set });
  }

  checkpoint(name: string, trainedFlop: bigint): void {
    const digest = digestNamed(name);
    this.must({ type: "checkpoint.register", run: "run-1", digest, step: null, trainedFlop: `${trainedFlop}` });
  }

  report(fields: Partial<MeterReport>): Reported | undefined {
    const entries = this.must(reportOf(this.at, fields));
    return entries.find((entry): entry is Reported => entry.kind === "meter.reported");
  }

  /**
   * As `report`, but nothing follows from it: the audit's record goes on as if nobody read it. So one life shows what every
   * threshold would have found.
   */
  reportUnheeded(fields: Partial<MeterReport>): Reported {
    const decision = decide(this.state, this.#stamped(reportOf(this.at, fields)));
    const said =
      decision.kind === "decided" ? decision.entries.find(({ kind }) => kind === "meter.reported") : undefined;
    if (said?.kind !== "meter.reported") throw new Error("the meter's report was refused");
    this.state = apply(this.state, said);
    return said;
  }

  tick(): void {
    this.must({ type: "tick", holders: this.state.leases.sorted().map(([name]) => name) });
  }

  must(body: Command): readonly Entry[] {
    const decision = decide(this.state, this.#stamped(body));
    if (decision.kind !== "decided")
      throw new Error(`${body.type}: ${decision.kind === "refused" ? decision.refusal.code : "repeated"}`);
    this.state = decision.next;
    if (this.keeps) this.entries.push(...decision.entries);
    return decision.entries;
  }

  #stamped(body: Command) {
    this.#commands += 1;
    const id = `command-${this.#commands}`;
    const signers = Object.values(KEYS).map((keyId) => ({ keyId }));
    return { id, digest: digestNamed(id), at: this.at, signers, body };
  }

  hold() {
    return this.state.labs.get("acme")?.hold ?? null;
  }
}

const reportOf = (at: number, fields: Partial<MeterReport>): MeterReport => ({
  type: "meter.report",
  lab: "acme",
  measuredAt: at,
  energyMj: "0",
  apiCalls: 0,
  trainingFlop: "0",
  partsMj: [],
  ...fields,
});

const ROLES = [
  { keyId: KEYS.operatorA, role: "operator" },
  { keyId: KEYS.operatorB, role: "operator" },
  { keyId: KEYS.evaluator, role: "evaluator" },
  { keyId: KEYS.evaluatorB, role: "evaluator" },
  { keyId: KEYS.auditor, role: "auditor" },
  { keyId: KEYS.meter, role: "meter" },
  { keyId: KEYS.node, role: "node" },
] as const;
