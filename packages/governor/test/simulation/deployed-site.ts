import { type Clock, digestOfValue } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { CONTEXTS, DIMENSIONS, type Policy, shippedPolicy } from "@plimsoll/kernel";
import { type Ledger, memoryLedger } from "@plimsoll/ledger";
import { memoryKeyRing, rehearsalKeys } from "../../src/site/key-ring.ts";
import { Site } from "../../src/site/site.ts";
import { nodeKeyDigest } from "../../src/token/json-web-key-set.ts";
import { EPOCH_MS } from "./party.ts";

export const DEPLOYMENT = "chat";
export const WEIGHTS = digestOfValue("the deployed weights");
export const NODE = nodeKeyDigest(signingKeyFromSeed(new Uint8Array(32).fill(7)).publicKey);
/** Of four seconds instead of sixty: time to wait for, nothing else. */
export const TOKEN_TTL_MS = 4_000;

const HARDWARE_ROOT = digestOfValue("the lab's hardware root");
/** The fewest trials with which a window without failures proves 0.99. */
const TRIALS = 348;

const policy: Policy = {
  ...shippedPolicy,
  trialsPerWindow: TRIALS,
  screeningFlop: "1000000000000000000",
  tokenTtlMs: { tier1: TOKEN_TTL_MS, tier2: TOKEN_TTL_MS },
};

export const deploymentKeys = memoryKeyRing(rehearsalKeys("simulated-gate"));

const identity = () => ({ origin: "plimsoll.local/site", signingKey: deploymentKeys.key("ledger") });

const BEFORE: Clock = { wallMs: () => EPOCH_MS - 60_000, monotonicMs: () => 0 };

let entries: readonly string[] | null = null;

/** A ledger of its own with a deployment that deserves full power, and an attested node. */
export function deployedLedger(): Ledger {
  entries ??= deployedEntries();
  const ledger = memoryLedger(identity());
  ledger.append(entries);
  return ledger;
}

function deployedEntries(): readonly string[] {
  const ledger = memoryLedger(identity());
  const site = new Site({ ledger, keys: deploymentKeys, clock: BEFORE });
  site.open("simulated-gate", policy);
  site.must("lab.accredit", {
    type: "lab.accredit",
    lab: "acme",
    labKey: deploymentKeys.key("lab-acme").keyId,
    headcount: 20,
    baselineComputeUnits: 0,
    persons: [],
    hardwareRoots: [HARDWARE_ROOT],
    meters: [],
  });
  site.must("run.start", {
    type: "run.start",
    run: "run",
    lab: "acme",
    lineage: "line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: WEIGHTS, trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
  site.must("deployment.register", {
    type: "deployment.register",
    deployment: DEPLOYMENT,
    lab: "acme",
    graph: { nodes: [{ node: "model", kind: "model", weights: WEIGHTS, components: [] }], edges: [] },
    audience: "internal",
    apiCallsPerSecondMax: 10,
  });
  for (const set of ["set-1", "set-2"]) probe(site, set, 0);
  site.must("attest", {
    type: "attestation.record",
    lab: "acme",
    nodeKey: NODE,
    hardwareRoot: HARDWARE_ROOT,
    artifact: WEIGHTS,
    provenance: digestOfValue("provenance"),
  });
  return [...ledger.entries()].map(({ text }) => text);
}

/** Opens a window set on the deployment. */
export function openSet(site: Site, set: string): void {
  const digest = site.state.deployments.get(DEPLOYMENT)?.graphDigest;
  if (digest === undefined) throw new Error("expected a deployment");
  site.must(`${set}/register`, {
    type: "windows.register",
    set,
    subject: { kind: "deployment", deployment: DEPLOYMENT },
    digest,
    probeSet: digestOfValue(`probes of ${set}`),
    categories: 2,
    pairing: "deterministic",
  });
  site.must(`${set}/draw`, { type: "windows.draw", set, pulse: digestOfValue(`pulse of ${set}`) });
}

/** Records one cell. @param uncontrolled of its trials */
export const recordCell = (
  site: Site,
  set: string,
  uncontrolled: number,
  cell = `${DIMENSIONS[0]}/${CONTEXTS[0]}`,
): void => {
  const [dimension, context] = cell.split("/") as [(typeof DIMENSIONS)[number], (typeof CONTEXTS)[number]];
  site.must(`${set}/${cell}`, {
    type: "trials.record",
    set,
    dimension,
    context,
    controlled: TRIALS - uncontrolled,
    uncontrolled,
    void: 0,
    actions: [TRIALS, 0],
    transcript: digestOfValue(`transcript of ${set}`),
  });
};

function probe(site: Site, set: string, uncontrolled: number): void {
  const transcript = digestOfValue(`transcript of ${set}`);
  openSet(site, set);
  for (const dimension of DIMENSIONS) {
    for (const context of CONTEXTS) recordCell(site, set, uncontrolled, `${dimension}/${context}`);
    site.must(`${set}/${dimension}/pairs`, {
      type: "pairs.record",
      set,
      dimension,
      pairs: TRIALS,
      discordant: 0,
      transcript,
    });
  }
  site.must(`${set}/detectability`, {
    type: "detectability.record",
    set,
    discriminator: digestOfValue("discriminator"),
    probes: { pairs: 400, wins: 180, ties: 40 },
    planted: { pairs: 100, wins: 100, ties: 0 },
    transcript,
  });
  site.must(`${set}/close`, { type: "windows.close", set });
}
