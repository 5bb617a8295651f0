import {
  type CapabilityGraph,
  type Command,
  type EntryBodyOf,
  type EntryKind,
  graphDigest,
  type Policy,
} from "@plimsoll/kernel";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";

export const ROOT = weights("hardware root");
export const NODE_KEY = weights("node key");

export const node = (name: string, digest: `sha256:${string}`) => ({
  node: name,
  kind: "model",
  weights: digest,
  components: [],
});

export const single: CapabilityGraph = { nodes: [node("m", weights("w0"))], edges: [] };

/** A model and a tool whose manifest is registered, and the model's access to it. */
export const withTool: CapabilityGraph = {
  nodes: [node("m", weights("w0")), { node: "t", kind: "tool", weights: null, components: [weights("tool")] }],
  edges: [{ from: "m", to: "t", privilege: "tool_access" }],
};

type Register = Extract<Command, { readonly type: "deployment.register" }>;
type MeterReport = Extract<Command, { readonly type: "meter.report" }>;

/** A site whose lab has a hardware root, and meters if asked for: its run has begun from `w0`. */
export class DeployedSite extends TestSite {
  static started({ policy = testPolicy, meters = false }: { policy?: Policy; meters?: boolean } = {}): DeployedSite {
    const site = new DeployedSite();
    site.do({ type: "site.open", site: "test", policy, keys: ROLES });
    site.do({
      type: "lab.accredit",
      lab: "acme",
      labKey: KEYS.lab,
      headcount: 26,
      baselineComputeUnits: 0,
      persons: [],
      hardwareRoots: [ROOT],
      meters: meters ? [KEYS.meter] : [],
    });
    if (meters) site.report({});
    site.startFrom(weights("w0"));
    return site;
  }

  /** Registered, attested and probed twice without a failure. */
  static deployedInFull(
    options: { policy?: Policy; meters?: boolean; deployment?: Partial<Register> } = {},
  ): DeployedSite {
    const site = DeployedSite.started(options);
    site.deploy(options.deployment);
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    site.attest();
    return site;
  }

  deploy(fields: Partial<Register> = {}) {
    return this.do({
      type: "deployment.register",
      deployment: "dep",
      lab: "acme",
      graph: single,
      audience: "internal",
      apiCallsPerSecondMax: 10,
      ...fields,
    });
  }

  probeGraph(set: string, failures: Parameters<TestSite["record"]>[1] = {}, deployment = "dep") {
    const digest = this.deployment(deployment)?.graphDigest ?? graphDigest(single);
    const code =
      this.register(set, { kind: "deployment", deployment }, digest) ??
      this.do({ type: "windows.draw", set, pulse: weights("pulse") });
    if (code !== null) return code;
    this.record(set, failures);
    return this.do({ type: "windows.close", set });
  }

  deployment(name = "dep") {
    return this.state.deployments.get(name);
  }

  attest(artifact = weights("w0"), nodeKey = NODE_KEY, hardwareRoot = ROOT) {
    const provenance = weights("provenance");
    return this.do({ type: "attestation.record", lab: "acme", nodeKey, hardwareRoot, artifact, provenance });
  }

  token(artifact = weights("w0"), nodeKey = NODE_KEY, deployment = "dep") {
    return this.do({ type: "token.request", token: "token-1", deployment, artifact, nodeKey });
  }

  tick(ms = 0) {
    this.at += ms;
    return this.do({ type: "tick", holders: this.state.leases.sorted().map(([name]) => name) });
  }

  report(fields: Partial<MeterReport>, signers: readonly string[] = [KEYS.meter]) {
    const counters = { energyMj: "0", apiCalls: 0, trainingFlop: "0", partsMj: [] };
    return this.do({ type: "meter.report", lab: "acme", measuredAt: this.at, ...counters, ...fields }, signers);
  }

  newest<K extends EntryKind>(kind: K): EntryBodyOf<K> | undefined {
    return this.entries.findLast((entry) => entry.kind === kind) as EntryBodyOf<K> | undefined;
  }
}

const ROLES = [
  { keyId: KEYS.operatorA, role: "operator" },
  { keyId: KEYS.operatorB, role: "operator" },
  { keyId: KEYS.evaluator, role: "evaluator" },
  { keyId: KEYS.evaluatorB, role: "evaluator" },
  { keyId: KEYS.auditor, role: "auditor" },
  { keyId: KEYS.meter, role: "meter" },
  { keyId: KEYS.node, role: "node" },
] as const;
