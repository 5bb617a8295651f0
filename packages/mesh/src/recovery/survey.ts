import type { EventId, MeshEvent } from "../event/event.ts";
import type { EventFaultCode } from "../event/event-fault.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { EventSet } from "../set/event-set.ts";
import { unite } from "../set/unite.ts";
import { canonicalOrder } from "../state/canonical-order.ts";

interface Found {
  readonly event: MeshEvent;
  readonly journal: string;
  readonly place: number;
}

/** Envelopes as the disk of one survivor gives them, in any order. */
export interface SurvivorJournal {
  /** Whose: for reports. */
  readonly name: string;
  readonly envelopes: Iterable<Uint8Array>;
}

/** An envelope that is no event, and where it stood. */
export interface SurveyFault {
  readonly code: EventFaultCode;
  readonly journal: string;
  /** Place in the journal, from 0. */
  readonly place: number;
  /** Null where not even the id can be told. */
  readonly id: EventId | null;
  readonly detail: string;
}

export interface Survey {
  /** The union of all that holds. What cites something that nobody has waits in it. */
  readonly set: EventSet;
  /** Nothing that was left out goes unsaid. */
  readonly faults: readonly SurveyFault[];
}

/** Reads journals of any number of survivors into one set; every hash, signature and place is checked. */
export function surveyOf(journals: readonly SurvivorJournal[], mesh: string, crypto: Cryptography): Survey {
  const faults: SurveyFault[] = [];
  const found: Found[] = [];
  for (const { name: journal, envelopes } of journals) {
    let place = 0;
    for (const bytes of envelopes) {
      const read = openEvent(bytes, mesh, crypto);
      if (read.ok) found.push({ event: read.value, journal, place });
      else faults.push({ ...read.error, journal, place, id: null });
      place += 1;
    }
  }
  // Each after what it cites, so that hardly any has to wait.
  const set = new EventSet();
  const inOrder = found.toSorted((a, b) => canonicalOrder(a.event, b.event));
  unite(
    set,
    inOrder.map(({ event }) => event),
  );
  for (const { event, journal, place } of inOrder) {
    const { fault } = set.offer(event);
    if (fault !== null) faults.push({ ...fault, journal, place, id: event.id });
  }
  return { set, faults };
}
