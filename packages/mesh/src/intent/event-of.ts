import type { BodyKind, BodyOf } from "../event/body.ts";
import type { MeshEvent } from "../event/event.ts";

/** An event of one kind. */
export type EventOf<K extends BodyKind> = MeshEvent & { readonly body: BodyOf<K> };

export const isOf = <K extends BodyKind>(event: MeshEvent, kind: K): event is EventOf<K> => event.body.kind === kind;

/** The order in which decisions and claims take precedence: the smaller (Lamport, id) first. */
export const byLamport = (a: MeshEvent, b: MeshEvent): number => a.lamport - b.lamport || (a.id < b.id ? -1 : 1);

export const byId = (a: MeshEvent, b: MeshEvent): number => (a.id < b.id ? -1 : 1);
