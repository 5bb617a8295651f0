import { graphDigest } from "@plimsoll/kernel";
import { describe, expect, it } from "vitest";
import { KEYS, START_MS, testPolicy, weights } from "../test-site.ts";
import { DeployedSite, NODE_KEY, ROOT, single, withTool } from "./deployed-site.ts";

const green = {
  type: "release.judge",
  level: "green",
  pack: weights("pack"),
  expiresAt: START_MS + 30 * 86_400_000,
} as const;

describe("capability tokens", () => {
  it("K-72 a token binds artifact, graph, audience, node, power, kill epochs and receipt, for its time to live", () => {
    const site = DeployedSite.deployedInFull();
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")).toEqual(
      expect.objectContaining({
        deployment: "dep",
        lab: "acme",
        artifact: weights("w0"),
        graphDigest: graphDigest(single),
        audience: "internal",
        nodeKey: NODE_KEY,
        power: { levelPpm: 1_000_000, band: "full", reasons: ["CONTROL_PROVEN"] },
        killEpochs: [{ lineage: "line-1", killEpoch: 0 }],
        receiptIndex: site.entries.findIndex(({ kind }) => kind === "deployment.registered"),
        expiresAt: site.at + 60_000,
        output: "capability-token",
      }),
    );
  });

  it("K-72 each condition that is missing refuses by itself", () => {
    const bare = DeployedSite.started();
    expect(bare.token()).toBe("UNKNOWN_DEPLOYMENT");
    bare.deploy();
    bare.attest();
    expect(bare.token()).toBe("NO_POWER");
    const site = DeployedSite.deployedInFull();
    expect(site.token(weights("other"))).toBe("ARTIFACT_MISMATCH");
    expect(site.token(graphDigest(single))).toBe("UNATTESTED");
    expect(site.token(weights("w0"), weights("other node"))).toBe("UNATTESTED");
    site.do({ type: "deployment.end", deployment: "dep" });
    expect(site.token()).toBe("DEPLOYMENT_ENDED");
  });

  it("K-72 the artifact is the whole system or one thing in it", () => {
    const site = DeployedSite.started();
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    site.deploy({ graph: withTool });
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    for (const artifact of [graphDigest(withTool), weights("w0"), weights("tool")]) {
      site.attest(artifact);
      expect(site.token(artifact)).toBeNull();
    }
    site.attest(graphDigest(single));
    expect(site.token(graphDigest(single))).toBe("ARTIFACT_MISMATCH");
  });

  it("K-72 an external audience needs full and a green release, and the newest verdict counts", () => {
    const site = DeployedSite.deployedInFull({ deployment: { audience: "external" } });
    expect(site.token()).toBe("NOT_RELEASED");
    site.do({ ...green, artifact: weights("w0") });
    expect(site.token()).toBeNull();
    site.do({ ...green, artifact: weights("w0"), level: "yellow" });
    expect(site.token()).toBe("NOT_RELEASED");
    site.do({ ...green, artifact: weights("w0") });
    site.do({ ...green, artifact: graphDigest(single), level: "red" });
    expect(site.token()).toBe("NOT_RELEASED");
    site.do({ ...green, artifact: graphDigest(single) });
    expect(site.token()).toBeNull();
    site.probeGraph("d-3", { uncontrolled: 20 });
    expect(site.token()).toBe("NOT_RELEASED");
  });

  it("K-72 research carries an internal audience at 20 %", () => {
    const site = DeployedSite.deployedInFull();
    site.probeGraph("d-3", { uncontrolled: 20 });
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")?.power).toMatchObject({ levelPpm: 200_000, band: "research" });
  });

  it("K-72 a refused token changes nothing: what the ledger does not know is only denied", () => {
    const site = DeployedSite.deployedInFull();
    const before = site.entries.length;
    site.token(weights("off the ledger"));
    expect(site.entries).toHaveLength(before);
  });

  it("K-72 an unpaid quarter gives no token", () => {
    const site = DeployedSite.deployedInFull({ policy: { ...testPolicy, evidenceTtlMs: 31 * 86_400_000 } });
    site.at += 92 * 86_400_000;
    expect(site.token()).toBe("NO_POWER");
  });
});

describe("attestation", () => {
  it("K-73 only a root of the lab's accreditation attests, and only that lab's nodes", () => {
    const site = DeployedSite.deployedInFull();
    expect(site.attest(weights("w0"), NODE_KEY, weights("other root"))).toBe("UNATTESTED");
    const otherKey = "2222222222222222";
    const keys = [...Object.values(KEYS), otherKey];
    const other = {
      type: "lab.accredit",
      lab: "other",
      labKey: otherKey,
      headcount: 1,
      baselineComputeUnits: 0,
    } as const;
    site.do({ ...other, persons: [], hardwareRoots: [weights("their root")], meters: [] }, keys);
    const attestation = { artifact: weights("w0"), provenance: weights("p"), nodeKey: NODE_KEY } as const;
    const record = {
      type: "attestation.record",
      lab: "other",
      hardwareRoot: weights("their root"),
      ...attestation,
    } as const;
    expect(site.do(record, keys)).toBe("LINEAGE_MISMATCH");
    site.at += testPolicy.attestationTtlMs + 1;
    expect(site.do(record, keys)).toBeNull();
    expect(site.token()).toBe("NO_POWER");
  });

  it("K-73 an attestation holds for its time, for one artifact, and the newest counts", () => {
    const site = DeployedSite.deployedInFull({ policy: { ...testPolicy, evidenceTtlMs: 31 * 86_400_000 } });
    site.at += testPolicy.attestationTtlMs;
    expect(site.token()).toBeNull();
    site.at += 1;
    expect(site.token()).toBe("UNATTESTED");
    site.attest();
    expect(site.token()).toBeNull();
    site.attest(weights("something else"));
    expect(site.token()).toBe("UNATTESTED");
    expect(site.state.attestations.get(NODE_KEY)?.hardwareRoot).toBe(ROOT);
  });
});
