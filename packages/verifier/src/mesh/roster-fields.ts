import type { MeshEvent } from "./event.ts";

/** Epoch, follows, members, certificate, frontier, lost, written off, approvals. */
export type RosterFields = readonly [
  number,
  Buffer | null,
  readonly (readonly [Buffer, string])[],
  Buffer | null,
  readonly Buffer[],
  readonly Buffer[],
  readonly (readonly [Buffer, Buffer])[],
  readonly (readonly [Buffer, Buffer])[],
];

export const rosterFields = ({ fields }: MeshEvent): RosterFields => fields as unknown as RosterFields;

const PLACES = { frontier: 4, lost: 5 } as const;

/** Empty for an event that opens no roster. */
export const idsOf = (event: MeshEvent, list: keyof typeof PLACES): string[] =>
  event.kind === "roster.opened" ? rosterFields(event)[PLACES[list]].map((id) => id.toString("hex")) : [];
