import type { Cluster, KubernetesObject, ObjectName } from "./cluster.ts";
import { ownerOf, type PodOwner } from "./pod-standing.ts";
import {
  CRON_JOBS,
  DEPLOYMENTS,
  JOBS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  type ResourceType,
  STATEFUL_SETS,
} from "./resource-types.ts";
import { fieldOf, integerAt } from "./untrusted-fields.ts";

/** How many pods a workload had when it was stopped, for whoever starts it again. */
const STOPPED_REPLICAS_ANNOTATION = "plimsoll.dev/stopped-replicas";

/** Kinds that make pods and can be told to make none. Pods of others (daemon sets) fail at admission, each time. */
const OWNERS: ReadonlyMap<string, ResourceType> = new Map(
  [JOBS, CRON_JOBS, DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS, REPLICATION_CONTROLLERS].map((type) => [type.kind, type]),
);

/**
 * Tells the workload that made a pod to make no more: a Job is suspended, others go to 0 replicas. It follows owners to the top,
 * since a ReplicaSet would be raised again by its Deployment. Answers with what it stopped; `null` if there was nothing to do.
 */
export async function quietOwner(cluster: Cluster, namespace: string, owner: PodOwner): Promise<string | null> {
  const type = OWNERS.get(owner.kind);
  if (type === undefined) return null;
  const name: ObjectName = { namespace, name: owner.name };
  const object = await cluster.read(type, name);
  if (object === null) return null;
  const above = ownerOf(object);
  const stoppedAbove = above === null ? null : await quietOwner(cluster, namespace, above);
  // A Deployment lowers its own ReplicaSets. A CronJob leaves the Jobs that it made.
  if (above?.kind === DEPLOYMENTS.kind) return stoppedAbove;
  const patch = stoppingPatch(type, object);
  if (patch === null) return stoppedAbove;
  await cluster.patch(type, name, patch);
  return `${owner.kind} ${namespace}/${owner.name}`;
}

function stoppingPatch(type: ResourceType, object: KubernetesObject): KubernetesObject | null {
  if (type === JOBS || type === CRON_JOBS)
    return fieldOf(object, "spec", "suspend") === true ? null : { spec: { suspend: true } };
  const replicas = integerAt(object, "spec", "replicas") ?? 1;
  if (replicas === 0) return null;
  return { metadata: { annotations: { [STOPPED_REPLICAS_ANNOTATION]: `${replicas}` } }, spec: { replicas: 0 } };
}
