import type { Cluster, KubernetesObject } from "../../kubernetes/cluster.ts";
import { refusalStatusOf } from "../../kubernetes/cluster-request.ts";
import { livingPod, type LivingPod, ownerOf } from "../../kubernetes/pod-standing.ts";
import {
  DEPLOYMENTS,
  JOBS,
  KUEUE_WORKLOADS,
  PODS,
  REPLICA_SETS,
  RESOURCE_QUOTAS,
  type ResourceType,
  STATEFUL_SETS,
} from "../../kubernetes/resource-types.ts";
import { fieldOf, integerAt, textAt } from "../../kubernetes/untrusted-fields.ts";
import type { AllottedKind, AllottedWorkload, KubernetesSubject } from "./allotment.ts";

/** Name of the ResourceQuota that keeps new pods out. */
export const LID_NAME = "plimsoll-lid";

export const TYPE_OF: Readonly<Record<AllottedKind, ResourceType>> = {
  Deployment: DEPLOYMENTS,
  StatefulSet: STATEFUL_SETS,
  Job: JOBS,
};

export interface SeenWorkload {
  readonly allotted: AllottedWorkload;
  /** `null`: there is none of that name, so it has no pods to come. */
  readonly object: KubernetesObject | null;
  readonly pods: readonly LivingPod[];
}

/** What a namespace shows at one look. */
export interface NamespaceLook {
  readonly workloads: readonly SeenWorkload[];
  /** Living pods that belong to no allotted workload. */
  readonly strangers: readonly LivingPod[];
  /** Most pods that the quota lets in: by what is ordered and by what the API server goes by; `null` while there is none. */
  readonly lid: { readonly orderedPods: number; readonly heldPods: number | null } | null;
  /** Kueue's workloads that are not as they are to be; empty where Kueue is not installed. */
  readonly queued: readonly KubernetesObject[];
}

/** Looks at everything that the level depends on. Rejects if any part of it cannot be seen. */
export async function lookAtNamespace(cluster: Cluster, subject: KubernetesSubject): Promise<NamespaceLook> {
  const { namespace } = subject;
  const kinds = [...new Set(subject.workloads.map(({ kind }) => kind))];
  const [pods, replicaSets, quota, queued, ...lists] = await Promise.all([
    livingPods(cluster, namespace),
    cluster.list(REPLICA_SETS, { namespace }),
    cluster.read(RESOURCE_QUOTAS, { namespace, name: LID_NAME }),
    queuedWorkloads(cluster, namespace),
    ...kinds.map((kind) => cluster.list(TYPE_OF[kind], { namespace })),
  ]);
  const objects = new Map(
    kinds.flatMap((kind, index) => (lists[index]?.items ?? []).map((object) => [keyOf(kind, nameOf(object)), object])),
  );
  const podsByOwner = Map.groupBy(pods, (pod) => topOwner(pod, replicaSets.items));
  const workloads = subject.workloads.map((allotted) => {
    const key = keyOf(allotted.kind, allotted.name);
    return { allotted, object: objects.get(key) ?? null, pods: podsByOwner.get(key) ?? [] };
  });
  const known = new Set(workloads.flatMap((workload) => workload.pods));
  return { workloads, strangers: pods.filter((pod) => !known.has(pod)), lid: lidOf(quota), queued };
}

export async function livingPods(cluster: Cluster, namespace: string): Promise<LivingPod[]> {
  const { items } = await cluster.list(PODS, { namespace });
  return items.map(livingPod).filter((pod) => pod !== null);
}

/** Absent is not installed; any other refusal is a look that failed. */
async function queuedWorkloads(cluster: Cluster, namespace: string): Promise<readonly KubernetesObject[]> {
  try {
    return (await cluster.list(KUEUE_WORKLOADS, { namespace })).items;
  } catch (fault) {
    if (refusalStatusOf(fault) === 404) return [];
    throw fault;
  }
}

/** A Deployment's pods belong to its ReplicaSets. */
function topOwner({ owner }: LivingPod, replicaSets: readonly KubernetesObject[]): string {
  if (owner === null) return "";
  if (owner.kind !== REPLICA_SETS.kind) return keyOf(owner.kind, owner.name);
  const replicaSet = replicaSets.find((object) => nameOf(object) === owner.name);
  const above = replicaSet === undefined ? null : ownerOf(replicaSet);
  return above === null ? keyOf(owner.kind, owner.name) : keyOf(above.kind, above.name);
}

function lidOf(quota: KubernetesObject | null): NamespaceLook["lid"] {
  if (quota === null) return null;
  const ordered = podCount(fieldOf(quota, "spec", "hard", "pods"));
  return { orderedPods: ordered ?? Infinity, heldPods: podCount(fieldOf(quota, "status", "hard", "pods")) };
}

/** A quantity of the API: we write whole numbers, and another spelling is somebody else's. */
const podCount = (quantity: unknown): number | null =>
  typeof quantity === "string" && /^\d{1,9}$/.test(quantity) ? Number(quantity) : null;

/** Pods that a workload is ordered to have: as many as it may make. */
export function orderedPods({ allotted, object }: SeenWorkload): number {
  if (object === null) return 0;
  if (allotted.kind !== "Job") return integerAt(object, "spec", "replicas") ?? 1;
  return fieldOf(object, "spec", "suspend") === true ? 0 : (integerAt(object, "spec", "parallelism") ?? 1);
}

const keyOf = (kind: string, name: string): string => `${kind}/${name}`;

const nameOf = (object: KubernetesObject): string => textAt(object, "metadata", "name") ?? "";
