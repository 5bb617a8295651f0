import type { Cluster, KubernetesObject } from "../../kubernetes/cluster.ts";
import type { LivingPod } from "../../kubernetes/pod-standing.ts";
import { KUEUE_WORKLOADS, PODS, RESOURCE_QUOTAS } from "../../kubernetes/resource-types.ts";
import { fieldOf, integerAt, textAt } from "../../kubernetes/untrusted-fields.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import { type KubernetesSubject, podsAt, podsOfAllAt } from "./allotment.ts";
import { LID_NAME, type NamespaceLook, orderedPods, type SeenWorkload, TYPE_OF } from "./namespace-look.ts";

/** One change to give, and what to call it when it is refused. */
export interface NamespaceOrder {
  readonly name: string;
  give(cluster: Cluster): Promise<void>;
}

/** Kueue's word on which Jobs it admits. */
const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";
/** See the eviction controller: with 0 a pod's absence would prove nothing. */
const GRACE_SECONDS = 1;

/**
 * What is to be changed so that a namespace comes to a level, the lid first: lowered, it keeps out what a workload makes while
 * it is told to make less; raised, it lets in what the workload is told to make.
 *
 * @param surplusToo whether pods beyond a level above 0 are deleted too, and not left to their workload to choose from
 */
export function ordersFor(
  subject: KubernetesSubject,
  look: NamespaceLook,
  levelPpm: PowerLevelPpm,
  surplusToo: boolean,
): NamespaceOrder[] {
  return [
    ...lidOrder(subject.namespace, look, podsOfAllAt(subject, levelPpm)),
    ...look.queued.flatMap((workload) => queueOrder(subject.namespace, workload, levelPpm > 0)),
    ...look.workloads.flatMap((seen) => workloadOrder(subject.namespace, seen, podsAt(seen.allotted, levelPpm))),
    ...look.strangers.flatMap(podOrder),
    ...look.workloads.flatMap((seen) => surplus(seen, podsAt(seen.allotted, levelPpm), surplusToo).flatMap(podOrder)),
  ];
}

/** What is to be done so that nothing of a namespace lives or comes again. */
export const deathOrders = (subject: KubernetesSubject, look: NamespaceLook): NamespaceOrder[] => [
  ...lidOrder(subject.namespace, look, 0),
  ...look.workloads.flatMap((seen) => removalOrder(subject.namespace, seen)),
  ...[...look.strangers, ...look.workloads.flatMap(({ pods }) => pods)].flatMap(podOrder),
];

function lidOrder(namespace: string, { lid }: NamespaceLook, pods: number): NamespaceOrder[] {
  if (lid?.orderedPods === pods) return [];
  const spec = { hard: { pods: `${pods}` } };
  const place = { namespace, name: LID_NAME };
  return [
    {
      name: `ResourceQuota ${LID_NAME} to ${pods} pods`,
      give: (cluster) =>
        lid === null
          ? cluster.create(RESOURCE_QUOTAS, namespace, { metadata: { name: LID_NAME }, spec })
          : cluster.patch(RESOURCE_QUOTAS, place, { spec }),
    },
  ];
}

function queueOrder(namespace: string, workload: KubernetesObject, active: boolean): NamespaceOrder[] {
  if ((fieldOf(workload, "spec", "active") ?? true) === active) return [];
  const name = textAt(workload, "metadata", "name") ?? "";
  return [
    {
      name: `Kueue Workload ${name} to active ${active}`,
      give: (cluster) => cluster.patch(KUEUE_WORKLOADS, { namespace, name }, { spec: { active } }),
    },
  ];
}

function workloadOrder(namespace: string, seen: SeenWorkload, pods: number): NamespaceOrder[] {
  const { allotted, object } = seen;
  if (object === null || orderedPods(seen) === pods) return [];
  const spec = allotted.kind === "Job" ? jobSpec(object, pods) : { replicas: pods };
  if (spec === null) return [];
  const { kind, name } = allotted;
  return [
    {
      name: `${kind} ${name} to ${pods} pods`,
      give: (cluster) => cluster.patch(TYPE_OF[kind], { namespace, name }, { spec }),
    },
  ];
}

/** A Job that Kueue admits is Kueue's to resume: `active` asks for it, and two who switch would fight. */
function jobSpec(job: KubernetesObject, pods: number): KubernetesObject | null {
  if (pods === 0) return { suspend: true };
  const isQueued = textAt(job, "metadata", "labels", QUEUE_LABEL) !== null;
  if (!isQueued) return { suspend: false, parallelism: pods };
  return integerAt(job, "spec", "parallelism") === pods ? null : { parallelism: pods };
}

/** At 0 all of them; above, those that its workload has left over, newest first. */
function surplus({ pods }: SeenWorkload, allowed: number, surplusToo: boolean): readonly LivingPod[] {
  if (allowed === 0) return pods;
  return surplusToo ? pods.toSorted(byAge).slice(allowed) : [];
}

const byAge = (left: LivingPod, right: LivingPod): number => (createdAt(left) < createdAt(right) ? -1 : 1);

const createdAt = ({ object, uid }: LivingPod): string =>
  `${textAt(object, "metadata", "creationTimestamp") ?? ""} ${uid}`;

/** A pod whose end is ordered and near is left to its node. */
function podOrder(pod: LivingPod): NamespaceOrder[] {
  if (pod.endsWithinSeconds !== null && pod.endsWithinSeconds <= GRACE_SECONDS) return [];
  return [
    {
      name: `end of pod ${pod.name}`,
      give: (cluster) => cluster.remove(PODS, pod, { graceSeconds: GRACE_SECONDS, uid: pod.uid }),
    },
  ];
}

function removalOrder(namespace: string, { allotted, object }: SeenWorkload): NamespaceOrder[] {
  if (object === null) return [];
  const { kind, name } = allotted;
  return [{ name: `end of ${kind} ${name}`, give: (cluster) => cluster.remove(TYPE_OF[kind], { namespace, name }) }];
}
