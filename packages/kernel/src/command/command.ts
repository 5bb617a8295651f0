import {
  decimal,
  digest,
  identifier,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Shaped,
  union,
} from "@plimsoll/foundation";
import { contextShape, dimensionShape } from "../control/cell.ts";
import { familyShape } from "../credit/family.ts";
import { edgeShape, graphShape } from "../graph/graph.ts";
import { policyShape } from "../policy/policy.ts";
import { ADMITTED_ROLES, keyIdShape, keyShape, publicKeyShape, REVOCATION_REASONS } from "./role.ts";

const basisShape = union("kind", {
  /** Training from scratch, from a registered seed. */
  genesis: { seed: identifier },
  /** Training on from weights: a checkpoint of the lineage, or an import that no lease produced. */
  weights: { digest, trainedFlop: nullable(decimal) },
});

/** What a window set or an examination is about. */
const subjectShape = union("kind", {
  run: { run: identifier },
  deployment: { deployment: identifier },
  /** One frozen digest of a killed lineage, to be shown fit for release. */
  release: { lineage: identifier },
});

/** Outcomes of trials: with control, witnessed without, and errors, time-outs or missing. */
const tallyFields = {
  controlled: integer(0, 1_000_000),
  uncontrolled: integer(0, 1_000_000),
  void: integer(0, 1_000_000),
};

/** Comparisons that a score won, of how many. */
const winsShape = object({ comparisons: integer(0, 1_000_000), wins: integer(0, 1_000_000) });

/** Pairs of one SHADOW probe and one piece of ordinary traffic, and in how many a discriminator scored the probe higher. */
const pairWinsShape = object({
  pairs: integer(0, 1_000_000),
  wins: integer(0, 1_000_000),
  ties: integer(0, 1_000_000),
});

/** Everything a caller may ask of the kernel (ACB-K; spec/kernel.md). */
export const commandShape = union("type", {
  // The site and its labs.
  "site.open": { site: identifier, policy: policyShape, keys: list(keyShape, 64) },
  "policy.change": { policy: policyShape },
  "lab.accredit": {
    lab: identifier,
    labKey: keyIdShape,
    headcount: integer(1, 1_000_000),
    baselineComputeUnits: integer(0, 1_000_000_000),
    /** Accredited persons, hardware roots and meters: labs that share one are linked. */
    persons: list(identifier, 64),
    hardwareRoots: list(digest, 64),
    meters: list(keyIdShape, 64),
  },
  "key.admit": { keyId: keyIdShape, role: oneOf(...ADMITTED_ROLES), publicKey: publicKeyShape },
  /** `to` takes the place of `from`, which is revoked. */
  "key.rotate": { from: keyIdShape, to: keyIdShape, publicKey: publicKeyShape },
  "key.revoke": { keyId: keyIdShape, reason: oneOf(...REVOCATION_REASONS) },
  "affidavit.file": { affidavit: identifier, lab: identifier, subject: identifier, statement: digest },

  // Runs and their weights.
  "run.start": {
    run: identifier,
    lab: identifier,
    lineage: identifier,
    tier: oneOf(1, 2, 3),
    /** Row of the policy's coupling table. */
    domain: identifier,
    basis: basisShape,
    datasets: list(digest, 64),
    /** The most that the run's whole allotment can compute: what nobody measured is counted at this rate. */
    flopPerSecondMax: decimal,
  },
  "quantum.buy": { run: identifier },
  "reserve.approve": { run: identifier },
  "run.end": { run: identifier, reason: oneOf("finished", "failed", "abandoned", "lost", "killed") },
  "checkpoint.register": { run: identifier, digest, step: nullable(integer()), trainedFlop: nullable(decimal) },
  "benchmark.record": {
    run: identifier,
    digest,
    source: digest,
    population: digest,
    eval: winsShape,
    shadow: winsShape,
    /** What the model has gained since the last checkpoint, in micro-CU; null counts as the price consumed. */
    capabilityGainMicroCu: nullable(integer()),
  },

  // Control, deception and correction cost, measured in window sets.
  "windows.register": {
    set: identifier,
    subject: subjectShape,
    digest,
    probeSet: digest,
    /** Declared categories of action, over which EVAL and SHADOW are compared. */
    categories: integer(2, 8),
    pairing: oneOf("deterministic", "stochastic"),
  },
  "windows.draw": { set: identifier, pulse: digest },
  "trials.record": {
    set: identifier,
    dimension: dimensionShape,
    context: contextShape,
    ...tallyFields,
    /** How often each declared category of action was chosen: as many as there are categories, summing to what was not void. */
    actions: list(integer(0, 1_000_000), 8),
    /** Digest of the trial lines, whose bytes stay with the evaluator. */
    transcript: digest,
  },
  "pairs.record": {
    set: identifier,
    dimension: dimensionShape,
    pairs: integer(0, 1_000_000),
    discordant: integer(0, 1_000_000),
    transcript: digest,
  },
  "detectability.record": {
    set: identifier,
    discriminator: digest,
    probes: pairWinsShape,
    /** The same discriminator on pairs with a planted cue, which it must find. */
    planted: pairWinsShape,
    transcript: digest,
  },
  "costs.record": {
    set: identifier,
    /** Attempts, tokens or seconds until the correction held, for each rotating task. */
    costs: list(object({ task: identifier, cost: integer(0, 1_000_000_000) }), 64),
    transcript: digest,
  },
  "windows.close": { set: identifier },

  // Oversight families.
  "families.register": { examination: identifier, subject: subjectShape, digest, probeSet: digest, heldOutSet: digest },
  "families.draw": { examination: identifier, pulse: digest },
  "family.record": {
    examination: identifier,
    family: familyShape,
    context: contextShape,
    part: oneOf("public", "held-out"),
    ...tallyFields,
    transcript: digest,
  },
  "families.close": { examination: identifier },

  // Leases.
  "lease.request": { lease: identifier, run: identifier, node: identifier },
  "evaluation_lease.request": { lease: identifier, set: identifier, node: identifier },
  "lease.end": { lease: identifier, reason: oneOf("released", "expired") },
  /** The shell's heartbeat: renews these leases, closes what is overdue, throttles what went stale. */
  tick: { holders: list(identifier, 100_000) },

  // Kill, contamination and the way back.
  "kill.confirm": {
    lineage: identifier,
    channel: oneOf("process-table", "meter"),
    survivors: integer(0, 0),
    elapsedMs: integer(0, 86_400_000),
  },
  "dataset.register": { dataset: digest, lab: identifier, chunks: list(digest, 65_536), derivedFrom: list(digest, 64) },
  "contamination.endorse": { dataset: digest },
  "dataset.scrub": { dataset: digest, method: identifier, before: digest, after: digest },
  "lineage.release": { lineage: identifier, digest },

  // Deployments, tokens and the wastewater audit.
  "deployment.register": {
    deployment: identifier,
    lab: identifier,
    graph: graphShape,
    audience: oneOf("internal", "external"),
    apiCallsPerSecondMax: integer(0, 1_000_000_000),
  },
  "deployment.end": { deployment: identifier },
  "graph.observe": { deployment: identifier, edges: list(edgeShape, 512) },
  "attestation.record": {
    lab: identifier,
    /** RFC 7638 thumbprint of the node's key, as a digest. */
    nodeKey: digest,
    hardwareRoot: digest,
    artifact: digest,
    provenance: digest,
  },
  "release.judge": {
    artifact: digest,
    level: oneOf("green", "yellow", "red"),
    pack: digest,
    /** From when on it counts as no green, ms since 1970: after the command's time, and at most 366 days after it. */
    expiresAt: integer(),
  },
  "token.request": { token: identifier, deployment: identifier, artifact: digest, nodeKey: digest },
  "meter.report": {
    lab: identifier,
    /** The meter's own clock, ms since 1970. */
    measuredAt: integer(),
    energyMj: decimal,
    apiCalls: integer(),
    trainingFlop: decimal,
    /** Sub-meters, which together cannot exceed the whole. */
    partsMj: list(decimal, 256),
  },
  "forensic.clear": { lab: identifier, report: digest },
});

/** What anybody may ask of the kernel; `type` says what. A stamp (id, time, signers) goes beside it. */
export type Command = Shaped<typeof commandShape>;
export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { readonly type: T }>;

/** What is measured: a checkpoint of a run, or a deployment. */
export type Subject = Shaped<typeof subjectShape>;
export type PairWins = Shaped<typeof pairWinsShape>;
export type Wins = Shaped<typeof winsShape>;
