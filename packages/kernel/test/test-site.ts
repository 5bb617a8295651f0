import { digestOf, digestOfValue, utf8 } from "@plimsoll/foundation";
import {
  type Command,
  cellOf,
  CONTEXTS,
  decide,
  DIMENSIONS,
  type Dimension,
  emptyState,
  type Entry,
  type KernelState,
  type Policy,
  power,
  type PowerLevel,
  type ProbeContext,
  type RefusalCode,
  shippedPolicy,
  type Subject,
  walletKey,
} from "@plimsoll/kernel";

/** Keys of the roles at the test site. */
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

/** Small amounts of FLOP, and models small enough to be screened: credit and tiers have tests and a policy of their own. */
export const testPolicy: Policy = {
  ...shippedPolicy,
  name: "test",
  coverFlop: "1000",
  genesisFlop: "1000",
  screeningFlop: "1000000",
};

/** As `testPolicy`, but nobody is spared any evidence. */
export const strictPolicy: Policy = { ...testPolicy, name: "strict", screeningFlop: "0" };

export const START_MS = 1_790_000_000_000;

/** A Tier 1 start from scratch by the test lab, but for what a test names. */
export const startCommand = (fields: Partial<Extract<Command, { readonly type: "run.start" }>> = {}): Command => ({
  type: "run.start",
  run: "run-1",
  lab: "acme",
  lineage: "line-1",
  tier: 1,
  domain: "general",
  basis: { kind: "genesis", seed: "7" },
  datasets: [],
  flopPerSecondMax: "1",
  ...fields,
});

export const weights = (name: string) => digestOfValue({ weights: name });

/** How many of a window's trials fail, and how many never come. */
export interface Failures {
  readonly uncontrolled?: number;
  readonly void?: number;
  readonly in?: { readonly dimension: Dimension; readonly context?: ProbeContext };
}

interface StartOptions {
  readonly run?: string;
  readonly lineage?: string;
  readonly tier?: 1 | 2 | 3;
  readonly flop?: string | null;
}

/** A site under test: hands commands to the kernel one by one and keeps what came out. */
export class TestSite {
  state: KernelState = emptyState();
  at = START_MS;
  readonly entries: Entry[] = [];
  #commands = 0;

  static opened(policy: Policy = testPolicy): TestSite {
    const site = new TestSite();
    site.do({
      type: "site.open",
      site: "test",
      policy,
      keys: [
        { keyId: KEYS.operatorA, role: "operator" },
        { keyId: KEYS.operatorB, role: "operator" },
        { keyId: KEYS.evaluator, role: "evaluator" },
        { keyId: KEYS.evaluatorB, role: "evaluator" },
        { keyId: KEYS.auditor, role: "auditor" },
        { keyId: KEYS.meter, role: "meter" },
        { keyId: KEYS.node, role: "node" },
      ],
    });
    site.accredit("acme", KEYS.lab);
    return site;
  }

  accredit(
    lab: string,
    labKey: string,
    shared: { readonly persons?: readonly string[]; readonly meters?: readonly string[] } = {},
  ) {
    return this.do({
      type: "lab.accredit",
      lab,
      labKey,
      headcount: 26,
      baselineComputeUnits: 0,
      persons: shared.persons ?? [],
      hardwareRoots: [],
      meters: shared.meters ?? [],
    });
  }

  /** A command as `run.start` needs it, but for what a test is about. */
  start(fields: Partial<Extract<Command, { readonly type: "run.start" }>>) {
    return this.do(startCommand(fields));
  }

  /** Gives a command with the signatures of every role; answers the code of its refusal, or null. */
  do(body: Command, signers: readonly string[] = Object.values(KEYS)): RefusalCode | null {
    this.#commands += 1;
    return this.submit(`command-${this.#commands}`, body, signers);
  }

  submit(id: string, body: unknown, signers: readonly string[] = Object.values(KEYS)): RefusalCode | null {
    const decision = decide(this.state, {
      id,
      digest: digestOf(utf8(JSON.stringify(body) ?? "")),
      at: this.at,
      signers: signers.map((keyId) => ({ keyId })),
      body,
    });
    if (decision.kind === "refused") return decision.refusal.code;
    if (decision.kind === "decided") {
      this.state = decision.next;
      this.entries.push(...decision.entries);
    }
    return null;
  }

  startFrom(
    digest: `sha256:${string}`,
    { run = "run-1", lineage = "line-1", tier = 1, flop = "0" }: StartOptions = {},
  ) {
    return this.start({ run, lineage, tier, basis: { kind: "weights", digest, trainedFlop: flop } });
  }

  startGenesis(run = "run-1", lineage = "line-1") {
    return this.start({ run, lineage });
  }

  checkpoint(digest: `sha256:${string}`, flop: string | null, run = "run-1") {
    return this.do({ type: "checkpoint.register", run, digest, step: null, trainedFlop: flop });
  }

  open(set: string, digest: `sha256:${string}`, run = "run-1") {
    const code = this.register(set, { kind: "run", run }, digest);
    return code ?? this.do({ type: "windows.draw", set, pulse: weights("pulse") });
  }

  /** Registers a set with probes of its own, so that no probe set wears out. */
  register(set: string, subject: Subject, digest: `sha256:${string}`) {
    const probeSet = weights(`probes of ${set}`);
    return this.do({
      type: "windows.register",
      set,
      subject,
      digest,
      probeSet,
      categories: 2,
      pairing: "stochastic",
    });
  }

  /** Records all windows of an open set: clean but for the named failures. */
  record(set: string, failures: Failures = {}) {
    const trials = this.state.windowSets.get(set)?.trials ?? 0;
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) {
        const hit =
          failures.in === undefined ||
          (failures.in.dimension === dimension && (failures.in.context ?? context) === context);
        const uncontrolled = hit ? (failures.uncontrolled ?? 0) : 0;
        const missing = hit ? (failures.void ?? 0) : 0;
        this.do({
          type: "trials.record",
          set,
          dimension,
          context,
          controlled: trials - uncontrolled - missing,
          uncontrolled,
          void: missing,
          actions: [trials - uncontrolled - missing, uncontrolled],
          transcript: weights(cellOf(dimension, context)),
        });
      }
    }
  }

  /** A whole window set: registered, drawn, recorded, closed. */
  probe(set: string, digest: `sha256:${string}`, failures: Failures = {}, run = "run-1") {
    const code = this.open(set, digest, run);
    if (code !== null) return code;
    this.record(set, failures);
    return this.do({ type: "windows.close", set });
  }

  /** Started, probed twice without a failure, and leased: a run in `full`. */
  static inFull(policy: Policy = testPolicy): TestSite {
    const site = TestSite.opened(policy);
    site.startFrom(weights("w0"));
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    return site;
  }

  lease(lease = "lease-1", run = "run-1") {
    return this.do({ type: "lease.request", lease, run, node: "node-1" });
  }

  power(run = "run-1"): PowerLevel {
    return power(this.state, run, this.at);
  }

  wallet() {
    return this.state.wallets.get(walletKey("acme", "2026Q3"));
  }

  kinds(): string[] {
    return this.entries.map((entry) => entry.kind);
  }
}
