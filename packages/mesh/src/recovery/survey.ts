import type { EventId } from "../event/event.ts";
import type { EventFaultCode } from "../event/event-fault.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { EventSet } from "../set/event-set.ts";

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
  const set = new EventSet();
  const faults: SurveyFault[] = [];
  for (const { name, envelopes } of journals) {
    let place = 0;
    for (const bytes of envelopes) {
      const at = { journal: name, place };
      const read = openEvent(bytes, mesh, crypto);
      const id = read.ok ? read.value.id : null;
      const fault = read.ok ? set.offer(read.value).fault : read.error;
      if (fault !== null) faults.push({ ...fault, ...at, id });
      place += 1;
    }
  }
  return { set, faults };
}
