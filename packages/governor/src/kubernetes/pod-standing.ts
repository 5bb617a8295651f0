import type { FaultDetail } from "@plimsoll/foundation";
import type { AdmissionRules } from "../gate/webhook/admission-rules.ts";
import { admitPod } from "../gate/webhook/admit-pod.ts";
import { readPodContents } from "../gate/webhook/pod-contents.ts";
import type { Gatekeeper } from "../gate/gatekeeper.ts";
import type { KubernetesObject } from "./cluster.ts";
import { integerAt, listAt, textAt } from "./untrusted-fields.ts";

/** The object that answers for a pod, and makes another one when it is gone. */
export interface PodOwner {
  readonly kind: string;
  readonly name: string;
}

/** A pod as far as its life and death go. */
export interface LivingPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly owner: PodOwner | null;
  /** Whether somebody has ordered its end, and how long it may take by that order. */
  readonly endsWithinSeconds: number | null;
  readonly object: KubernetesObject;
}

/** A pod that ended by itself is not compute any more: its kubelet says so (Kubernetes, "Pod Lifecycle", phases). */
export const hasEnded = (pod: KubernetesObject): boolean => {
  const phase = textAt(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed";
};

/** Reads a pod of the API; `null` for one that has ended. */
export function livingPod(pod: KubernetesObject): LivingPod | null {
  if (hasEnded(pod)) return null;
  const isEnding = textAt(pod, "metadata", "deletionTimestamp") !== null;
  return {
    namespace: textAt(pod, "metadata", "namespace") ?? "",
    name: textAt(pod, "metadata", "name") ?? "",
    uid: textAt(pod, "metadata", "uid") ?? "",
    owner: ownerOf(pod),
    endsWithinSeconds: isEnding ? (integerAt(pod, "metadata", "deletionGracePeriodSeconds") ?? Infinity) : null,
    object: pod,
  };
}

/** The controller of an object, of which there is at most one. */
export function ownerOf(object: KubernetesObject): PodOwner | null {
  const owners = listAt(object, "metadata", "ownerReferences") ?? [];
  const controller = owners.find((owner) => (owner as { controller?: unknown } | null)?.controller === true);
  const [kind, name] = [textAt(controller, "kind"), textAt(controller, "name")];
  return kind === null || name === null ? null : { kind, name };
}

/** Why a pod that is there may not be there any more; `null` if it may. The same question as at its admission. */
export function lostStanding({ object }: LivingPod, gatekeeper: Gatekeeper, rules: AdmissionRules): FaultDetail | null {
  const contents = readPodContents(object);
  const admitted = contents.ok ? admitPod(contents.value, gatekeeper, rules) : contents;
  return admitted.ok ? null : admitted.error;
}
