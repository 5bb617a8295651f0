import { hex } from "@plimsoll/foundation";
import type { EventId, MeshEvent } from "../../event/event.ts";
import type { MemberProgram } from "../mesh/member-program.ts";
import type { EventCatalog, KnownEvent } from "./event-catalog.ts";
import type { Observer } from "./observer.ts";
import type { ViolationCode } from "./violation.ts";

/** What is asked when nothing is under way any more and every honest node runs. */
export interface FinalOptions {
  /** Programs that are to agree. */
  readonly programs: readonly MemberProgram[];
  readonly nowMs: number;
  /** Intents with a thought should be decided by now. */
  readonly expectsDecisions: boolean;
}

export interface FinalState {
  readonly rootsEqual: boolean;
  readonly statesEqual: boolean;
  readonly root: string;
  readonly state: string;
  readonly lostAcknowledged: number;
  readonly lostStable: number;
  /** Acknowledged, and gone with the only disk that had them. */
  readonly lostWithDisk: number;
  readonly orphanedThoughts: number;
}

/** M1, M2, M7, L4, C1, S1 and H3 at quiescence: what differs is reported to the observer. */
export function finalChecks(observer: Observer, { programs, nowMs, expectsDecisions }: FinalOptions): FinalState {
  const report = (code: ViolationCode, node: number, detail: string) =>
    observer.violations.add({ code, node, atMs: nowMs, detail });
  const roots = programs.map(({ member }) => member.eventRoot());
  const states = programs.map(({ member }) => hex(member.state.hash()));
  for (const [place, program] of programs.entries()) {
    if (roots[place] !== roots[0]) report("ROOTS_DIFFER", program.node, `${roots[place]} and ${roots[0]}`);
    if (states[place] !== states[0]) report("STATES_DIFFER", program.node, sectionsThatDiffer(program, programs[0]));
    if (!readsTheSame(program)) report("READING_CHANGED", program.node, "two readings of one section differ");
  }
  const [first] = programs;
  if (first !== undefined) {
    for (const account of first.member.state.budget.accounts()) {
      const { holds, total, overdrafts } = first.member.state.budget.conserved(account);
      const isLie = overdrafts.length > 0 && observer.liars.size > 0;
      if (!holds && !isLie) report("NOT_CONSERVED", first.node, `${account} ${JSON.stringify(total)}`);
    }
    for (const id of droppedValues(first)) report("VALUE_DROPPED", first.node, id);
    for (const id of expectsDecisions ? undecided(first) : []) report("UNDECIDED", first.node, id);
  }
  const lost = lostEvents(observer, programs);
  for (const { event } of lost.acknowledged) report("ACKNOWLEDGED_LOST", -1, event.id);
  for (const { event } of lost.stable) report("STABLE_LOST", -1, event.id);
  return {
    rootsEqual: new Set(roots).size <= 1,
    statesEqual: new Set(states).size <= 1,
    root: roots[0] ?? "",
    state: states[0] ?? "",
    lostAcknowledged: lost.acknowledged.length,
    lostStable: lost.stable.length,
    lostWithDisk: lost.withDisk,
    orphanedThoughts: lost.thoughts,
  };
}

function lostEvents({ catalog, forged, liars }: Observer, programs: readonly MemberProgram[]) {
  const acknowledged: KnownEvent[] = [];
  const stable: KnownEvent[] = [];
  const isGone = goneWithDisk(catalog, programs);
  let [withDisk, thoughts] = [0, 0];
  for (const known of catalog.all()) {
    // What a liar signed was promised to nobody.
    if (forged.has(known.event.id) || liars.has(known.author)) continue;
    const isEverywhere = programs.every(({ member }) => member.replica.events.get(known.event.id) !== undefined);
    if (isEverywhere) continue;
    if (known.stableMs !== null) stable.push(known);
    if (known.acknowledgedMs === null) continue;
    if (isGone(known)) {
      withDisk += 1;
      continue;
    }
    acknowledged.push(known);
    if (known.event.body.kind === "thought") thoughts += 1;
  }
  return { acknowledged, stable, withDisk, thoughts };
}

/** Whether nobody has it since the only disk that had it was lost, or whoever has it waits for such a one that it cites. */
function goneWithDisk(catalog: EventCatalog, programs: readonly MemberProgram[]): (known: KnownEvent) => boolean {
  const judged = new Map<EventId, boolean>();
  const judge = ({ event, isExcused }: KnownEvent): boolean => {
    if (programs.some(({ member }) => member.replica.events.get(event.id) !== undefined)) return false;
    return isExcused || citedBy(event).some((id) => isGone(catalog.get(id)));
  };
  const isGone = (known: KnownEvent | undefined): boolean => {
    if (known === undefined) return false;
    const gone = judged.get(known.event.id) ?? judge(known);
    judged.set(known.event.id, gone);
    return gone;
  };
  return isGone;
}

const citedBy = ({ previous, parents }: MeshEvent): readonly EventId[] =>
  previous === null ? parents : [previous, ...parents];

/** Sections are read twice, past the hashes that are kept (M7). */
function readsTheSame({ member: { state } }: MemberProgram): boolean {
  return (["we", "fields", "budget"] as const).every(
    (section) => Buffer.compare(state.encode(section), state.encode(section)) === 0,
  );
}

function sectionsThatDiffer(one: MemberProgram, other: MemberProgram | undefined): string {
  const hashes = other?.member.state.sectionHashes();
  return [...one.member.state.sectionHashes()]
    .filter(([section, hash]) => hex(hash) !== hex(hashes?.get(section) ?? new Uint8Array()))
    .map(([section]) => section)
    .join();
}

/** Values that count, that no counting event resolves, and that the fold does not show: a fold of its own, and a plain one. */
function droppedValues({ member: { replica, state } }: MemberProgram): EventId[] {
  const values = [...replica.events.chains()].flatMap((chain) =>
    [...chain.events()].flatMap((event) => {
      const counts = event.body.kind === "field.set" && state.standingOf(event) === "counts";
      return counts && event.body.kind === "field.set" ? [{ id: event.id, body: event.body }] : [];
    }),
  );
  const resolved = new Set(values.flatMap(({ body }) => body.resolves));
  return values
    .filter(({ id }) => !resolved.has(id))
    .filter(({ id, body }) => !state.fields.siblings(body.entity, body.field).some((sibling) => sibling.id === id))
    .map(({ id }) => id);
}

const undecided = ({ member: { state } }: MemberProgram): EventId[] =>
  state.intents
    .intents()
    .filter(({ kept, thoughts, opened }) => kept === null && thoughts.length >= opened.body.enough)
    .map(({ id }) => id);
