import type { MeshEvent } from "../event.ts";
import { bytesOf, byId, eventsOf, groupOf, type Held, hexOf, type Section } from "./sections.ts";

/** What stands on one intent. */
interface Record {
  readonly thoughts: MeshEvent[];
  readonly decisions: MeshEvent[];
  readonly amendments: MeshEvent[];
}

/** ME-34: the thoughts, decisions and amendments of each intent that is known. */
export function foldIntents(held: Held): Section {
  const intents = new Map<string, Record>();
  for (const { id } of eventsOf(held, "intent.opened", "counts"))
    groupOf(intents, id, () => ({ thoughts: [], decisions: [], amendments: [] }));
  for (const thought of eventsOf(held, "thought", "counts")) intents.get(intentOf(thought))?.thoughts.push(thought);
  for (const decision of eventsOf(held, "intent.decided", "counts"))
    if (isValid(held, decision)) intents.get(intentOf(decision))?.decisions.push(decision);
  for (const amendment of eventsOf(held, "intent.amended", "counts")) amend(intents, amendment);
  return ["intents", [...intents].toSorted(byId(([id]) => id)).map(([id, record]) => rowOf(id, record))];
}

/** The first field of thoughts, decisions and amendments. */
const intentOf = ({ fields }: MeshEvent): string => (fields[0] === null ? "" : hexOf(fields[0] as Buffer));

function isValid({ set }: Held, decision: MeshEvent): boolean {
  const listed = (decision.fields[1] as readonly Buffer[]).map((id) => set.events.get(hexOf(id)));
  const isOnIntent = (thought: MeshEvent | undefined): boolean =>
    thought?.kind === "thought" && intentOf(thought) === intentOf(decision);
  return listed.length > 0 && listed.every(isOnIntent);
}

function amend(intents: ReadonlyMap<string, Record>, amendment: MeshEvent): void {
  const record = intents.get(intentOf(amendment));
  const decision = hexOf(amendment.fields[1] as Buffer);
  if (record?.decisions.some(({ id }) => id === decision)) record.amendments.push(amendment);
}

function rowOf(id: string, { thoughts, decisions, amendments }: Record) {
  const [kept, ...dissenting] = decisions.toSorted((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
  return [
    bytesOf(id),
    kept === undefined ? null : bytesOf(kept.id),
    idsOf(dissenting),
    idsOf(thoughts),
    idsOf(amendments),
  ];
}

const idsOf = (events: readonly MeshEvent[]): Buffer[] =>
  events
    .map(({ id }) => id)
    .toSorted()
    .map(bytesOf);
