import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import type { EventId, MeshEvent } from "../../event/event.ts";
import { openEvent } from "../../event/open-event.ts";
import type { Intent } from "../../intent/intent-record.ts";
import type { Worker } from "../../ports/work.ts";
import type { WorkQueue } from "../../ports/work-queue.ts";
import { nativeCryptography } from "../native-cryptography.ts";
import { FreshEvents } from "./fresh-events.ts";
import type { MeshNode } from "./mesh-node.ts";
import { steadyNowMs } from "./steady-clock.ts";

export interface QueuedWorkOptions {
  readonly node: MeshNode;
  readonly worker: Pick<Worker, "lanes" | "announcedMs" | "capacity"> | null;
  /** Tried again and again until it resolves: brokers may come later than the node. */
  readonly openQueue: () => Promise<WorkQueue>;
  /** How often it looks for what is new, and tries to open the queue. */
  readonly lookMs?: number;
  readonly retryMs?: number;
}

/** How the work queue of a node does. */
export interface QueueStatus {
  readonly isOpen: boolean;
  /** Why it is not open, as a code; null where it is, or was not tried yet. */
  readonly fault: string | null;
  readonly message: string | null;
  /** How often own intents were handed in, and intents taken out, since the start. */
  readonly offered: number;
  readonly taken: number;
}

/**
 * Intents over a work queue, beside the bus: the owner of an open intent hands it in, again and again until it has its
 * thoughts, and a worker takes out the event itself, signed, as from any peer. So an intent comes to a worker that no message
 * reached, and from one that came to nothing to another. Who works is said by claims, as without a queue (ME-266): the
 * queue is a cache, and may lose, repeat and invent what it likes.
 */
export class QueuedWork {
  readonly #options: QueuedWorkOptions;
  readonly #fresh: FreshEvents;
  readonly #crypto = nativeCryptography();
  readonly #ending = new AbortController();
  /** Own intents that want thoughts, and when each is handed in next. */
  readonly #wanting = new Map<EventId, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #opened: Promise<void>;
  #queue: WorkQueue | null = null;
  #fault: { readonly code: string; readonly message: string } | null = null;
  #offered = 0;
  #taken = 0;

  constructor(options: QueuedWorkOptions) {
    this.#options = options;
    this.#fresh = new FreshEvents(options.node.member.replica.events, () => true);
    this.#opened = this.#openQueue();
    this.#timer = setInterval(() => this.#look(), options.lookMs ?? LOOK_MS);
  }

  status(): QueueStatus {
    const { code = null, message = null } = this.#fault ?? {};
    return {
      isOpen: this.#queue !== null,
      fault: code,
      message,
      offered: this.#offered,
      taken: this.#taken,
    };
  }

  /** Gives back what it took. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort();
    await this.#opened;
    await this.#queue?.close();
  }

  async #openQueue(): Promise<void> {
    const { openQueue, retryMs = RETRY_MS } = this.#options;
    while (this.#queue === null && !this.#ending.signal.aborted) {
      try {
        this.#queue = await openQueue();
        this.#fault = null;
        this.#take(this.#queue);
      } catch (cause) {
        this.#fault = faultOf(cause);
        await sleep(retryMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      }
    }
  }

  #take(queue: WorkQueue): void {
    const { worker } = this.#options;
    for (const lane of worker?.lanes ?? []) queue.take(lane, (_, bytes) => this.#serve(bytes), worker?.capacity);
  }

  /** Keeps the job from others for as long as it may come to something here, and gives it to another then. */
  async #serve(bytes: Uint8Array): Promise<void> {
    const { node, worker } = this.#options;
    const opened = openEvent(bytes, node.mesh, this.#crypto);
    // Whatever else lies in a queue is nobody's job.
    if (!opened.ok || opened.value.body.kind !== "intent.opened") return;
    const event = opened.value;
    this.#taken += 1;
    node.turn((member) => {
      member.onMessage(event.author, { type: "events", as: "news", pull: 0, events: [event] }, steadyNowMs());
    });
    const patienceMs = Math.max(PATIENCE_MS, 2 * (worker?.announcedMs ?? 0));
    for (const fromMs = steadyNowMs(); steadyNowMs() - fromMs < patienceMs;) {
      if (this.#isServed(event.id)) return;
      await sleep(LOOK_MS, undefined, { signal: this.#ending.signal });
    }
    throw new Error("nothing came of it here");
  }

  #isServed(id: EventId): boolean {
    const { state, key } = this.#options.node.member;
    const intent = state.intents.intent(id);
    return intent !== undefined && (isDone(intent) || intent.thoughts.some(({ author }) => author === key));
  }

  #look(): void {
    const nowMs = steadyNowMs();
    for (const event of this.#fresh.take()) this.#note(event, nowMs);
    const { state, replica } = this.#options.node.member;
    for (const [id, dueMs] of this.#wanting) {
      const intent = state.intents.intent(id);
      if (intent === undefined) continue;
      if (isDone(intent)) this.#wanting.delete(id);
      else if (nowMs >= dueMs && replica.mayLeave(id)) this.#offer(intent, nowMs);
    }
  }

  /** Who claims an intent, or says that it is still at it, has it. */
  #note({ id, author, body }: MeshEvent, nowMs: number): void {
    if (body.kind === "intent.opened" && author === this.#options.node.member.key) this.#wanting.set(id, nowMs);
    if ((body.kind === "intent.claimed" || body.kind === "intent.renewed") && this.#wanting.has(body.intent)) {
      this.#wanting.set(body.intent, nowMs + AGAIN_MS);
    }
  }

  #offer({ id, opened }: Intent, nowMs: number): void {
    if (this.#queue === null) return;
    this.#queue.offer(opened.body.lane, id, opened.bytes);
    this.#offered += 1;
    this.#wanting.set(id, nowMs + AGAIN_MS);
  }
}

const isDone = ({ kept, thoughts, opened }: Intent): boolean =>
  kept !== null || new Set(thoughts.map(({ author }) => author)).size >= opened.body.enough;

const faultOf = (cause: unknown): { readonly code: string; readonly message: string } => ({
  code: cause instanceof PlimsollError ? cause.code : "MESH_BROKER_UNREACHABLE",
  message: cause instanceof Error ? cause.message : String(cause),
});

const LOOK_MS = 250;
const RETRY_MS = 5_000;
/** A broker ignores what it was offered in the last two minutes. */
const AGAIN_MS = 60_000;
/** So long an intent may wait here for what it cites, for its claim and for its work. */
const PATIENCE_MS = 60_000;
