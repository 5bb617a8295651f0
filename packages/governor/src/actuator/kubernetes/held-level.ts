import type { PowerLevelPpm } from "../power-level.ts";
import type { AchievedPpm } from "../workload-actuator.ts";
import { type KubernetesSubject, podsAt, podsOfAllAt } from "./allotment.ts";
import { type NamespaceLook, orderedPods } from "./namespace-look.ts";

const LEVELS: readonly PowerLevelPpm[] = [0, 200_000, 1_000_000];

/**
 * The lowest level that the namespace is within: by the pods that live, by those that its workloads are ordered to have, and
 * by those that its quota lets in. `null` if it is within none. An order alone proves nothing, and neither does a moment
 * without pods while somebody may make new ones.
 */
export const heldLevel = (subject: KubernetesSubject, look: NamespaceLook): AchievedPpm =>
  LEVELS.find((level) => isWithin(subject, look, level)) ?? null;

function isWithin(subject: KubernetesSubject, look: NamespaceLook, levelPpm: PowerLevelPpm): boolean {
  const { workloads, strangers, lid } = look;
  const lidPods = lid === null || lid.heldPods === null ? Infinity : Math.max(lid.orderedPods, lid.heldPods);
  return (
    strangers.length === 0 &&
    lidPods <= podsOfAllAt(subject, levelPpm) &&
    workloads.every((seen) => Math.max(orderedPods(seen), seen.pods.length) <= podsAt(seen.allotted, levelPpm))
  );
}
