import { PlimsollError } from "@plimsoll/foundation";
import { packBody, unpackBody } from "../event/body-codec.ts";
import type { EventBody } from "../event/body.ts";
import { decodeCbor, encodeCbor } from "../event/cbor.ts";
import type { MeshEvent } from "../event/event.ts";

/** What was written, in order: all, with no refusal, or nothing. */
export interface Written {
  readonly events: readonly MeshEvent[];
  readonly refusal: PlimsollError | null;
}

/** Why its fields are not those of an event that every peer takes; null where they are (ME-575). */
export function bodyRefusal(body: EventBody): PlimsollError | null {
  try {
    if (body.kind === "unknown") return writeRefused(`the kind ${body.name}, of a later version`);
    unpackBody(body.kind, decodeCbor(encodeCbor(packBody(body))) ?? null);
    return null;
  } catch (cause) {
    return refusalOf(cause);
  }
}

/** What a writer throws before it has signed anything. */
export const refusalOf = (cause: unknown): PlimsollError =>
  cause instanceof PlimsollError ? cause : writeRefused(cause instanceof Error ? cause.message : String(cause), cause);

const writeRefused = (received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "MESH_WRITE_REFUSED",
    expected: "fields of an event as spec/mesh.md has them (ME-12)",
    received,
    fix: "mend what is named",
    cause,
  });
