import { RandomStream } from "@plimsoll/foundation";
import type { AnyActor } from "../../src/actor/supervised-actor.ts";
import type { Answered } from "../../src/actor/actor.ts";
import { ActorSystem, type Outgoing } from "../../src/actor/actor-system.ts";
import type { EventId, MeshEvent, NodeKey } from "../../src/event/event.ts";
import { Arrivals } from "../../src/intent/arrivals.ts";
import { IntentBook } from "../../src/intent/intent-book.ts";
import type { IntentViews } from "../../src/intent/intent-views.ts";
import { masterClockActor } from "../../src/intent/master-clock.ts";
import { ownerActor } from "../../src/intent/owner.ts";
import { successorActor } from "../../src/intent/successor.ts";
import type { WorkerOptions } from "../../src/intent/worker-options.ts";
import { workerActor } from "../../src/intent/worker.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { ChainWriter, keyOf } from "./test-events.ts";
import { TimeHeap } from "./heap.ts";

/** One node of the little mesh. */
export interface NodePlan {
  readonly name: string;
  readonly worker: WorkerOptions | null;
  /** How long a job really takes. */
  readonly workMs?: number;
}

export interface MeshPlan {
  readonly seed: number;
  readonly nodes: readonly NodePlan[];
  /** From one node to another, in ms. */
  readonly delayMs: { readonly least: number; readonly most: number };
  /** Deliveries that come a second time, in percent. */
  readonly repeatedPercent?: number;
  /** Lost at first and sent again a second later, in percent. */
  readonly lostPercent?: number;
  /** From the effect to a durable event, in ms. */
  readonly diskMs?: number;
  /** Between events of the clock, in ms. */
  readonly beatMs?: number;
}

interface Running {
  readonly endsMs: number;
  isAbandoned: boolean;
}

/** Nodes that share events through real sets, in virtual time. No signatures, no disk, no sync: this is about actors. */
export class LittleMesh {
  readonly nodes: readonly LittleNode[];
  nowMs = 0;
  readonly #heap = new TimeHeap<() => void>();
  readonly #random: RandomStream;
  readonly #plan: MeshPlan;

  constructor(plan: MeshPlan) {
    this.#plan = plan;
    this.#random = RandomStream.from(plan.seed, "little mesh");
    const keys = plan.nodes.map(({ name }) => keyOf(name));
    this.nodes = plan.nodes.map((node) => new LittleNode(node, keys, this, plan.beatMs));
    for (const node of this.nodes) node.open();
  }

  node(name: string): LittleNode {
    return this.nodes.find((node) => node.plan.name === name)!;
  }

  at(atMs: number, run: () => void): void {
    this.#heap.put(Math.max(atMs, this.nowMs), run);
  }

  get diskMs(): number {
    return this.#plan.diskMs ?? 1;
  }

  run(untilMs: number): void {
    for (let nextMs = this.#heap.nextMs(); nextMs <= untilMs; nextMs = this.#heap.nextMs()) {
      this.nowMs = nextMs;
      this.#heap.take()();
    }
    this.nowMs = untilMs;
  }

  spread(event: MeshEvent, from: LittleNode): void {
    const { lostPercent = 0, repeatedPercent = 0 } = this.#plan;
    for (const to of this.nodes) {
      if (to === from) continue;
      const lateMs = this.#random.chance(lostPercent, 100) ? 1000 : 0;
      this.#deliver(event, from, to, lateMs);
      if (this.#random.chance(repeatedPercent, 100)) this.#deliver(event, from, to, lateMs);
    }
  }

  #deliver(event: MeshEvent, from: LittleNode, to: LittleNode, lateMs: number): void {
    const { least, most } = this.#plan.delayMs;
    const hear = (): void => {
      if (to.isDead) return;
      // A cut is retried, as sync would.
      if (to.isCutFrom(from)) this.at(this.nowMs + 500, hear);
      else to.hear(event);
    };
    this.at(this.nowMs + lateMs + least + this.#random.below(most - least + 1), hear);
  }
}

/** One call that a driver made of a node's actors, in order. */
export type TraceEntry =
  | { readonly kind: "admit"; readonly bytes: Uint8Array; readonly nowMs: number }
  | { readonly kind: "tell"; readonly actor: string; readonly message: unknown }
  | { readonly kind: "deliver"; readonly actor: string; readonly answered: Answered }
  | { readonly kind: "step"; readonly nowMs: number };

/** All that is one node's but its driver: what it holds, what it makes of it, and its actors. */
export class NodeParts {
  readonly set = new EventSet();
  readonly book = new IntentBook();
  readonly feed: MeshEvent[] = [];
  readonly system: ActorSystem<IntentViews>;
  readonly #arrivals = new Arrivals();

  constructor(plan: NodePlan, members: readonly NodeKey[], beatMs: number) {
    const views: IntentViews = {
      self: keyOf(plan.name),
      selfCounts: true,
      intents: this.book,
      liveness: { members: () => members, heardMs: (key) => this.#arrivals.heardMs(key) },
      standing: () => "counts",
    };
    const worker = plan.worker === null ? [] : [workerActor(plan.worker)];
    const all = [ownerActor(), successorActor(), ...worker, masterClockActor({ beatMs })];
    const actors = all as readonly AnyActor<IntentViews>[];
    this.system = new ActorSystem({ actors, feed: arrayFeed(this.feed), views: () => views });
  }

  admit(event: MeshEvent, nowMs: number): readonly MeshEvent[] {
    const { admitted, fault } = this.set.offer(event);
    if (fault !== null) throw new Error(`${fault.code} ${fault.detail}`);
    for (const one of admitted) {
      this.feed.push(one);
      this.book.admit(one, "counts");
      this.#arrivals.hear(one, nowMs);
    }
    return admitted;
  }
}

export class LittleNode {
  readonly plan: NodePlan;
  readonly key: NodeKey;
  readonly parts: NodeParts;
  /** Every call to the actors and what came of the steps; off until it is an array. */
  trace: TraceEntry[] | null = null;
  readonly outgoing: (readonly Outgoing[])[] = [];
  /** When each event was admitted here. */
  readonly admittedMs = new Map<EventId, number>();
  /** Starts of jobs, and whether their answer came. */
  readonly starts: { readonly intent: EventId; readonly atMs: number; isDone: boolean }[] = [];
  /** When each job was done. */
  readonly doneMs = new Map<EventId, number>();
  readonly stepMs: number[] = [];
  isDead = false;
  isPaused = false;
  #side = 0;
  readonly #mesh: LittleMesh;
  readonly #writer: ChainWriter;
  readonly #jobs = new Map<string, Running>();
  #wakeMs = Number.POSITIVE_INFINITY;

  constructor(plan: NodePlan, members: readonly NodeKey[], mesh: LittleMesh, beatMs = 1000) {
    this.plan = plan;
    this.#mesh = mesh;
    this.#writer = new ChainWriter(plan.name);
    this.key = this.#writer.key;
    this.parts = new NodeParts(plan, members, beatMs);
  }

  get set(): EventSet {
    return this.parts.set;
  }

  get book(): IntentBook {
    return this.parts.book;
  }

  get feed(): readonly MeshEvent[] {
    return this.parts.feed;
  }

  get system(): ActorSystem<IntentViews> {
    return this.parts.system;
  }

  open(): void {
    this.write({ kind: "incarnation.opened", name: this.plan.name });
    this.pump();
  }

  kill(): void {
    this.isDead = true;
  }

  /** Nodes on different sides do not hear each other. */
  cutTo(side: number): void {
    this.#side = side;
  }

  isCutFrom(other: LittleNode): boolean {
    return this.isPaused || this.#side !== other.#side;
  }

  openIntent(
    lane: string,
    fields: { enough?: number; softDeadlineMs?: number; ownerLeaseMs?: number; request: string },
  ): void {
    const { enough = 1, softDeadlineMs = 3000, ownerLeaseMs = 5000, request } = fields;
    const prompt = new TextEncoder().encode(request);
    const message = { request, lane, prompt, enough, softDeadlineMs, ownerLeaseMs };
    this.trace?.push({ kind: "tell", actor: "owner", message });
    this.system.tell("owner", message);
    this.pump();
  }

  hear(event: MeshEvent): void {
    this.#admit(event);
    this.pump();
  }

  /** Lets the actors work, and comes back when they want to. */
  pump(): void {
    if (this.isDead || this.isPaused) return;
    const startedMs = performance.now();
    const outgoing = this.system.step(this.#mesh.nowMs);
    this.stepMs.push(performance.now() - startedMs);
    if (this.trace !== null) {
      this.trace.push({ kind: "step", nowMs: this.#mesh.nowMs });
      this.outgoing.push(outgoing);
    }
    for (const out of outgoing) this.#carryOut(out);
    const nextMs = this.system.nextMs();
    if (nextMs === null || nextMs >= this.#wakeMs) return;
    this.#wakeMs = nextMs;
    this.#mesh.at(nextMs, () => {
      if (this.#wakeMs === nextMs) this.#wakeMs = Number.POSITIVE_INFINITY;
      this.pump();
    });
  }

  write(body: MeshEvent["body"]): MeshEvent {
    const heads = this.set.heads().map((id) => this.set.get(id)!);
    const event = this.#writer.write(body, heads, this.#mesh.nowMs);
    this.#admit(event);
    this.#mesh.spread(event, this);
    return event;
  }

  #admit(event: MeshEvent): void {
    this.trace?.push({ kind: "admit", bytes: event.bytes, nowMs: this.#mesh.nowMs });
    for (const { id } of this.parts.admit(event, this.#mesh.nowMs)) this.admittedMs.set(id, this.#mesh.nowMs);
  }

  #deliver(actor: string, answered: Answered): void {
    this.trace?.push({ kind: "deliver", actor, answered });
    this.system.deliver(actor, answered);
  }

  #carryOut({ actor, effect }: Outgoing): void {
    const { tag } = effect;
    if (effect.kind === "author") {
      this.#later(this.#mesh.diskMs, () => {
        const event = this.write(effect.body);
        this.#deliver(actor, { kind: "authored", tag, event });
      });
    } else if (effect.kind === "abandon") {
      const running = this.#jobs.get(tag);
      if (running !== undefined) running.isAbandoned = true;
    } else {
      const start = { intent: effect.job.idempotenceKey, atMs: this.#mesh.nowMs, isDone: false };
      this.starts.push(start);
      const running: Running = { endsMs: this.#mesh.nowMs + this.plan.workMs!, isAbandoned: false };
      this.#jobs.set(tag, running);
      this.#later(this.plan.workMs!, () => {
        if (running.isAbandoned) return;
        start.isDone = true;
        this.doneMs.set(start.intent, this.#mesh.nowMs);
        const angles = Uint8Array.of(1, 2, 3, 4);
        const answer = { answer: Uint8Array.of(7), encoder: "test", weight: 1, angles };
        this.#deliver(actor, { kind: "answered", tag, answer });
      });
    }
  }

  /** Not while dead; while paused, afterwards. */
  #later(ms: number, run: () => void): void {
    const go = (): void => {
      if (this.isDead) return;
      if (this.isPaused) {
        this.#mesh.at(this.#mesh.nowMs + 100, go);
        return;
      }
      run();
      this.pump();
    };
    this.#mesh.at(this.#mesh.nowMs + ms, go);
  }
}

const arrayFeed = (events: readonly MeshEvent[]) => ({
  get length() {
    return events.length;
  },
  at: (position: number) => events[position],
});

export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
};
