import type { Clock, FaultDetail } from "@plimsoll/foundation";
import { type AdmissionRules, isGated } from "../gate/webhook/admission-rules.ts";
import type { Gatekeeper } from "../gate/gatekeeper.ts";
import type { Timers } from "../warden/timers.ts";
import type { Cluster } from "./cluster.ts";
import { livingPod, type LivingPod, lostStanding } from "./pod-standing.ts";
import { PodWatch } from "./pod-watch.ts";
import { quietOwner } from "./quiet-owner.ts";
import { PODS } from "./resource-types.ts";

export interface EvictionParts {
  readonly cluster: Cluster;
  readonly gatekeeper: Gatekeeper;
  readonly rules: AdmissionRules;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onEvent?: (event: EvictionEvent) => void;
}

/** What the controller did or could not do. */
export type EvictionEvent =
  | { readonly type: "evicted"; readonly pod: string; readonly code: string; readonly message: string }
  /** The API took no order; it is given again. */
  | { readonly type: "eviction-failed"; readonly pod: string; readonly message: string }
  | { readonly type: "owner-stopped"; readonly owner: string }
  | { readonly type: "cluster-lost"; readonly message: string }
  | { readonly type: "cluster-found" };

/** Takes pods away whose power ended. */
export interface EvictionController {
  /** Whether every pod that is there was looked at lately. */
  isReady(): boolean;
  stop(): Promise<void>;
}

/** Every pod is admitted anew so often, for what no message announces: expiry. */
const SWEEP_MS = 500;
/** Changes come in bursts, and one look is enough for a burst. */
const CHANGE_MS = 20;
/**
 * With no time at all the API would forget a pod that its node still runs. With one second the object stays until the
 * kubelet says that the containers are dead; a pod that was never scheduled goes at once either way.
 */
const GRACE_SECONDS = 1;
/** The API server is asked for this much at a time. */
const EVICTIONS_MAX = 16;
/** The watch needs a moment to tell what an order did. One that did nothing is given again after this. */
const ORDER_AGAIN_MS = 1_000;

/** Takes every pod away that would not be admitted now, again and again until it is gone. */
export function evictUnadmitted(parts: EvictionParts): EvictionController {
  return new Evictions(parts);
}

class Evictions implements EvictionController {
  readonly #parts: EvictionParts;
  readonly #watch: PodWatch;
  readonly #withdrawals: { stop(): void };
  readonly #busy = new Set<string>();
  readonly #stopping = new Set<string>();
  /** When the API took the order, by the pod's uid. */
  readonly #orderedAtMs = new Map<string, number>();
  /** When each was last tried, whatever came of it. */
  readonly #triedAtMs = new Map<string, number>();
  #isCrowded = false;
  #nextSweep: { readonly atMs: number; cancel(): void } | null = null;
  #isStopped = false;

  constructor(parts: EvictionParts) {
    this.#parts = parts;
    this.#watch = new PodWatch({
      ...parts,
      onChange: () => this.#sweepWithin(CHANGE_MS),
      onConnection: (cause) => this.#tellConnection(cause),
    });
    this.#withdrawals = parts.gatekeeper.onWithdrawal(() => this.#sweep());
    this.#sweepWithin(SWEEP_MS);
  }

  isReady(): boolean {
    return this.#watch.isFresh();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#nextSweep?.cancel();
    this.#withdrawals.stop();
    await this.#watch.stop();
  }

  /** A sweep that is due sooner stays: a stream of changes may hasten it, never put it off. */
  #sweepWithin(delayMs: number): void {
    const atMs = this.#parts.clock.monotonicMs() + delayMs;
    if (this.#isStopped || (this.#nextSweep !== null && this.#nextSweep.atMs <= atMs)) return;
    this.#nextSweep?.cancel();
    this.#nextSweep = { atMs, cancel: this.#parts.timers.after(delayMs, () => this.#sweep()) };
  }

  /** A pod whose order failed is still there at the next sweep, and so is a pod whose end was ordered too far off. */
  #sweep(): void {
    this.#nextSweep?.cancel();
    this.#nextSweep = null;
    const pods = this.#gatedPods();
    const judged = pods.map((pod) => ({ pod, fault: lostStanding(pod, this.#parts.gatekeeper, this.#parts.rules) }));
    const standing = new Set(judged.flatMap(({ pod, fault }) => (fault === null ? [ownerKey(pod)] : [])));
    this.#forgetGone(pods);
    // Whoever was tried longest ago first: deletions that are refused must not hold up the others.
    const due = judged
      .filter(({ pod, fault }) => fault !== null && this.#isDue(pod))
      .toSorted((one, other) => this.#triedAt(one.pod) - this.#triedAt(other.pod));
    const room = EVICTIONS_MAX - this.#busy.size;
    this.#isCrowded = due.length > room;
    for (const { pod, fault } of due.slice(0, room)) {
      if (fault !== null) void this.#evict(pod, fault, !standing.has(ownerKey(pod)));
    }
    this.#sweepWithin(SWEEP_MS);
  }

  #isDue(pod: LivingPod): boolean {
    if (isEndingSoon(pod) || this.#busy.has(pod.uid)) return false;
    const orderedAtMs = this.#orderedAtMs.get(pod.uid) ?? -Infinity;
    return this.#parts.clock.monotonicMs() - orderedAtMs >= ORDER_AGAIN_MS;
  }

  #triedAt = ({ uid }: LivingPod): number => this.#triedAtMs.get(uid) ?? 0;

  #forgetGone(pods: readonly LivingPod[]): void {
    const there = new Set(pods.map(({ uid }) => uid));
    for (const remembered of [this.#orderedAtMs, this.#triedAtMs])
      for (const uid of remembered.keys()) if (!there.has(uid)) remembered.delete(uid);
  }

  #gatedPods(): LivingPod[] {
    const living = this.#watch.pods().map(livingPod);
    return living.filter((pod) => pod !== null && isGated(this.#parts.rules.namespaces, pod.namespace)) as LivingPod[];
  }

  /** The owner first: it would make another pod at once. Where a sibling still stands, the owner goes on. */
  async #evict(pod: LivingPod, { code, expected, received, fix }: FaultDetail, ownerToo: boolean): Promise<void> {
    this.#busy.add(pod.uid);
    this.#triedAtMs.set(pod.uid, this.#parts.clock.monotonicMs());
    const name = `${pod.namespace}/${pod.name}`;
    try {
      const stopping = ownerToo ? this.#stopOwner(pod) : Promise.resolve();
      await this.#parts.cluster.remove(PODS, pod, { graceSeconds: GRACE_SECONDS, uid: pod.uid });
      this.#orderedAtMs.set(pod.uid, this.#parts.clock.monotonicMs());
      this.#tell({ type: "evicted", pod: name, code, message: `expected ${expected}, got ${received}; ${fix}` });
      await stopping;
    } catch (cause) {
      this.#tell({ type: "eviction-failed", pod: name, message: messageOf(cause) });
    } finally {
      this.#busy.delete(pod.uid);
      this.#sweepWithin(this.#isCrowded ? CHANGE_MS : SWEEP_MS);
    }
  }

  /** A courtesy to the cluster, and no condition of the eviction: without it every new pod fails at admission. */
  async #stopOwner(pod: LivingPod): Promise<void> {
    const { namespace, owner } = pod;
    if (owner === null || this.#stopping.has(ownerKey(pod))) return;
    this.#stopping.add(ownerKey(pod));
    try {
      const stopped = await quietOwner(this.#parts.cluster, namespace, owner);
      if (stopped !== null) this.#tell({ type: "owner-stopped", owner: stopped });
    } catch (cause) {
      const name = `${owner.kind} ${namespace}/${owner.name}`;
      this.#tell({ type: "eviction-failed", pod: name, message: messageOf(cause) });
    } finally {
      this.#stopping.delete(ownerKey(pod));
    }
  }

  #tellConnection(cause: unknown): void {
    this.#tell(cause === null ? { type: "cluster-found" } : { type: "cluster-lost", message: messageOf(cause) });
  }

  #tell(event: EvictionEvent): void {
    this.#parts.onEvent?.(event);
  }
}

const isEndingSoon = ({ endsWithinSeconds }: LivingPod): boolean =>
  endsWithinSeconds !== null && endsWithinSeconds <= GRACE_SECONDS;

const ownerKey = ({ namespace, owner, uid }: LivingPod): string =>
  owner === null ? uid : `${namespace}/${owner.kind}/${owner.name}`;

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
