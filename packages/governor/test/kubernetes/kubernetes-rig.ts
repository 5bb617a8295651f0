import { KubernetesActuator } from "../../src/actuator/kubernetes/kubernetes-actuator.ts";
import { type KubernetesSubject, podsOfAllAt } from "../../src/actuator/kubernetes/allotment.ts";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import type { Cluster } from "../../src/kubernetes/cluster.ts";
import { livingPod } from "../../src/kubernetes/pod-standing.ts";
import { DEPLOYMENTS, JOBS, PODS, STATEFUL_SETS } from "../../src/kubernetes/resource-types.ts";
import { CallFaults } from "../actuator/call-faults.ts";
import type { ContractSubject, WorkloadRig } from "../actuator/contract.ts";
import { deploymentObject, jobObject, statefulSetObject } from "./workload-objects.ts";

/** Every call of an actuator, so that each can be made to fail. */
export function faulty(cluster: Cluster, faults: CallFaults): Cluster {
  return {
    list: (type, selection) => faults.around(`list ${type.plural}`, "look", () => cluster.list(type, selection)),
    read: (type, name) => faults.around(`read ${type.plural}`, "look", () => cluster.read(type, name)),
    podsOnNode: (node) => faults.around(`pods on ${node}`, "look", () => cluster.podsOnNode(node)),
    create: (type, namespace, object) =>
      faults.around(`create ${type.plural}`, "order", () => cluster.create(type, namespace, object)),
    patch: (type, name, patch) =>
      faults.around(`patch ${type.plural}`, "order", () => cluster.patch(type, name, patch)),
    remove: (type, name, removal) =>
      faults.around(`remove ${type.plural}`, "order", () => cluster.remove(type, name, removal)),
    watch: (type, from, onEvent, signal) => cluster.watch(type, from, onEvent, signal),
  };
}

export interface KubernetesRigParts {
  readonly cluster: Cluster;
  readonly subject: KubernetesSubject;
  readonly wait: (ms: number) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** Lays the workloads of the subject, waits until their pods are there, and hands over to an actuator. */
export async function openKubernetesRig({ cluster, subject, wait, close }: KubernetesRigParts): Promise<WorkloadRig> {
  const { namespace, workloads } = subject;
  const livingNames = async (): Promise<string[]> => {
    const { items } = await cluster.list(PODS, { namespace });
    return items.map(livingPod).flatMap((pod) => (pod === null ? [] : [pod.name]));
  };
  for (const { kind, name, pods } of workloads) {
    if (kind === "Job") await cluster.create(JOBS, namespace, jobObject(name, pods));
    if (kind === "Deployment") await cluster.create(DEPLOYMENTS, namespace, deploymentObject(name, pods));
    if (kind === "StatefulSet") await cluster.create(STATEFUL_SETS, namespace, statefulSetObject(name, pods));
  }
  const all = podsOfAllAt(subject, 1_000_000);
  for (let tries = 0; (await livingNames()).length < all; tries += 1) {
    if (tries > 200) throw new Error(`${(await livingNames()).length} of ${all} pods after 10 s`);
    await wait(50);
  }
  const faults = new CallFaults();
  return {
    actuator: new KubernetesActuator(faulty(cluster, faults), subject),
    faults,
    holds: async (levelPpm: PowerLevelPpm) => (await livingNames()).length <= podsOfAllAt(subject, levelPpm),
    living: livingNames,
    interfere: async () => {
      const [first] = workloads;
      if (first === undefined) return;
      const place = { namespace, name: first.name };
      if (first.kind === "Job") await cluster.patch(JOBS, place, { spec: { suspend: false } });
      else await cluster.patch(DEPLOYMENTS, place, { spec: { replicas: first.pods } });
    },
    wait,
    close: async () => close?.(),
  };
}

export const reachableLevels = (subject: KubernetesSubject): ContractSubject["reachable"] =>
  podsOfAllAt(subject, 200_000) === 0 ? [1_000_000, 0] : [1_000_000, 200_000, 0];
