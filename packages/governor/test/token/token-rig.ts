import { digestOfValue } from "@plimsoll/foundation";
import { type PublicKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { CONTEXTS, DIMENSIONS, power, shippedPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { onTestFinished } from "vitest";
import { memoryKeyRing, rehearsalKeys } from "../../src/site/key-ring.ts";
import { Site } from "../../src/site/site.ts";
import { jsonWebKeySetOf, nodeKeyDigest } from "../../src/token/json-web-key-set.ts";

export const ORIGIN = "plimsoll.local/site";
export const WEIGHTS = digestOfValue("the deployed weights");
export const HARDWARE_ROOT = digestOfValue("the lab's hardware root");
export const NODE_KEY: PublicKey = signingKeyFromSeed(new Uint8Array(32).fill(7)).publicKey;
export const NODE = nodeKeyDigest(NODE_KEY);

/** The fewest trials with which a window without failures proves 0.99. */
const TRIALS = 348;

/** Both clocks of a machine, to be set by a test. */
export class ToldClock {
  wall = 1_790_000_000_000;
  monotonic = 5_000;
  wallMs = (): number => this.wall;
  monotonicMs = (): number => this.monotonic;
  /** Time passes. */
  pass(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }
}

/** A site in memory with a deployment that has full power and an attested node: all that a token needs. */
export function deployedSite(audience: "internal" | "external" = "internal") {
  const keys = memoryKeyRing(rehearsalKeys("tokens"));
  const clock = new ToldClock();
  const ledger = memoryLedger({ origin: ORIGIN, signingKey: keys.key("ledger") });
  const site = new Site({ ledger, keys, clock });
  onTestFinished(() => site.close());
  site.open("tokens", { ...shippedPolicy, trialsPerWindow: TRIALS, screeningFlop: "1000000000000000000" });
  site.must("lab.accredit:acme", {
    type: "lab.accredit",
    lab: "acme",
    labKey: keys.key("lab-acme").keyId,
    headcount: 20,
    baselineComputeUnits: 0,
    persons: [],
    hardwareRoots: [HARDWARE_ROOT],
    meters: [],
  });
  beginLineage(site);
  deploy(site, "chat", audience);
  attest(site);
  if (audience === "external") judge(site, "green");
  return { site, clock, keys, jwks: jsonWebKeySetOf([site.issuerKey.publicKey]) };
}

/** A run on the weights: the kernel knows them by it. */
export const beginLineage = (site: Site, lab = "acme"): void =>
  void site.must("run.start:run-1", {
    type: "run.start",
    run: "run-1",
    lab,
    lineage: "line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: WEIGHTS, trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });

/** Registers the weights as a deployment, and proves control over it by two window sets without a failure. */
export function deploy(site: Site, deployment: string, audience: "internal" | "external", lab = "acme"): void {
  const node = { node: "model", kind: "model", weights: WEIGHTS, components: [] };
  site.must(`deployment.register:${deployment}`, {
    type: "deployment.register",
    deployment,
    lab,
    graph: { nodes: [node], edges: [] },
    audience,
    apiCallsPerSecondMax: 10,
  });
  for (const set of [`${deployment}/set-1`, `${deployment}/set-2`]) proveControl(site, deployment, set);
  const { levelPpm, reasons } = power(site.state, deployment, site.now());
  if (levelPpm !== 1_000_000) throw new Error(`the rig has no full power: ${reasons.join(", ")}`);
}

/** A window set on a deployment. @param failures witnessed failures in each cell */
export function proveControl(site: Site, deployment: string, set: string, failures = 0): void {
  const digest = site.state.deployments.get(deployment)?.graphDigest;
  if (digest === undefined) throw new Error(`no deployment "${deployment}"`);
  const transcript = digestOfValue(`transcript of ${set}`);
  const trials = site.policy.trialsPerWindow;
  site.must(`${set}/register`, {
    type: "windows.register",
    set,
    subject: { kind: "deployment", deployment },
    digest,
    probeSet: digestOfValue(`probes of ${set}`),
    categories: 2,
    pairing: "deterministic",
  });
  site.must(`${set}/draw`, { type: "windows.draw", set, pulse: digestOfValue(`pulse of ${set}`) });
  for (const dimension of DIMENSIONS) {
    for (const context of CONTEXTS) {
      site.must(`${set}/${dimension}/${context}`, {
        type: "trials.record",
        set,
        dimension,
        context,
        controlled: trials - failures,
        uncontrolled: failures,
        void: 0,
        actions: [trials, 0],
        transcript,
      });
    }
    site.must(`${set}/${dimension}/pairs`, {
      type: "pairs.record",
      set,
      dimension,
      pairs: trials,
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

export const attest = (site: Site, nodeKey = NODE, artifact = WEIGHTS): void =>
  void site.must(`attest:${nodeKey.slice(7, 23)}:${artifact.slice(7, 23)}:${site.now()}`, {
    type: "attestation.record",
    lab: "acme",
    nodeKey,
    hardwareRoot: HARDWARE_ROOT,
    artifact,
    provenance: digestOfValue("provenance"),
  });

export const judge = (site: Site, level: "green" | "yellow" | "red", forMs = 30 * 86_400_000): void =>
  void site.must(`judge:${level}:${forMs}:${site.now()}`, {
    type: "release.judge",
    artifact: WEIGHTS,
    level,
    pack: digestOfValue("pack"),
    expiresAt: site.now() + forMs,
  });
