import { encodeCbor, joinCbor } from "../event/cbor.ts";
import type { EventId, MeshEvent } from "../event/event.ts";
import type { Projection, Standing } from "../set/projection.ts";
import { isOf } from "./event-of.ts";
import { type Intent, IntentRecord } from "./intent-record.ts";

/** The read side of the book, for actors and for people. */
export interface IntentReader {
  /** Undefined while its opening is not known here or does not count. */
  intent(id: EventId): Intent | undefined;
  /** Those without a decision, in no particular order. */
  openIntents(): Iterable<Intent>;
  /** All, by id. */
  intents(): readonly Intent[];
}

/**
 * The section `intents` of the state (ME-34): what became of each job.
 *
 * Thoughts, decisions and amendments name others by a field only, so that any of them may be admitted before what it
 * names: they are kept until it comes, and what is valid is asked of the whole.
 */
export class IntentBook implements Projection, IntentReader {
  readonly #records = new Map<EventId, IntentRecord>();
  readonly #open = new Set<EventId>();
  /** By id; null since the last new one. */
  #sorted: readonly IntentRecord[] | null = null;

  admit(event: MeshEvent, standing: Standing): boolean {
    const record = this.#write(event, standing === "counts");
    if (record === undefined) return false;
    const view = record.view();
    if (view !== null && view.kept === null) this.#open.add(view.id);
    else if (view !== null) this.#open.delete(view.id);
    return true;
  }

  /** Only what changed is encoded again: a certificate each second asks for all of it. */
  encode(): Uint8Array {
    const records = this.#inOrder().flatMap((record) => record.encoded() ?? []);
    return joinCbor([encodeCbor("intents"), joinCbor(records)]);
  }

  intent(id: EventId): Intent | undefined {
    return this.#records.get(id)?.view() ?? undefined;
  }

  *openIntents(): Iterable<Intent> {
    for (const id of this.#open) {
      const view = this.intent(id);
      if (view !== undefined) yield view;
    }
  }

  intents(): readonly Intent[] {
    return this.#inOrder().flatMap((record) => record.view() ?? []);
  }

  #inOrder(): readonly IntentRecord[] {
    this.#sorted ??= [...this.#records].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
    return this.#sorted;
  }

  /** The record that the event changed, if any. */
  #write(event: MeshEvent, counts: boolean): IntentRecord | undefined {
    if (isOf(event, "thought")) {
      if (event.body.intent === null) return undefined;
      const record = this.#record(event.body.intent);
      record.think(event, counts);
      return record;
    }
    if (!counts) return undefined;
    if (isOf(event, "intent.opened")) {
      const record = this.#record(event.id);
      record.open(event);
      return record;
    }
    if (isOf(event, "intent.decided")) {
      const record = this.#record(event.body.intent);
      record.decide(event);
      return record;
    }
    if (!isOf(event, "intent.amended")) return undefined;
    const record = this.#record(event.body.intent);
    record.amend(event);
    return record;
  }

  #record(id: EventId): IntentRecord {
    const known = this.#records.get(id);
    if (known !== undefined) return known;
    const record = new IntentRecord(id);
    this.#records.set(id, record);
    this.#sorted = null;
    return record;
  }
}
