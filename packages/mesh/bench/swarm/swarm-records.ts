import type { ScaledClock } from "./scaled-clock.ts";
import type { IntentRecord, ThoughtRecord } from "./swarm-run.ts";

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Writes down what happens in a run, as it happens. */
export class SwarmRecords {
  readonly intents: Open<IntentRecord>[] = [];
  readonly thoughts: Open<ThoughtRecord>[] = [];
  readonly #clock: ScaledClock;
  readonly #abandoned = new Set<string>();
  readonly #thoughtOf = new Map<string, number>();

  constructor(clock: ScaledClock) {
    this.#clock = clock;
  }

  /** The intent's place, which is its id. */
  open(opener: string): number {
    const openedMs = this.#clock.now();
    this.intents.push({ opener, openedMs, beganMs: null, answeredMs: null, endedMs: null, end: "open" });
    return this.intents.length - 1;
  }

  begin(intent: number): void {
    this.#intent(intent).beganMs ??= this.#clock.now();
  }

  answered(intent: number): void {
    this.#intent(intent).answeredMs ??= this.#clock.now();
  }

  end(intent: number, end: IntentRecord["end"]): void {
    Object.assign(this.#intent(intent), { end, endedMs: this.#clock.now() });
  }

  /** The thought's place, which is its id. */
  think(node: string, intent: number): number {
    const fate = this.#abandoned.has(`${intent}/${node}`) ? "orphaned" : "pending";
    this.thoughts.push({ node, fromMs: this.#clock.now(), toMs: null, fate });
    this.#thoughtOf.set(`${intent}/${node}`, this.thoughts.length - 1);
    return this.thoughts.length - 1;
  }

  finish(thought: number): void {
    this.#thought(thought).toMs = this.#clock.now();
  }

  judge(thought: number, fate: ThoughtRecord["fate"]): void {
    this.#thought(thought).fate = fate;
  }

  /** Nobody waits any more for what the node thinks, or will think, about the intent. */
  abandon(intent: number, node: string): void {
    this.#abandoned.add(`${intent}/${node}`);
    const thought = this.#thoughtOf.get(`${intent}/${node}`);
    if (thought !== undefined) this.judge(thought, "orphaned");
  }

  #intent(place: number): Open<IntentRecord> {
    return this.intents[place] as Open<IntentRecord>;
  }

  #thought(place: number): Open<ThoughtRecord> {
    return this.thoughts[place] as Open<ThoughtRecord>;
  }
}
