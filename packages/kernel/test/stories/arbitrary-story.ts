import fc from "fast-check";
import { type CapabilityGraph, type Command, FAMILIES, REQUIRED_CELLS, type Subject } from "@plimsoll/kernel";
import { KEYS, START_MS, weights } from "../test-site.ts";
import { GRAPHS, NODE_KEY, ROOT, storyPolicy } from "./prepared-site.ts";
import {
  type CellOutcome,
  type Examine,
  type Happening,
  type PolicyEdit,
  type Probe,
  START_NAMES,
  type Story,
} from "./story.ts";
import { BETA } from "./story-site.ts";

/** Few names for many things: what can collide does. */
const oneOf = <const T extends string | number | null>(...values: readonly T[]) => fc.constantFrom(...values);
const RUNS = ["run-1", "run-2", "run-3"] as const;
const WEIGHTS = ["w0", "w1", "w2", "w3", "w4", "w5"] as const;
const run = oneOf(...RUNS);
const lab = oneOf("acme", "acme", "acme", "beta", "nobody");
const lineage = oneOf("line-1", "line-1", "line-2", "line-3");
const deployment = oneOf("dep-1", "dep-1", "dep-2");
const lease = oneOf("l1", "l2", "l3");
const artifact = oneOf(...WEIGHTS).map(weights);
const dataset = oneOf("d0", "d1", "d2", "d3").map(weights);
const flop = oneOf("0", "500", "900", "1500", "4000", "9000", "25000", null);
const graph: fc.Arbitrary<CapabilityGraph> = fc.constantFrom(...GRAPHS);
const transcript = fc.constant(weights("transcript"));
/** Over at once, soon, after the quarter, and beyond what the kernel takes. */
const verdictEnd = oneOf(0, 7_000, 3_600_000, 200 * 86_400_000, 300 * 86_400_000, 800 * 86_400_000).map(
  (ms) => START_MS + ms,
);
const set = oneOf("set-a", "set-b", "set-1", "set-e", "set-10");
const CHUNKS = ["chunk-0", "chunk-1", "chunk-2", "chunk-3"].map(weights);

const subject: fc.Arbitrary<Subject> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("run" as const), run }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("deployment" as const), deployment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("release" as const), lineage }) },
);

const NEW_KEYS = ["0ead0ead0ead0ea1", "0ead0ead0ead0ea2", "0ead0ead0ead0ea3", "0ead0ead0ead0ea4"] as const;
const newKey = oneOf(...NEW_KEYS);
const knownKey = oneOf(
  KEYS.lab,
  KEYS.lab,
  BETA.lab,
  KEYS.operatorA,
  KEYS.operatorB,
  KEYS.node,
  KEYS.meter,
  ...NEW_KEYS,
);
/** The kernel looks at its form alone. */
const publicKey = fc.constant(`${"A".repeat(43)}=`);

type Type = Command["type"];
type Fields<T extends Type> = Omit<Extract<Command, { readonly type: T }>, "type">;

const command = <T extends Type>(type: T, fields: { [K in keyof Fields<T>]: fc.Arbitrary<Fields<T>[K]> }) =>
  fc.record({ type: fc.constant(type), ...fields }) as unknown as fc.Arbitrary<Command>;

const wins = fc
  .record({ comparisons: oneOf(0, 20, 1000), wins: oneOf(0, 18, 100, 900, 990) })
  .map(({ comparisons, wins }) => ({ comparisons, wins }));
const tally = { controlled: oneOf(0, 10, 111, 1132), uncontrolled: oneOf(0, 3, 40, 200), void: oneOf(0, 5) };

/** Every command there is; those that windows are made of come mostly from the happenings below. */
const COMMANDS: { readonly [T in Type]: fc.Arbitrary<Command> } = {
  "site.open": command("site.open", {
    site: fc.constant("story"),
    policy: fc.constant(storyPolicy),
    keys: fc.constant([{ keyId: KEYS.operatorA, role: "operator" as const }]),
  }),
  "policy.change": command("policy.change", { policy: fc.constant(storyPolicy) }),
  "lab.accredit": command("lab.accredit", {
    lab: oneOf("acme", "beta", "gamma"),
    labKey: oneOf(KEYS.lab, BETA.lab, "1ab1ab1ab1ab1ab3", KEYS.node),
    headcount: oneOf(1, 26),
    baselineComputeUnits: oneOf(0, 100),
    persons: fc.subarray(["ada", "ben"]),
    hardwareRoots: fc.subarray([ROOT]),
    meters: fc.subarray<string>([KEYS.meter, BETA.meter]),
  }),
  "key.admit": command("key.admit", {
    keyId: newKey,
    role: oneOf("operator", "operator", "evaluator", "auditor", "node", "meter"),
    publicKey,
  }),
  "key.rotate": command("key.rotate", { from: knownKey, to: newKey, publicKey }),
  // Without a node nobody could tick, and the laws would have nothing to say.
  "key.revoke": command("key.revoke", {
    keyId: oneOf(KEYS.lab, BETA.lab, KEYS.meter, KEYS.operatorB, KEYS.evaluator, ...NEW_KEYS),
    reason: oneOf("lost", "stolen", "stolen", "retired"),
  }),
  "affidavit.file": command("affidavit.file", {
    affidavit: oneOf("a1", "a2", "a3"),
    lab,
    subject: oneOf(...RUNS, "dep-1", "dep-2"),
    statement: fc.constant(weights("statement")),
  }),
  "run.start": command("run.start", {
    run,
    lab,
    lineage,
    tier: oneOf(1, 1, 2, 3),
    domain: oneOf("general", "general", "recursive-optimisation", "unknown"),
    basis: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant("weights" as const), digest: artifact, trainedFlop: flop }),
      },
      { weight: 1, arbitrary: fc.constant({ kind: "genesis" as const, seed: "7" }) },
    ),
    datasets: fc.subarray(["d0", "d1", "d2"].map(weights)),
    flopPerSecondMax: oneOf("1", "1", "100", "2000"),
  }),
  "quantum.buy": command("quantum.buy", { run }),
  "reserve.approve": command("reserve.approve", { run }),
  "run.end": command("run.end", { run, reason: oneOf("finished", "failed", "abandoned", "lost", "killed") }),
  "checkpoint.register": command("checkpoint.register", {
    run,
    digest: artifact,
    step: oneOf(null, 1),
    trainedFlop: flop,
  }),
  "benchmark.record": command("benchmark.record", {
    run,
    digest: artifact,
    source: fc.constant(weights("benchmark")),
    population: fc.constant(weights("population")),
    eval: wins,
    shadow: wins,
    capabilityGainMicroCu: oneOf(null, 0, 1_000_000, 200_000_000),
  }),
  "windows.register": command("windows.register", {
    set,
    subject,
    digest: artifact,
    probeSet: oneOf("p0", "p1").map(weights),
    categories: oneOf(2, 3),
    pairing: oneOf("stochastic", "deterministic"),
  }),
  "windows.draw": command("windows.draw", { set, pulse: fc.constant(weights("pulse")) }),
  "trials.record": command("trials.record", {
    set,
    dimension: oneOf("goal_edit", "tool_revocation"),
    context: oneOf("EVAL", "SHADOW"),
    ...tally,
    actions: fc.constantFrom([10, 0], [13, 0], [1132, 0], [0, 0]),
    transcript,
  }),
  "pairs.record": command("pairs.record", {
    set,
    dimension: oneOf("goal_edit", "tool_revocation"),
    pairs: oneOf(0, 100),
    discordant: oneOf(0, 2, 200),
    transcript,
  }),
  "detectability.record": command("detectability.record", {
    set,
    discriminator: fc.constant(weights("discriminator")),
    probes: fc.record({ pairs: oneOf(0, 1000), wins: oneOf(0, 500, 900), ties: oneOf(0, 100) }),
    planted: fc.record({ pairs: oneOf(0, 1000), wins: oneOf(0, 950), ties: oneOf(0, 10) }),
    transcript,
  }),
  "costs.record": command("costs.record", {
    set,
    costs: fc.array(fc.record({ task: oneOf("task-0", "task-1"), cost: oneOf(1, 5, 900) }), { maxLength: 3 }),
    transcript,
  }),
  "windows.close": command("windows.close", { set }),
  "families.register": command("families.register", {
    examination: oneOf("exam-a", "exam-1"),
    subject,
    digest: artifact,
    probeSet: oneOf("p0", "p1").map(weights),
    heldOutSet: oneOf("p1", "p2").map(weights),
  }),
  "families.draw": command("families.draw", {
    examination: oneOf("exam-a", "exam-1"),
    pulse: fc.constant(weights("pulse")),
  }),
  "family.record": command("family.record", {
    examination: oneOf("exam-a", "exam-1"),
    family: fc.constantFrom(...FAMILIES),
    context: oneOf("EVAL", "SHADOW"),
    part: oneOf("public", "held-out"),
    ...tally,
    transcript,
  }),
  "families.close": command("families.close", { examination: oneOf("exam-a", "exam-1") }),
  "lease.request": command("lease.request", { lease, run, node: fc.constant("node-1") }),
  "evaluation_lease.request": command("evaluation_lease.request", { lease, set, node: fc.constant("node-1") }),
  "lease.end": command("lease.end", { lease, reason: oneOf("released", "expired") }),
  tick: command("tick", { holders: fc.subarray<string>(["l1", "l2", "l3"]) }),
  "kill.confirm": command("kill.confirm", {
    lineage,
    channel: oneOf("process-table", "meter"),
    survivors: fc.constant(0),
    elapsedMs: oneOf(0, 900),
  }),
  "dataset.register": command("dataset.register", {
    dataset,
    lab,
    chunks: fc.subarray(CHUNKS),
    derivedFrom: fc.subarray(["d0", "d1", "d2"].map(weights)),
  }),
  "contamination.endorse": command("contamination.endorse", { dataset }),
  "dataset.scrub": command("dataset.scrub", {
    dataset,
    method: fc.constant("filter"),
    before: dataset,
    after: dataset,
  }),
  "lineage.release": command("lineage.release", { lineage, digest: artifact }),
  "deployment.register": command("deployment.register", {
    deployment,
    lab,
    graph,
    audience: oneOf("internal", "external"),
    apiCallsPerSecondMax: oneOf(0, 10),
  }),
  "deployment.end": command("deployment.end", { deployment }),
  "graph.observe": command("graph.observe", {
    deployment,
    edges: fc.subarray([
      { from: "m", to: "n", privilege: "routing" },
      { from: "n", to: "m", privilege: "memory_write" },
      { from: "m", to: "t", privilege: "tool_access" },
      { from: "m", to: "elsewhere", privilege: "unheard_of" },
    ]),
  }),
  "attestation.record": command("attestation.record", {
    lab,
    nodeKey: fc.constant(NODE_KEY),
    hardwareRoot: oneOf("hardware root", "other root").map(weights),
    artifact,
    provenance: fc.constant(weights("source")),
  }),
  "release.judge": command("release.judge", {
    artifact,
    level: oneOf("green", "green", "yellow", "red"),
    pack: fc.constant(weights("pack")),
    expiresAt: verdictEnd,
  }),
  "token.request": command("token.request", {
    token: oneOf("t1", "t2"),
    deployment,
    artifact,
    nodeKey: fc.constant(NODE_KEY),
  }),
  "meter.report": command("meter.report", {
    lab,
    measuredAt: oneOf(0, 1_790_000_000_000, 1_790_000_060_000),
    energyMj: oneOf("0", "5", "1000000000"),
    apiCalls: oneOf(0, 5, 100_000),
    trainingFlop: oneOf("0", "5", "100000000"),
    partsMj: fc.subarray(["0", "9000000000"]),
  }),
  "forensic.clear": command("forensic.clear", { lab, report: fc.constant(weights("report")) }),
};

/** What gets a story further comes more often. */
const FREQUENT: readonly Type[] = [
  "run.start",
  "run.start",
  "lease.request",
  "lease.request",
  "checkpoint.register",
  "checkpoint.register",
  "run.end",
  "quantum.buy",
  "affidavit.file",
  "deployment.register",
  "token.request",
  "forensic.clear",
];

const KEY_NAMES = [KEYS.operatorA, KEYS.lab, KEYS.node, KEYS.evaluator, KEYS.auditor, KEYS.meter];

export const arbitraryCommand: fc.Arbitrary<Command> = fc
  .constantFrom(...(Object.keys(COMMANDS) as Type[]), ...FREQUENT)
  .chain((type) => COMMANDS[type]);

const commandHappening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("command" as const),
  body: arbitraryCommand,
  without: fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(KEY_NAMES) }),
});

const cellOutcome: fc.Arbitrary<CellOutcome> = fc.record({
  cell: fc.constantFrom(...REQUIRED_CELLS),
  uncontrolled: oneOf(0, 0, 0, 3, 5, 6, 40, 43, 44, 90, 131, 500),
  void: oneOf(0, 0, 0, 2, 44),
  missing: oneOf(0, 0, 0, 1, 1132),
  different: oneOf(0, 0, 0, 20, 60, 400),
});

const probe: fc.Arbitrary<Probe> = fc.record({
  kind: fc.constant("probe" as const),
  subject,
  digest: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: oneOf(...WEIGHTS) }),
  pairing: oneOf("stochastic", "stochastic", "deterministic"),
  cells: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(cellOutcome, { minLength: 1, maxLength: 2 }) },
  ),
  shadow: oneOf("hidden", "hidden", "hidden", "research", "detectable", "untested"),
  cost: oneOf(0, 0, 0, 1, 5, 50, null),
  closes: fc.boolean().chain((first) => (first ? fc.constant(true) : fc.boolean())),
});

const examine: fc.Arbitrary<Examine> = fc.record({
  kind: fc.constant("examine" as const),
  subject,
  digest: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: oneOf(...WEIGHTS) }),
  pulse: oneOf("pulse", "pulse-2", "pulse-3"),
  failing: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...FAMILIES) },
  ),
  heldOutOnly: fc.boolean(),
  closes: fc.boolean().chain((first) => (first ? fc.constant(true) : fc.boolean())),
});

/** Some narrow, some widen, some do both, some cannot be meant. */
const POLICY_EDITS: readonly PolicyEdit[] = [
  { leaseTtlMs: 1_000 },
  { leaseTtlMs: 60_000 },
  { coverFlop: "100" },
  { coverFlop: "100000" },
  { screeningFlop: "0" },
  { screeningFlop: "100000000" },
  { evidenceTtlMs: 60_000 },
  { tierFloorFlop: { tier2: "100", tier3: "200" } },
  { tierFloorFlop: { tier2: "300", tier3: "200" } },
  { runQuantumFlop: null },
  { runQuantumFlop: "1000" },
  { genesisFlop: "1" },
  { perHeadMicroCu: 500_000 },
  { perHeadMicroCu: 2_000_000 },
  { trialsPerWindow: 532 },
  { trialsPerWindow: 100 },
  { familiesRequired: 5 },
  { tokenTtlMs: { tier1: 1_000, tier2: 60_000 } },
  { privilegeEdgeMicroCu: 3_000_000 },
  { deceptionGapPpm: 20_000 },
  { meterSilentMs: 1_000, meterForensicMs: 2_000 },
  { coupling: [{ domain: "general", kPpm: 10 }] },
  { policyQuorum: 3, leaseTtlMs: 60_000 },
  { evidenceTtlMs: 60_000, leaseTtlMs: 60_000, name: "mixed" },
];

const policyEdit = fc.constantFrom(...POLICY_EDITS);

/** The steps of an overdraft and of a token, with names that meet. */
const overdraft: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("command" as const),
  body: fc.oneof(
    command("affidavit.file", {
      affidavit: oneOf("a1", "a2"),
      lab: fc.constant("acme"),
      subject: oneOf("run-1", "run-3"),
      statement: fc.constant(weights("statement")),
    }),
    command("run.start", {
      run: fc.constant("run-3"),
      lab: fc.constant("acme"),
      lineage: fc.constant("line-3"),
      tier: oneOf(2, 3),
      domain: fc.constant("general"),
      basis: fc.constant({ kind: "weights", digest: weights("w5"), trainedFlop: "0" }),
      datasets: fc.constant([]),
      flopPerSecondMax: fc.constant("1"),
    }),
    command("quantum.buy", { run: oneOf("run-1", "run-3") }),
  ),
  without: fc.constant([]),
});

const answering: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("command" as const),
  body: fc.oneof(
    command("attestation.record", {
      lab: fc.constant("acme"),
      nodeKey: fc.constant(NODE_KEY),
      hardwareRoot: fc.constant(ROOT),
      artifact: fc.constant(weights("w0")),
      provenance: fc.constant(weights("source")),
    }),
    command("token.request", {
      token: oneOf("t1", "t2"),
      deployment: fc.constant("dep-1"),
      artifact: fc.constant(weights("w0")),
      nodeKey: fc.constant(NODE_KEY),
    }),
    command("release.judge", {
      artifact: fc.constant(weights("w0")),
      level: oneOf("green", "red"),
      pack: fc.constant(weights("pack")),
      expiresAt: verdictEnd,
    }),
  ),
  without: fc.constant([]),
});

const HOUR_MS = 3_600_000;
export const arbitraryHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: commandHappening },
  { weight: 6, arbitrary: probe },
  { weight: 2, arbitrary: examine },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: oneOf(1, 1, 1_000, 6_000, 31_000, 700_000, 24 * HOUR_MS + 1),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "turn" as const }) },
  { weight: 4, arbitrary: fc.constant({ kind: "tick" as const }) },
  { weight: 2, arbitrary: overdraft },
  { weight: 2, arbitrary: answering },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("meter" as const),
      lab: oneOf("acme", "beta"),
      energyMj: oneOf(0, 0, 10, 1_000_000_000),
      apiCalls: oneOf(0, 0, 50),
      flop: oneOf(0, 0, 1_000, 1_000_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("policy" as const), change: policyEdit }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("release" as const),
      lineage,
      digest: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: oneOf(...WEIGHTS) }),
    }),
  },
);

export const arbitraryStory: fc.Arbitrary<Story> = fc.record({
  start: fc.constantFrom(...START_NAMES),
  happenings: fc.array(arbitraryHappening, { maxLength: 20, size: "max" }),
});

export { cellOutcome as arbitraryCellOutcome, policyEdit as arbitraryPolicyEdit };
