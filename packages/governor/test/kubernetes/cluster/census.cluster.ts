import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubernetesSubject } from "../../../src/actuator/kubernetes/allotment.ts";
import { KubernetesActuator } from "../../../src/actuator/kubernetes/kubernetes-actuator.ts";
import type { PowerLevelPpm } from "../../../src/actuator/power-level.ts";
import type { Cluster } from "../../../src/kubernetes/cluster.ts";
import { connectionFromKubeconfig } from "../../../src/kubernetes/cluster-connection.ts";
import { KubeCluster } from "../../../src/kubernetes/kube-cluster.ts";
import { JOBS, KUEUE_WORKLOADS, NAMESPACES, NODES, PODS } from "../../../src/kubernetes/resource-types.ts";
import { fieldOf } from "../../../src/kubernetes/untrusted-fields.ts";
import { jobObject, podObject } from "../workload-objects.ts";
import { eventually } from "./gated-cluster.ts";
import { bindRole, CUSTOM_RESOURCES } from "./manifests.ts";
import { RealCluster } from "./real-cluster.ts";

const SUBJECT: KubernetesSubject = { namespace: "run-1", workloads: [{ kind: "Job", name: "trainer", pods: 2 }] };

let cluster: RealCluster;
let admin: Cluster;
/** With the rights of the manifests' roles and no others. */
let actuator: KubernetesActuator;

beforeAll(async () => {
  cluster = await RealCluster.start();
  admin = await cluster.client();
  for (const role of ["plimsoll-actuate", "plimsoll-census"]) await bindRole(admin, role, "actuator");
  const client = new KubeCluster(await connectionFromKubeconfig(cluster.kubeconfigOf("actuator")));
  actuator = new KubernetesActuator(client, SUBJECT);
  await admin.create(NAMESPACES, null, { metadata: { name: "run-1" } });
  await admin.create(JOBS, "run-1", jobObject("trainer", 2));
  await eventually(async () => (await admin.list(PODS, { namespace: "run-1" })).items.length === 2);
});
afterAll(() => cluster.stop());

async function settle(levelPpm: PowerLevelPpm): Promise<void> {
  await eventually(async () => (await actuator.converge(levelPpm)).achievedPpm === levelPpm);
}

test("G-101 Kueue's workloads are made active and inactive with the level, and a Job that it queues is its own to resume", async () => {
  await admin.create(CUSTOM_RESOURCES, null, STAND_IN_FOR_KUEUE);
  const labels = { "kueue.x-k8s.io/queue-name": "q" };
  await admin.patch(JOBS, { namespace: "run-1", name: "trainer" }, { metadata: { labels } });
  const workload = { namespace: "run-1", name: "job-trainer" };
  await eventually(() =>
    admin.create(KUEUE_WORKLOADS, "run-1", { metadata: { name: "job-trainer" }, spec: { active: true } }).then(
      () => true,
      () => false,
    ),
  );
  const active = async () => fieldOf(await admin.read(KUEUE_WORKLOADS, workload), "spec", "active");
  const suspended = async () =>
    fieldOf(await admin.read(JOBS, { namespace: "run-1", name: "trainer" }), "spec", "suspend");
  await settle(0);
  expect([await active(), await suspended()]).toEqual([false, true]);
  await actuator.converge(1_000_000);
  expect([await active(), await suspended()]).toEqual([true, true]);
});

test("G-103 what a node's kubelet still runs lives, though the API has forgotten it", async () => {
  const running = [{ ...podObject({ name: "ghost" }), metadata: { name: "ghost", namespace: "run-1", uid: "u-1" } }];
  const { certFile, keyFile } = cluster.authority.issue("kubelet", "/CN=kubelet");
  const asked: string[] = [];
  const kubelet = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ kind: "PodList", apiVersion: "v1", items: running }));
  }).listen(0, "0.0.0.0");
  await once(kubelet, "listening");
  const { port } = kubelet.address() as AddressInfo;
  const node = { namespace: null, name: "node-1" };
  try {
    await admin.create(NODES, null, { metadata: { name: "node-1" } });
    const status = {
      addresses: [{ type: "InternalIP", address: ownAddress() }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    await admin.patch(NODES, { ...node, name: "node-1/status" }, { status });
    await actuator.terminate();
    await eventually(async () => (await admin.list(PODS, { namespace: "run-1" })).items.length === 0);
    expect(await actuator.survivors()).toEqual(["ghost (u-1)"]);
    expect(asked).toContain("/pods");
    running.length = 0;
    expect(await actuator.survivors()).toEqual([]);
    kubelet.closeAllConnections();
    await new Promise((resolve) => kubelet.close(resolve));
    await expect(actuator.survivors()).rejects.toMatchObject({ code: "CLUSTER_REFUSED" });
  } finally {
    kubelet.closeAllConnections();
    kubelet.close();
    await admin.remove(NODES, node);
  }
  await sleep(100);
  expect(await actuator.survivors()).toEqual([]);
  await actuator.release();
});

/** An API server asks no kubelet on loopback. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}

/** Of Kueue there is only the field that is written here; its controllers are not there. */
const STAND_IN_FOR_KUEUE = {
  metadata: {
    name: "workloads.kueue.x-k8s.io",
    annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in" },
  },
  spec: {
    group: "kueue.x-k8s.io",
    scope: "Namespaced",
    names: { plural: "workloads", singular: "workload", kind: "Workload", listKind: "WorkloadList" },
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};
