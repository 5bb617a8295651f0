import type { MeshEvent } from "../../src/event/event.ts";

/** All that it says in fields of its own, to make another one of it. */
export const plainEvent = (event: MeshEvent): MeshEvent => ({
  ...event,
  hlc: event.hlc,
  body: event.body,
  bytes: event.bytes,
});
