import { expect, test } from "vitest";
import { KubernetesActuator } from "../../src/actuator/kubernetes/kubernetes-actuator.ts";
import { type KubernetesSubject, podsAt } from "../../src/actuator/kubernetes/allotment.ts";
import { DEPLOYMENTS, JOBS, PODS, RESOURCE_QUOTAS } from "../../src/kubernetes/resource-types.ts";
import { fieldOf } from "../../src/kubernetes/untrusted-fields.ts";
import { workloadContract } from "../actuator/contract.ts";
import { openKubernetesRig, reachableLevels } from "./kubernetes-rig.ts";
import { putNode, SimulatedCluster } from "./simulated-cluster.ts";
import { deploymentObject, jobObject, podObject } from "./workload-objects.ts";

const SUBJECT: KubernetesSubject = {
  namespace: "run-1",
  workloads: [
    { kind: "Deployment", name: "server", pods: 5 },
    { kind: "Job", name: "trainer", pods: 6 },
  ],
};
const SMALL: KubernetesSubject = { namespace: "run-1", workloads: [{ kind: "Deployment", name: "server", pods: 4 }] };

for (const [name, subject] of [
  ["a Deployment and a Job", SUBJECT],
  ["fewer pods than five", SMALL],
] as const) {
  workloadContract({
    name: `Kubernetes in simulation with ${name}`,
    open: () => openKubernetesRig({ cluster: new SimulatedCluster(), subject, wait: () => Promise.resolve() }),
    reachable: reachableLevels(subject),
    settleMs: 3_000,
  });
}

/** A cluster with the subject's workloads at full power. */
function running() {
  const cluster = new SimulatedCluster();
  cluster.put(DEPLOYMENTS, "run-1", deploymentObject("server", 5));
  cluster.put(JOBS, "run-1", jobObject("trainer", 6));
  cluster.reconcile();
  return { cluster, actuator: new KubernetesActuator(cluster, SUBJECT) };
}

test("G-101 a fifth of the pods is rounded down, exactly", () => {
  const fifths = [1, 4, 5, 9, 10, 1_000_003, Number.MAX_SAFE_INTEGER - 4];
  const pods = fifths.map((pods) => podsAt({ kind: "Job", name: "j", pods }, 200_000));
  expect(pods).toEqual(fifths.map((all) => Number(BigInt(all) / 5n)));
  expect(podsAt({ kind: "Job", name: "j", pods: 7 }, 1_000_000)).toBe(7);
  expect(podsAt({ kind: "Job", name: "j", pods: 7 }, 0)).toBe(0);
});

test("G-101 a Job is narrowed, then suspended, and a Deployment scaled", async () => {
  const { cluster, actuator } = running();
  await actuator.converge(200_000);
  expect(fieldOf(cluster.all(JOBS)[0], "spec", "parallelism")).toBe(1);
  expect(fieldOf(cluster.all(DEPLOYMENTS)[0], "spec", "replicas")).toBe(1);
  await actuator.converge(0);
  expect(fieldOf(cluster.all(JOBS)[0], "spec", "suspend")).toBe(true);
  expect(fieldOf(cluster.all(DEPLOYMENTS)[0], "spec", "replicas")).toBe(0);
});

test("G-102 a pod that belongs to no allotted workload is nobody's and goes, at full power too", async () => {
  const { cluster, actuator } = running();
  cluster.put(PODS, "run-1", podObject({ name: "stowaway" }));
  cluster.put(PODS, "elsewhere", podObject({ name: "stowaway" }));
  const reading = await actuator.converge(1_000_000);
  expect(reading.achievedPpm).toBe(1_000_000);
  const left = cluster.all(PODS).filter((pod) => fieldOf(pod, "metadata", "name") === "stowaway");
  expect(left.map((pod) => fieldOf(pod, "metadata", "namespace"))).toEqual(["elsewhere"]);
});

test("G-102 the quota lets in no more than the level, whoever asks", async () => {
  const { cluster, actuator } = running();
  await actuator.converge(200_000);
  expect(fieldOf(cluster.all(RESOURCE_QUOTAS)[0], "spec")).toEqual({ hard: { pods: "2" } });
  cluster.put(DEPLOYMENTS, "run-1", deploymentObject("more", 50));
  cluster.reconcile();
  expect(cluster.all(PODS).length).toBe(2);
});

test("G-102 without a quota that the API server goes by, nothing lower is claimed", async () => {
  const { cluster, actuator } = running();
  await actuator.converge(0);
  for (const quota of cluster.all(RESOURCE_QUOTAS)) delete quota["status"];
  cluster.reconcile = () => {};
  const reading = await actuator.converge(0);
  expect(reading.achievedPpm).toBeNull();
  expect(reading.reasons.map(({ code }) => code)).toEqual(["NOT_YET_HELD"]);
});

test("G-103 a pod that its node has not let go of lives, whatever was ordered", async () => {
  const { cluster, actuator } = running();
  cluster.scheduled = true;
  cluster.put(PODS, "run-1", podObject({ name: "bound" }));
  await actuator.terminate();
  await actuator.terminate();
  expect(await actuator.survivors()).toHaveLength(1);
  expect((await actuator.converge(0)).achievedPpm).toBeNull();
  cluster.forget(PODS, { namespace: "run-1", name: "bound" });
  expect(await actuator.survivors()).toEqual([]);
});

test("G-103 what a kubelet still runs lives, though the API has forgotten it", async () => {
  const { cluster, actuator } = running();
  putNode(cluster, "node-1");
  await actuator.terminate();
  const pod = podObject({ name: "forgotten" });
  cluster.onNodes.push({ ...pod, metadata: { name: "forgotten", namespace: "run-1", uid: "u" } });
  expect(await actuator.survivors()).toEqual(["forgotten (u)"]);
  cluster.onNodes[0] = { ...cluster.onNodes[0], status: { phase: "Failed" } };
  expect(await actuator.survivors()).toEqual([]);
});
