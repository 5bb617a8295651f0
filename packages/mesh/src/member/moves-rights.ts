import type { MeshEvent } from "../event/event.ts";

const KINDS: ReadonlySet<string> = new Set([
  "budget.issued",
  "budget.given",
  "budget.spent",
  "budget.returned",
  "kernel.entries",
]);

/** Whether an event changes who may spend: it waits for witnesses, where the genesis asks for them (B5). */
export const movesRights = ({ kind }: MeshEvent): boolean => KINDS.has(kind);
