import { fieldOf } from "../../kubernetes/untrusted-fields.ts";

/** Where a kind keeps the pod that it makes: the path to what looks like a pod, with `metadata` and `spec`. */
const POD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ["v1 Pod", []],
  ["v1 PodTemplate", ["template"]],
  ["v1 ReplicationController", ["spec", "template"]],
  ["apps/v1 Deployment", ["spec", "template"]],
  ["apps/v1 ReplicaSet", ["spec", "template"]],
  ["apps/v1 StatefulSet", ["spec", "template"]],
  ["apps/v1 DaemonSet", ["spec", "template"]],
  ["batch/v1 Job", ["spec", "template"]],
  ["batch/v1 CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);

/** A number of pods and nothing of what is in them: every pod that comes of it is asked about by itself. */
export const SCALE_KIND = "autoscaling/v1 Scale";

export const isPodKind = (kind: string): boolean => kind === "v1 Pod";

export const WORKLOAD_KINDS: readonly string[] = [...POD_PATHS.keys(), SCALE_KIND];

/** The pod in an object of this kind, unread; `null` for a kind that is not known to make pods. */
export function unsafePodIn(kind: string, object: unknown): { readonly unsafePod: unknown } | null {
  const path = POD_PATHS.get(kind);
  return path === undefined ? null : { unsafePod: fieldOf(object, ...path) };
}
