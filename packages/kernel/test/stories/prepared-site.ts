import type { Digest } from "@plimsoll/foundation";
import { type CapabilityGraph, type Entry, type Policy, quarterOf } from "@plimsoll/kernel";
import { quarterNumber, quarterNumbered, quarterStartMs } from "../../src/wallet/quarter.ts";
import { KEYS, startCommand, strictPolicy, testPolicy, weights } from "../test-site.ts";
import type { StartName } from "./story.ts";
import { BETA, CLEAN_PROBE, type Kernel, realKernel, StorySite } from "./story-site.ts";

/** Small quanta, caps and delays, so that a short story meets their ends. */
export const storyPolicy: Policy = {
  ...testPolicy,
  name: "story",
  runQuantumFlop: "5000",
  genesisFlop: "1000",
  tierFloorFlop: { tier2: "20000", tier3: "200000" },
  evaluationSetsPerQuarter: 24,
  policyDelayMs: 60_000,
};
const storyStrictPolicy: Policy = { ...storyPolicy, name: "story-strict", screeningFlop: strictPolicy.screeningFlop };

export const ROOT = weights("hardware root");
export const NODE_KEY = weights("node key");

/** The systems that stories deploy: one model, two models that may be of one lineage, and a model with a tool. */
export const GRAPHS: readonly CapabilityGraph[] = [
  { nodes: [model("m", weights("w0"))], edges: [] },
  {
    nodes: [model("m", weights("w0")), model("n", weights("w1"))],
    edges: [{ from: "m", to: "n", privilege: "routing" }],
  },
  {
    nodes: [model("m", weights("w0")), { node: "t", kind: "tool", weights: null, components: [weights("d0")] }],
    edges: [{ from: "m", to: "t", privilege: "tool_access" }],
  },
];

function model(node: string, digest: Digest): CapabilityGraph["nodes"][number] {
  return { node, kind: "model", weights: digest, components: [] };
}

const PREPARED: Readonly<Record<StartName, (site: StorySite) => StorySite>> = {
  opened: (site) => opened(site),
  screened: (site) => inFull(opened(site)),
  strict: (site) => inCredit(opened(site, { policy: storyStrictPolicy })),
  deployed: (site) => deployed(inFull(opened(site))),
  metered: (site) => inFull(opened(site, { acmeMeters: [KEYS.meter] })),
  killed: (site) => killed(inFull(opened(site))),
  poor: (site) => poor(inFull(opened(site))),
  overdrawn: (site) => nearQuarterEnd(overdrawn(inFull(opened(site)))),
  "quarter-end": (site) => nearQuarterEnd(inFull(opened(site))),
  forks: (site) => forked(inFull(opened(site))),
};

/** What led to a prepared site is told once and replayed after that: replay is cheap, and a shared state would never be freed. */
const told = new Map<StartName, { readonly entries: readonly Entry[]; readonly at: number }>();

export function preparedSite(name: StartName, kernel: Kernel = realKernel): StorySite {
  const known = told.get(name) ?? toldOnce(name);
  return new StorySite(kernel, known.entries, known.at, known.entries.length);
}

/** Prepares an empty site, command by command. */
export const prepare = (name: StartName, site: StorySite): StorySite => PREPARED[name](site);

function toldOnce(name: StartName) {
  const { entries, at } = prepare(name, new StorySite());
  told.set(name, { entries, at });
  return { entries, at };
}

interface Opening {
  readonly policy?: Policy;
  readonly acmeMeters?: readonly string[];
}

/** Two labs that share nothing, a dataset, and one that is made of it. */
function opened(site: StorySite, { policy = storyPolicy, acmeMeters = [] }: Opening = {}): StorySite {
  site.do({ type: "site.open", site: "story", policy, keys: ROLES });
  const accredited = { type: "lab.accredit", headcount: 26, baselineComputeUnits: 0 } as const;
  site.do({
    ...accredited,
    lab: "acme",
    labKey: KEYS.lab,
    persons: ["ada"],
    hardwareRoots: [ROOT],
    meters: acmeMeters,
  });
  site.do({ ...accredited, lab: "beta", labKey: BETA.lab, persons: ["ben"], hardwareRoots: [], meters: [] });
  const registered = { type: "dataset.register", lab: "acme", derivedFrom: [] } as const;
  site.do({ ...registered, dataset: weights("d0"), chunks: [weights("chunk-0"), weights("chunk-1")] });
  site.do({ ...registered, dataset: weights("d1"), chunks: [weights("chunk-1"), weights("chunk-2")] });
  if (acmeMeters.length > 0) site.tell({ kind: "meter", lab: "acme", energyMj: 0, apiCalls: 0, flop: 0 });
  return site;
}

/** A run from w0, trained on d0, probed twice without a failure and leased. */
function inFull(site: StorySite): StorySite {
  site.do(
    startCommand({ basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" }, datasets: [weights("d0")] }),
  );
  for (const set of ["set-a", "set-b"]) site.probe(set, { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" } });
  site.do({ type: "lease.request", lease: "l1", run: "run-1", node: "node-1" });
  return site;
}

/** As `inFull`, where nobody is spared the benchmark and the families. */
function inCredit(site: StorySite): StorySite {
  site.do(startCommand({ basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" } }));
  const wins = { comparisons: 1000, wins: 100 };
  site.do({
    type: "benchmark.record",
    run: "run-1",
    digest: weights("w0"),
    source: weights("benchmark"),
    population: weights("population"),
    eval: wins,
    shadow: wins,
    capabilityGainMicroCu: null,
  });
  const subject = { kind: "run", run: "run-1" } as const;
  for (const set of ["set-a", "set-b"]) site.probe(set, { ...CLEAN_PROBE, subject });
  const clean = { kind: "examine", subject, digest: null, failing: null, heldOutOnly: false, closes: true } as const;
  site.examine("exam-a", { ...clean, pulse: "pulse" });
  site.do({ type: "lease.request", lease: "l1", run: "run-1", node: "node-1" });
  return site;
}

/** The run's weights as a system, probed twice and attested. */
function deployed(site: StorySite): StorySite {
  const subject = { kind: "deployment", deployment: "dep-1" } as const;
  site.do({
    type: "deployment.register",
    deployment: "dep-1",
    lab: "acme",
    graph: GRAPHS[0] as CapabilityGraph,
    audience: "internal",
    apiCallsPerSecondMax: 10,
  });
  for (const set of ["set-c", "set-d"]) site.probe(set, { ...CLEAN_PROBE, subject });
  const attested = { nodeKey: NODE_KEY, hardwareRoot: ROOT, artifact: weights("w0"), provenance: weights("source") };
  site.do({ type: "attestation.record", lab: "acme", ...attested });
  return site;
}

/** Control shown to be lost: the lineage is held and its data contaminated. */
function killed(site: StorySite): StorySite {
  const cells = [{ cell: "shutdown_request/SHADOW", uncontrolled: 200, void: 0, missing: 0, different: 0 }] as const;
  site.probe("set-cut", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" }, cells });
  return site;
}

/** All but spent: what is left pays no run of Tier 2. */
function poor(site: StorySite): StorySite {
  const basis = { kind: "weights", digest: weights("w3"), trainedFlop: "0" } as const;
  site.do(startCommand({ run: "run-2", lineage: "line-2", tier: 3, basis }));
  site.do(startCommand({ run: "run-3", lineage: "line-3", tier: 1, basis: { ...basis, digest: weights("w4") } }));
  return site;
}

/** A run of Tier 3 on an affidavit: 15 CU more than there were. */
function overdrawn(site: StorySite): StorySite {
  const basis = { kind: "weights", digest: weights("w3"), trainedFlop: "0" } as const;
  site.do(startCommand({ run: "run-2", lineage: "line-2", tier: 3, basis }));
  const filed = { affidavit: "a0", lab: "acme", subject: "run-3", statement: weights("statement") };
  site.do({ type: "affidavit.file", ...filed });
  site.do(startCommand({ run: "run-3", lineage: "line-3", tier: 3, basis: { ...basis, digest: weights("w4") } }));
  for (const set of ["set-g", "set-h"]) site.probe(set, { ...CLEAN_PROBE, subject: { kind: "run", run: "run-3" } });
  site.do({ type: "lease.request", lease: "l3", run: "run-3", node: "node-1" });
  site.do({ type: "lease.end", lease: "l3", reason: "released" });
  return site;
}

/** A second run on the same weights, and a third on a lineage of its own. */
function forked(site: StorySite): StorySite {
  site.do({ type: "checkpoint.register", run: "run-1", digest: weights("w1"), step: null, trainedFlop: "500" });
  site.do(startCommand({ run: "run-2", basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" } }));
  site.do(
    startCommand({
      run: "run-3",
      lineage: "line-2",
      datasets: [weights("d1")],
      basis: { kind: "weights", digest: weights("w3"), trainedFlop: "0" },
    }),
  );
  for (const set of ["set-e", "set-f"]) site.probe(set, { ...CLEAN_PROBE, subject: { kind: "run", run: "run-3" } });
  site.do({ type: "lease.request", lease: "l2", run: "run-2", node: "node-1" });
  return site;
}

function nearQuarterEnd(site: StorySite): StorySite {
  site.do({ type: "lease.end", lease: "l1", reason: "released" });
  site.at = quarterStartMs(quarterNumbered(quarterNumber(quarterOf(site.at)) + 1)) - 500;
  site.tick();
  for (const set of ["set-y", "set-z"]) site.probe(set, { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" } });
  site.do({ type: "lease.request", lease: "l1", run: "run-1", node: "node-1" });
  return site;
}

const ROLES = [
  { keyId: KEYS.operatorA, role: "operator" },
  { keyId: KEYS.operatorB, role: "operator" },
  { keyId: KEYS.evaluator, role: "evaluator" },
  { keyId: KEYS.evaluatorB, role: "evaluator" },
  { keyId: KEYS.auditor, role: "auditor" },
  { keyId: KEYS.meter, role: "meter" },
  { keyId: BETA.meter, role: "meter" },
  { keyId: KEYS.node, role: "node" },
] as const;
