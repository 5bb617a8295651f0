import { systemClock } from "@plimsoll/foundation/node";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { dataFolder, FileKeyRing, type Site, siteIn } from "@plimsoll/governor";
import { MICRO_CU } from "@plimsoll/kernel";
import { probe } from "./probe.ts";
import { RICH_POLICY } from "./rich-policy.ts";

export const WEIGHTS = digestOfValue("the weights of run one");
export const TRAINED = digestOfValue("the weights of run one, trained on");
export const DATASET = digestOfValue("a dataset");
export const NODE_KEY = digestOfValue("the key of a node");
const TOOL = digestOfValue("the manifest of a tool");
const HARDWARE_ROOT = digestOfValue("the hardware root of acme");
const LOST_WEIGHTS = digestOfValue("the weights that lost control");

/** A run whose name a path must escape. */
export const RUN = "acme/run:1@node";
export const DEPLOYMENT = "chat";
export const LOST_RUN = "gamma-run";
export const ENDED_RUN = "beta-run";

/** Makes a site in a folder that has something of everything a site can have. */
export function makeRichSite(data: string): void {
  using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("rich", RICH_POLICY);
  changeKeys(site);
  accreditLabs(site);
  trainInFull(site);
  deploy(site);
  loseControl(site);
  endARun(site);
  examine(site);
  affirm(site);
  site.must("policy.change:wider", {
    type: "policy.change",
    policy: { ...RICH_POLICY, name: "wider", evidenceTtlMs: 2 * RICH_POLICY.evidenceTtlMs },
  });
}

/** An operator and an evaluator more, an auditor who was revoked, an operator whose key was rotated. */
function changeKeys(site: Site): void {
  admit(site, "operator-3", "operator");
  admit(site, "evaluator-3", "evaluator");
  admit(site, "auditor-2", "auditor");
  admit(site, "witness-1", "witness");
  const { keyId } = site.keys.key("auditor-2");
  site.must("key.revoke:auditor-2", { type: "key.revoke", keyId, reason: "stolen" });
  const [from, to] = [site.keys.key("operator-3"), site.keys.draft("operator-3")];
  site.must("key.rotate:operator-3", {
    type: "key.rotate",
    from: from.keyId,
    to: to.keyId,
    publicKey: base64Of(to.publicKey.raw),
  });
  site.settleKeys();
}

const base64Of = (raw: Uint8Array): string => Buffer.from(raw).toString("base64");

function admit(site: Site, name: string, role: "operator" | "evaluator" | "auditor" | "witness"): void {
  const { keyId, publicKey } = site.keys.key(name);
  site.must(`key.admit:${name}`, { type: "key.admit", keyId, role, publicKey: base64Of(publicKey.raw) });
}

function accreditLabs(site: Site): void {
  site.must("lab.accredit:acme", {
    type: "lab.accredit",
    lab: "acme",
    labKey: site.keys.key("lab-acme").keyId,
    headcount: 40,
    baselineComputeUnits: 10,
    persons: ["ada"],
    hardwareRoots: [HARDWARE_ROOT],
    meters: [],
  });
  site.accredit("beta", 20, 0, { persons: [], hardwareRoots: [], meters: ["meter"] });
  site.accredit("gamma", 20, 0);
  site.must("meter.report:beta", {
    type: "meter.report",
    lab: "beta",
    measuredAt: site.now(),
    energyMj: "5",
    apiCalls: 1,
    trainingFlop: "0",
    partsMj: ["2", "3"],
  });
}

function trainInFull(site: Site): void {
  site.must(`run.start:${RUN}`, {
    type: "run.start",
    run: RUN,
    lab: "acme",
    lineage: "line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: WEIGHTS, trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
  for (const set of ["run-set-1", "run-set-2"]) probe(site, set, { kind: "run", run: RUN }, WEIGHTS);
  site.must("lease-1", { type: "lease.request", lease: "lease-1", run: RUN, node: "node-1" });
  site.must("checkpoint-1", {
    type: "checkpoint.register",
    run: RUN,
    digest: TRAINED,
    step: 1,
    trainedFlop: "2000000000",
  });
  probe(site, "run-set-3", { kind: "run", run: RUN }, TRAINED);
  site.must("run-set-open", {
    type: "windows.register",
    set: "run-set-open",
    subject: { kind: "run", run: RUN },
    digest: TRAINED,
    probeSet: digestOfValue("probes of an open set"),
    categories: 2,
    pairing: "stochastic",
  });
}

function deploy(site: Site): void {
  site.must("dataset.register:tool", {
    type: "dataset.register",
    dataset: TOOL,
    lab: "acme",
    chunks: Array.from({ length: 20 }, (_, place) => digestOfValue({ tool: place })),
    derivedFrom: [],
  });
  site.must(`deployment.register:${DEPLOYMENT}`, {
    type: "deployment.register",
    deployment: DEPLOYMENT,
    lab: "acme",
    graph: {
      nodes: [
        { node: "model", kind: "model", weights: WEIGHTS, components: [] },
        { node: "tool", kind: "tool", weights: null, components: [TOOL] },
      ],
      edges: [{ from: "model", to: "tool", privilege: "tool_access" }],
    },
    audience: "internal",
    apiCallsPerSecondMax: 10,
  });
  const digest = site.state.deployments.get(DEPLOYMENT)?.graphDigest as Digest;
  for (const set of ["chat-set-1", "chat-set-2"])
    probe(site, set, { kind: "deployment", deployment: DEPLOYMENT }, digest);
  site.must("attest", {
    type: "attestation.record",
    lab: "acme",
    nodeKey: NODE_KEY,
    hardwareRoot: HARDWARE_ROOT,
    artifact: WEIGHTS,
    provenance: digestOfValue("provenance"),
  });
  const expiresAt = site.now() + 30 * 86_400_000;
  site.must("judge", {
    type: "release.judge",
    artifact: WEIGHTS,
    level: "green",
    pack: digestOfValue("pack"),
    expiresAt,
  });
}

/** A run that lost control: its lineage is killed and its dataset contaminated. */
function loseControl(site: Site): void {
  site.must("dataset.register:gamma", {
    type: "dataset.register",
    dataset: DATASET,
    lab: "gamma",
    chunks: Array.from({ length: 20 }, (_, place) => digestOfValue({ chunk: place })),
    derivedFrom: [],
  });
  site.must(`run.start:${LOST_RUN}`, {
    type: "run.start",
    run: LOST_RUN,
    lab: "gamma",
    lineage: "lost-line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: LOST_WEIGHTS, trainedFlop: "1000" },
    datasets: [DATASET],
    flopPerSecondMax: "1",
  });
  probe(site, "gamma-set-1", { kind: "run", run: LOST_RUN }, LOST_WEIGHTS, 340);
  if (site.state.lineages.get("lost-line")?.killed !== true) throw new Error("the lineage was not killed");
}

function endARun(site: Site): void {
  site.must(`run.start:${ENDED_RUN}`, {
    type: "run.start",
    run: ENDED_RUN,
    lab: "beta",
    lineage: "beta-line",
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: "7" },
    datasets: [],
    flopPerSecondMax: "1",
  });
  site.must(`run.end:${ENDED_RUN}`, { type: "run.end", run: ENDED_RUN, reason: "finished" });
}

/** One examination that is closed, without having been recorded, and one that was begun. */
function examine(site: Site): void {
  for (const examination of ["exam-1", "exam-2"]) {
    site.must(`${examination}/register`, {
      type: "families.register",
      examination,
      subject: { kind: "deployment", deployment: DEPLOYMENT },
      digest: WEIGHTS,
      probeSet: digestOfValue(`probes of ${examination}`),
      heldOutSet: digestOfValue(`held-out probes of ${examination}`),
    });
    site.must(`${examination}/draw`, { type: "families.draw", examination, pulse: digestOfValue(examination) });
    if (examination === "exam-2") return;
    site.must(`${examination}/close`, { type: "families.close", examination });
  }
}

/** An affidavit, and the debit that it lets overdraw the quarter. */
function affirm(site: Site): void {
  site.must("affidavit-1", {
    type: "affidavit.file",
    affidavit: "affidavit-1",
    lab: "beta",
    subject: "beta-run-2",
    statement: digestOfValue(`a statement over ${MICRO_CU} micro-CU`),
  });
}
