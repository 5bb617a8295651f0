import { TOKEN_ANNOTATION } from "../gate/webhook/pod-contents.ts";
import type { Cluster, KubernetesObject, Selection } from "./cluster.ts";
import { hasEnded, ownerOf } from "./pod-standing.ts";
import {
  DAEMON_SETS,
  DEPLOYMENTS,
  PODS,
  REPLICA_SETS,
  REPLICATION_CONTROLLERS,
  type ResourceType,
  STATEFUL_SETS,
} from "./resource-types.ts";
import { integerAt, textAt } from "./untrusted-fields.ts";

/** Which workloads carry the token now, and which could not be given it. */
export interface Stapled {
  readonly stapled: readonly string[];
  readonly failed: readonly { readonly name: string; readonly cause: unknown }[];
}

/** Kinds whose template may change while they run. A Job's may not. */
const TEMPLATES: readonly ResourceType[] = [
  DEPLOYMENTS,
  STATEFUL_SETS,
  REPLICA_SETS,
  DAEMON_SETS,
  REPLICATION_CONTROLLERS,
];

/**
 * Writes a new token on every pod of a selection that carries another one: an annotation, so nothing restarts. A workload that
 * is short of pods gets it in its template too, since the pods that it is yet to make would bring an expired one; not
 * earlier, since for a Deployment a new template is a new rollout. One that fails keeps no other waiting.
 */
export async function stapleToken(
  cluster: Cluster,
  selection: Selection & { readonly namespace: string },
  token: string,
): Promise<Stapled> {
  const pods = (await cluster.list(PODS, selection)).items.filter((pod) => !hasEnded(pod));
  const due = pods.filter((pod) => tokenOf(pod) !== token).map((object) => ({ type: PODS, object }));
  const targets = [
    ...(await Promise.all(TEMPLATES.map((type) => shortOfPods(cluster, type, selection, token)))).flat(),
    ...due,
  ];
  const outcomes = await Promise.all(targets.map((target) => staple(cluster, target, token)));
  return {
    stapled: outcomes.flatMap(({ name, cause }) => (cause === null ? [name] : [])),
    failed: outcomes.filter(({ cause }) => cause !== null),
  };
}

interface Target {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
}

async function shortOfPods(
  cluster: Cluster,
  type: ResourceType,
  selection: Selection,
  token: string,
): Promise<Target[]> {
  const { items } = await cluster.list(type, selection);
  const own = items.filter((object) => ownerOf(object) === null);
  return own
    .filter((object) => tokenOf(templateOf(object)) !== token && podsMissing(type, object))
    .map((object) => ({ type, object }));
}

function podsMissing(type: ResourceType, object: KubernetesObject): boolean {
  if (type === DAEMON_SETS) {
    const [wanted, there] = ["desiredNumberScheduled", "currentNumberScheduled"].map((name) =>
      integerAt(object, "status", name),
    );
    return (there ?? 0) < (wanted ?? 0);
  }
  return (integerAt(object, "status", "replicas") ?? 0) < (integerAt(object, "spec", "replicas") ?? 1);
}

async function staple(
  cluster: Cluster,
  { type, object }: Target,
  token: string,
): Promise<{ readonly name: string; readonly cause: unknown }> {
  const place = { namespace: textAt(object, "metadata", "namespace"), name: textAt(object, "metadata", "name") ?? "" };
  const name = `${type.kind} ${place.namespace}/${place.name}`;
  const metadata = { annotations: { [TOKEN_ANNOTATION]: token } };
  try {
    await cluster.patch(type, place, type === PODS ? { metadata } : { spec: { template: { metadata } } });
    return { name, cause: null };
  } catch (cause) {
    return { name, cause };
  }
}

const templateOf = (object: KubernetesObject): unknown =>
  (object["spec"] as { readonly template?: unknown } | undefined)?.template;

const tokenOf = (pod: unknown): string | null => textAt(pod, "metadata", "annotations", TOKEN_ANNOTATION);
