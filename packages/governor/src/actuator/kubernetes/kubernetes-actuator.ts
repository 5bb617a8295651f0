import type { Cluster } from "../../kubernetes/cluster.ts";
import { hasEnded } from "../../kubernetes/pod-standing.ts";
import { NODES, RESOURCE_QUOTAS } from "../../kubernetes/resource-types.ts";
import { textAt } from "../../kubernetes/untrusted-fields.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import { unverified, type WorkloadActuator, type WorkloadReading, type WorkloadReason } from "../workload-actuator.ts";
import { type KubernetesSubject, podsOfAllAt } from "./allotment.ts";
import { heldLevel } from "./held-level.ts";
import { LID_NAME, livingPods, lookAtNamespace } from "./namespace-look.ts";
import { deathOrders, type NamespaceOrder, ordersFor } from "./namespace-orders.ts";

/** While a level is on its way, and while it holds. */
const STEP_MS = 100;
const HELD_STEP_MS = 1_000;
const KUBELETS_AT_ONCE = 16;

/**
 * Holds the workloads of a namespace at a power level: Jobs are suspended or narrowed, Deployments and StatefulSets scaled, a
 * ResourceQuota is the lid on new pods, and Kueue is told where it is installed. A fifth is a fifth of the allotted pods, rounded
 * down; where that is none the level is 0.
 *
 * Death is what the API shows and what every node's kubelet says, asked through the API server. Without kubelets only objects
 * die.
 */
export class KubernetesActuator implements WorkloadActuator {
  readonly kind = "kubernetes";
  readonly #cluster: Cluster;
  readonly #subject: KubernetesSubject;
  #isTerminated = false;
  /** Whether the last step left pods to their workload to end; the next one ends them itself. */
  #leftSurplus = false;

  constructor(cluster: Cluster, subject: KubernetesSubject) {
    this.#cluster = cluster;
    this.#subject = subject;
  }

  async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    if (this.#isTerminated) return this.#remainDead();
    const reasons: WorkloadReason[] = [];
    const reachable = levelPpm === 200_000 && podsOfAllAt(this.#subject, levelPpm) === 0 ? 0 : levelPpm;
    if (reachable !== levelPpm) reasons.push({ code: "LEVEL_UNREACHABLE", detail: "a fifth of the pods is none" });
    try {
      const look = await lookAtNamespace(this.#cluster, this.#subject);
      const orders = ordersFor(this.#subject, look, reachable, this.#leftSurplus);
      const failures = await this.#give(orders, () => this.#isTerminated);
      const after = orders.length === 0 ? look : await lookAtNamespace(this.#cluster, this.#subject);
      return this.#reading(reachable, heldLevel(this.#subject, after), [...reasons, ...failures]);
    } catch (cause) {
      return unverified("LOOK_FAILED", messageOf(cause), STEP_MS);
    }
  }

  async terminate(): Promise<void> {
    this.#isTerminated = true;
    const look = await lookAtNamespace(this.#cluster, this.#subject);
    const [failure] = await this.#give(deathOrders(this.#subject, look), () => false);
    if (failure !== undefined) throw new Error(failure.detail);
  }

  async survivors(): Promise<readonly string[]> {
    const [pods, onNodes] = await Promise.all([
      livingPods(this.#cluster, this.#subject.namespace),
      this.#podsOnNodes(),
    ]);
    return [...new Set([...pods.map(({ name, uid }) => `${name} (${uid})`), ...onNodes])];
  }

  async release(): Promise<void> {
    const lid = { namespace: this.#subject.namespace, name: LID_NAME };
    await this.#cluster.remove(RESOURCE_QUOTAS, lid);
    if ((await this.#cluster.read(RESOURCE_QUOTAS, lid)) !== null) throw new Error(`ResourceQuota ${LID_NAME} is left`);
  }

  /** Whatever a step that was under way has raised is lowered again. */
  async #remainDead(): Promise<WorkloadReading> {
    const reasons: WorkloadReason[] = [{ code: "TERMINATED", detail: "no level brings it back" }];
    try {
      await this.terminate();
      const look = await lookAtNamespace(this.#cluster, this.#subject);
      return { achievedPpm: heldLevel(this.#subject, look), reasons, nextStepMs: STEP_MS };
    } catch (cause) {
      return { achievedPpm: null, reasons: [...reasons, failed(messageOf(cause))], nextStepMs: STEP_MS };
    }
  }

  /** One that fails keeps none of the others back. */
  async #give(orders: readonly NamespaceOrder[], isOverruled: () => boolean): Promise<WorkloadReason[]> {
    const failures: WorkloadReason[] = [];
    for (const order of orders) {
      if (isOverruled()) break;
      try {
        await order.give(this.#cluster);
      } catch (cause) {
        failures.push(failed(`${order.name}: ${messageOf(cause)}`));
      }
    }
    return failures;
  }

  #reading(
    levelPpm: PowerLevelPpm,
    achievedPpm: WorkloadReading["achievedPpm"],
    reasons: WorkloadReason[],
  ): WorkloadReading {
    const holds = achievedPpm !== null && achievedPpm <= levelPpm;
    this.#leftSurplus = !holds;
    if (achievedPpm !== levelPpm)
      reasons.push({ code: "NOT_YET_HELD", detail: "pods, orders and quota do not agree yet" });
    return { achievedPpm, reasons, nextStepMs: holds && achievedPpm === levelPpm ? HELD_STEP_MS : STEP_MS };
  }

  /** A kubelet goes on running what the API has been made to forget. */
  async #podsOnNodes(): Promise<string[]> {
    const { items } = await this.#cluster.list(NODES);
    const nodes = items.map((item) => textAt(item, "metadata", "name") ?? "");
    const names: string[] = [];
    for (let from = 0; from < nodes.length; from += KUBELETS_AT_ONCE) {
      const batch = nodes.slice(from, from + KUBELETS_AT_ONCE);
      names.push(...(await Promise.all(batch.map((node) => this.#podsOnNode(node)))).flat());
    }
    return names;
  }

  async #podsOnNode(node: string): Promise<string[]> {
    const pods = await this.#cluster.podsOnNode(node);
    const own = pods.filter(
      (pod) => textAt(pod, "metadata", "namespace") === this.#subject.namespace && !hasEnded(pod),
    );
    return own.map((pod) => `${textAt(pod, "metadata", "name")} (${textAt(pod, "metadata", "uid")})`);
  }
}

const failed = (detail: string): WorkloadReason => ({ code: "ORDER_FAILED", detail });

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
