import { copyFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TOKEN_ANNOTATION, TOKEN_FROM_ANNOTATION } from "../../../src/gate/webhook/pod-contents.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster.ts";
import type { EvictionController } from "../../../src/kubernetes/eviction-controller.ts";
import {
  CRON_JOBS,
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  PODS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  type ResourceType,
  STATEFUL_SETS,
} from "../../../src/kubernetes/resource-types.ts";
import { ownerOf } from "../../../src/kubernetes/pod-standing.ts";
import { stapleToken } from "../../../src/kubernetes/staple-token.ts";
import { fieldOf, integerAt, textAt } from "../../../src/kubernetes/untrusted-fields.ts";
import { modelPod } from "../gate-rig.ts";
import { admittedPods, deniedPods } from "../stolen-pods.ts";
import { deploymentObject, jobObject, type PodParts, podObject, statefulSetObject } from "../workload-objects.ts";
import { eventually, GatedCluster, note, refusalOf } from "./gated-cluster.ts";
import { RealCluster } from "./real-cluster.ts";
import { chooseReviews } from "./recorded-reviews.ts";

let gated: GatedCluster;

beforeAll(async () => {
  gated = await GatedCluster.start();
});
afterAll(() => gated.stop());

const podsIn = async (namespace: string): Promise<readonly KubernetesObject[]> =>
  (await gated.client.list(PODS, { namespace })).items;

const countPods = (namespace: string, pods: number): Promise<number> =>
  eventually(async () => (await podsIn(namespace)).length === pods);

describe("pods", () => {
  test("G-85 no token, no pod: each that has none that counts is denied, and says why", async () => {
    const namespace = await gated.namespace();
    for (const [name, code, parts] of deniedPods(gated.gate)) {
      const refusal = await gated.refusal(PODS, namespace, podObject(parts));
      expect(refusal, name).toContain(code);
      expect(refusal, name).toContain('admission webhook "gate.plimsoll.dev" denied the request');
    }
    expect(await podsIn(namespace)).toEqual([]);
  });

  test("G-85 who has its token is admitted", async () => {
    const namespace = await gated.namespace();
    for (const [index, [name, parts]] of admittedPods(gated.gate).entries()) {
      const refusal = await gated.refusal(PODS, namespace, podObject({ ...parts, name: `pod-${index}` }));
      expect(refusal, name).toBeNull();
    }
    expect(await podsIn(namespace)).toHaveLength(admittedPods(gated.gate).length);
  });

  test("G-88 an update may renew a token, and neither drop it nor swap it; one that touches neither passes", async () => {
    const namespace = await gated.namespace();
    const place = { namespace, name: "model" };
    const short = gated.gate.token({}, 2);
    expect(await gated.refusal(PODS, namespace, podObject(modelPod(short)))).toBeNull();
    const staple = (token: string | null) =>
      refusalOf(gated.client.patch(PODS, place, { metadata: { annotations: { [TOKEN_ANNOTATION]: token } } }));
    expect(await staple(null)).toContain("TOKEN_MISSING");
    expect(await staple(gated.gate.expiredToken())).toContain("TOKEN_EXPIRED");
    expect(await staple(gated.gate.strangersToken())).toContain("TOKEN_KEY_UNKNOWN");
    const relabel = (labels: object) => refusalOf(gated.client.patch(PODS, place, { metadata: { labels } }));
    expect(await relabel({ before: "expiry" })).toBeNull();
    await sleep(2_500);
    expect(await relabel({ after: "expiry" })).toBeNull();
    expect(await staple(gated.gate.token({ jti: "token-2" }))).toBeNull();
  });

  test("G-88 an image may not be swapped, nor a container slipped in", async () => {
    const namespace = await gated.namespace();
    const place = { namespace, name: "model" };
    expect(await gated.refusal(PODS, namespace, podObject(modelPod(gated.gate.token())))).toBeNull();
    const swap = { spec: { containers: [{ name: "server", image: "registry.test/evil:1" }] } };
    expect(await refusalOf(gated.client.patch(PODS, place, swap))).toContain("IMAGE_NOT_PINNED");
    const ephemeral = { ...PODS, plural: "pods" };
    const slip = { spec: { ephemeralContainers: [{ name: "debug", image: "registry.test/evil:1" }] } };
    const refusal = refusalOf(gated.client.patch(ephemeral, { namespace, name: "model/ephemeralcontainers" }, slip));
    expect(await refusal).toContain("IMAGE_NOT_PINNED");
  });

  test("G-89 a dry run is decided alike, and leaves nothing", async () => {
    const namespace = await gated.namespace();
    const dry = { ...PODS, plural: "pods?dryRun=All" };
    expect(await gated.refusal(dry, namespace, podObject(modelPod(null)))).toContain("TOKEN_MISSING");
    expect(await gated.refusal(dry, namespace, podObject(modelPod(gated.gate.token())))).toBeNull();
    expect(await podsIn(namespace)).toEqual([]);
  });

  test("G-87 what is in no gated namespace is not asked for a token", async () => {
    expect(await gated.refusal(PODS, "kube-system", podObject({ name: "system" }))).toBeNull();
  });
});

const replicaSet = (parts: PodParts): KubernetesObject => deploymentObject("w", 2, parts);
const daemonSet = (parts: PodParts): KubernetesObject => {
  const { metadata, spec } = deploymentObject("w", 1, parts) as { metadata: object; spec: Record<string, unknown> };
  return { metadata, spec: { selector: spec["selector"], template: spec["template"] } };
};
const controller = (parts: PodParts): KubernetesObject => {
  const { metadata, spec } = deploymentObject("w", 2, parts) as { metadata: object; spec: Record<string, unknown> };
  return { metadata, spec: { replicas: 2, selector: { app: "model" }, template: spec["template"] } };
};
const cronJob = (parts: PodParts): KubernetesObject => {
  const { metadata, spec } = jobObject("w", 2, parts) as { metadata: object; spec: object };
  return { metadata, spec: { schedule: "0 0 1 1 *", jobTemplate: { spec } } };
};

const TEMPLATED: readonly (readonly [string, ResourceType, (parts: PodParts) => KubernetesObject, number])[] = [
  [DEPLOYMENTS.kind, DEPLOYMENTS, (parts) => deploymentObject("w", 2, parts), 2],
  [STATEFUL_SETS.kind, STATEFUL_SETS, (parts) => statefulSetObject("w", 2, parts), 2],
  [JOBS.kind, JOBS, (parts) => jobObject("w", 2, parts), 2],
  [REPLICA_SETS.kind, REPLICA_SETS, replicaSet, 2],
  [REPLICATION_CONTROLLERS.kind, REPLICATION_CONTROLLERS, controller, 2],
  // There is no controller for daemon sets here, and the year's first day is far.
  [DAEMON_SETS.kind, DAEMON_SETS, daemonSet, 0],
  [CRON_JOBS.kind, CRON_JOBS, cronJob, 0],
];

describe("workloads that make pods", () => {
  test.each(TEMPLATED)("G-86 %s: its template is asked for a token like a pod", async (_kind, type, objectOf, pods) => {
    const namespace = await gated.namespace();
    const { gate } = gated;
    for (const [parts, code] of [
      [modelPod(null), "TOKEN_MISSING"],
      [modelPod(gate.expiredToken()), "TOKEN_EXPIRED"],
      [modelPod(gate.strangersToken()), "TOKEN_KEY_UNKNOWN"],
      [modelPod(gate.token({ aud: "external" })), "TOKEN_AUDIENCE_MISMATCH"],
      [modelPod(gate.token(), { image: "registry.test/model:1" }), "IMAGE_NOT_PINNED"],
    ] as const)
      expect(await gated.refusal(type, namespace, objectOf(parts))).toContain(code);
    expect(await gated.refusal(type, namespace, objectOf(modelPod(gate.token())))).toBeNull();
    await countPods(namespace, pods);
  });

  test("G-86 a template may leave the token to its pods, and then each pod needs one", async () => {
    const namespace = await gated.namespace();
    const parts = modelPod(null, { annotations: { [TOKEN_FROM_ANNOTATION]: "pods" } });
    expect(await gated.refusal(DEPLOYMENTS, namespace, deploymentObject("w", 2, parts))).toBeNull();
    const seen = gated.reviews.length;
    await eventually(() =>
      gated.reviews.slice(seen).some((review) => textAt(review.review, "request", "kind", "kind") === "Pod"),
    );
    expect(await podsIn(namespace)).toEqual([]);
  });

  test("G-86 scaling up brings pods only while the template's token lasts, and again once it is renewed", async () => {
    const namespace = await gated.namespace();
    const object = replicaSet(modelPod(gated.gate.token({}, 3)));
    expect(await gated.refusal(REPLICA_SETS, namespace, object)).toBeNull();
    await countPods(namespace, 2);
    await sleep(3_500);
    const scale = { namespace, name: "w/scale" };
    expect(await refusalOf(gated.client.patch(REPLICA_SETS, scale, { spec: { replicas: 4 } }))).toBeNull();
    await sleep(1_000);
    expect(await podsIn(namespace)).toHaveLength(2);
    const fresh = gated.gate.token({ jti: "token-2" });
    const { stapled, failed } = await stapleToken(gated.client, { namespace }, fresh);
    expect([stapled.length, failed]).toEqual([3, []]);
    await eventually(
      async () => (await podsIn(namespace)).filter((pod) => tokenOf(pod) === fresh).length === 4,
      30_000,
    );
  });

  test("G-86 a Deployment that is short of pods gets the new token in its template, and that is a rollout", async () => {
    const namespace = await gated.namespace();
    const first = gated.gate.token({}, 3);
    expect(await gated.refusal(DEPLOYMENTS, namespace, deploymentObject("w", 1, modelPod(first)))).toBeNull();
    await eventually(async () => integerAt(await deploymentIn(namespace), "status", "replicas") === 1);
    const fresh = gated.gate.token({ jti: "token-2" });
    expect((await stapleToken(gated.client, { namespace }, fresh)).stapled).toHaveLength(1);
    const template = async () => textAt(await deploymentIn(namespace), ...TEMPLATE_TOKEN);
    expect(await template()).toBe(first);
    await sleep(3_500);
    await gated.client.patch(DEPLOYMENTS, { namespace, name: "w" }, { spec: { replicas: 3 } });
    await sleep(500);
    expect(await podsIn(namespace)).toHaveLength(1);
    const newer = gated.gate.token({ jti: "token-3" });
    await stapleToken(gated.client, { namespace }, newer);
    expect(await template()).toBe(newer);
    const replicaSets = async () => new Set((await podsIn(namespace)).map((pod) => ownerOf(pod)?.name));
    await eventually(async () => (await replicaSets()).size === 2);
  });
});

const TEMPLATE_TOKEN = ["spec", "template", "metadata", "annotations", TOKEN_ANNOTATION] as const;

const deploymentIn = (namespace: string) => gated.client.read(DEPLOYMENTS, { namespace, name: "w" });

const tokenOf = (pod: KubernetesObject): string | null => textAt(pod, "metadata", "annotations", TOKEN_ANNOTATION);

describe("when the gate is away", () => {
  test("G-90 nothing is admitted, not even with a good token, and everything again once it is back", async () => {
    const namespace = await gated.namespace();
    await gated.closeGate();
    try {
      for (const parts of [modelPod(gated.gate.token()), modelPod(null)]) {
        expect(await gated.refusal(PODS, namespace, podObject(parts))).toContain("failed calling webhook");
      }
      const job = jobObject("w", 1, modelPod(gated.gate.token()));
      expect(await gated.refusal(JOBS, namespace, job)).toContain("failed calling webhook");
      expect(await podsIn(namespace)).toEqual([]);
    } finally {
      await gated.openGate();
    }
    expect(await gated.refusal(PODS, namespace, podObject(modelPod(gated.gate.token())))).toBeNull();
  });

  test("G-91 a certificate that the cluster does not trust admits nothing; a renewed one is taken up by itself", async () => {
    const namespace = await gated.namespace();
    const { certFile, keyFile } = gated.certificate;
    const kept = [certFile, keyFile].map((file) => [file, `${file}.kept`] as const);
    for (const [file, copy] of kept) copyFileSync(file, copy);
    const { CertificateAuthority } = await import("./certificates.ts");
    const { mkdirSync } = await import("node:fs");
    mkdirSync(`${gated.cluster.folder}/stranger`);
    const stranger = new CertificateAuthority(`${gated.cluster.folder}/stranger`).issue("webhook", "/CN=plimsoll-gate");
    copyFileSync(stranger.certFile, certFile);
    copyFileSync(stranger.keyFile, keyFile);
    const attempt = (name: string) => gated.refusal(PODS, namespace, podObject(modelPod(gated.gate.token(), { name })));
    await sleep(2_500);
    // The API server keeps its connection, which was made under the old certificate.
    await gated.closeGate();
    await gated.openGate();
    expect(await attempt("distrusted")).toContain("failed calling webhook");
    for (const [file, copy] of kept) copyFileSync(copy, file);
    await eventually(async () => (await attempt("trusted")) === null);
  });
});

describe("what lost its token", () => {
  let evictions: EvictionController | null = null;
  afterEach(async () => {
    await evictions?.stop();
    evictions = null;
    gated.gate.gatekeeper.hear(gated.gate.feed(1_000_000));
  });

  const WITHDRAWALS = 20;

  test("G-92 a withdrawal takes the pods, and tells their workloads to make no more", async () => {
    evictions = await gated.evict();
    const taken: number[] = [];
    for (let round = 0; round < WITHDRAWALS; round += 1) {
      const namespace = await gated.namespace();
      gated.gate.gatekeeper.hear(gated.gate.feed(1_000_000));
      const good = modelPod(gated.gate.token());
      expect(await gated.refusal(PODS, namespace, podObject(good))).toBeNull();
      expect(await gated.refusal(DEPLOYMENTS, namespace, deploymentObject("w", 3, good))).toBeNull();
      await countPods(namespace, 4);
      gated.gate.gatekeeper.hear(gated.gate.feed(0));
      taken.push(await countPods(namespace, 0));
      await eventually(async () => {
        return integerAt(await deploymentIn(namespace), "spec", "replicas") === 0;
      });
      await sleep(50);
      expect(await podsIn(namespace)).toEqual([]);
    }
    taken.sort((left, right) => left - right);
    note("withdrawal", {
      withdrawals: WITHDRAWALS,
      podsEach: 4,
      medianMs: Math.round(taken[WITHDRAWALS / 2] ?? 0),
      worstMs: Math.round(taken.at(-1) ?? 0),
    });
    // One in twenty may meet the load of others on a shared machine.
    expect(taken.at(-2)).toBeLessThan(1_000);
    expect(taken.at(-1)).toBeLessThan(3_000);
  });

  test("G-92 a withdrawal of two hundred pods", async () => {
    const namespace = await gated.namespace();
    evictions = await gated.evict();
    const object = deploymentObject("w", 200, modelPod(gated.gate.token()));
    expect(await gated.refusal(DEPLOYMENTS, namespace, object)).toBeNull();
    await eventually(async () => (await podsIn(namespace)).length === 200, 60_000);
    gated.gate.gatekeeper.hear(gated.gate.feed(0));
    const goneMs = await eventually(async () => (await podsIn(namespace)).length === 0, 60_000);
    note("withdrawal-of-many", { pods: 200, goneMs: Math.round(goneMs) });
    expect(goneMs).toBeLessThan(20_000);
  });

  test("G-92 so does the end of a token that nobody renewed; a renewed one goes on", async () => {
    const namespace = await gated.namespace();
    evictions = await gated.evict();
    const create = (name: string) =>
      gated.refusal(PODS, namespace, podObject(modelPod(gated.gate.token({}, 3), { name })));
    const [endsAtMs] = [(gated.gate.claims({}, 3).exp ?? 0) * 1_000];
    expect(await create("left")).toBeNull();
    expect(await create("kept")).toBeNull();
    const kept = gated.gate.token({ jti: "token-2" });
    const annotations = { [TOKEN_ANNOTATION]: kept };
    await gated.client.patch(PODS, { namespace, name: "kept" }, { metadata: { annotations } });
    await countPods(namespace, 1);
    const lateMs = Date.now() - endsAtMs;
    note("expiry", { afterEndMs: lateMs });
    expect(lateMs).toBeGreaterThan(-1_000);
    expect(lateMs).toBeLessThan(2_000);
    expect((await podsIn(namespace)).map((pod) => textAt(pod, "metadata", "name"))).toEqual(["kept"]);
  });

  test("G-92 a Job is suspended, and what a gate never saw is taken too", async () => {
    const namespace = await gated.namespace();
    expect(await gated.refusal(JOBS, namespace, jobObject("w", 2, modelPod(gated.gate.token({}, 3))))).toBeNull();
    await countPods(namespace, 2);
    evictions = await gated.evict();
    await countPods(namespace, 0);
    await eventually(async () => {
      const job = await gated.client.read(JOBS, { namespace, name: "w" });
      return fieldOf(job, "spec", "suspend") === true;
    });
  });

  test("G-93 a pod that is bound to a node is gone only when its node says so", async () => {
    const namespace = await gated.namespace();
    const bound = modelPod(gated.gate.token({}, 2), { spec: { nodeName: "node-1" } });
    const spec = { containers: podContainers(bound), nodeName: "node-1" };
    expect(await gated.refusal(PODS, namespace, podObject({ ...bound, spec }))).toBeNull();
    evictions = await gated.evict();
    await eventually(
      async () => integerAt((await podsIn(namespace))[0], "metadata", "deletionGracePeriodSeconds") === 1,
    );
    await sleep(1_500);
    expect(await podsIn(namespace)).toHaveLength(1);
    // What a kubelet does once its containers are dead.
    await gated.client.remove(PODS, { namespace, name: "model" }, { graceSeconds: 0 });
    expect(await podsIn(namespace)).toEqual([]);
  });

  test("G-94 while the API server is away it is not ready and keeps trying; then what lost its token meanwhile goes", async () => {
    const namespace = await gated.namespace();
    evictions = await gated.evict();
    await eventually(() => evictions?.isReady() === true);
    expect(await gated.refusal(PODS, namespace, podObject(modelPod(gated.gate.token())))).toBeNull();
    await gated.cluster.killApi();
    await eventually(() => evictions?.isReady() === false);
    gated.gate.gatekeeper.hear(gated.gate.feed(0));
    await sleep(300);
    await gated.cluster.startApi();
    const backMs = await eventually(() => evictions?.isReady() === true);
    note("api-server-back", { readyAfterMs: Math.round(backMs) });
    await countPods(namespace, 0);
  });
});

const podContainers = ({ image }: PodParts) => [{ name: "server", image }];

test("G-95 the reviews that the unit tests decide on can be recorded anew", () => {
  const chosen = chooseReviews(gated.reviews);
  expect(chosen.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["v1 Pod", "apps/v1 Deployment", "batch/v1 Job"]),
  );
  const file = process.env["PLIMSOLL_RECORD_REVIEWS"];
  const lines = [{ maker: RealCluster.version }, ...chosen].map((line) => `${JSON.stringify(line)}\n`);
  if (file !== undefined) writeFileSync(file, lines.join(""));
});
