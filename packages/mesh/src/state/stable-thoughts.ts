import type { BodyOf } from "../event/body.ts";
import type { MeshEvent } from "../event/event.ts";
import { isTaken } from "../phase/angles.ts";
import type { MeshState } from "./mesh-state.ts";

/**
 * Of a timeline the thoughts that count and are taken into the WE, in the same order: what `resonanceOf` is replayed over. Give it the timeline of
 * the frontier of a stable certificate, so that every node reads the same.
 */
export const stableThoughts = (
  state: MeshState,
  events: readonly MeshEvent[],
): (MeshEvent & { readonly body: BodyOf<"thought"> })[] =>
  events.filter(
    (event): event is MeshEvent & { readonly body: BodyOf<"thought"> } =>
      event.body.kind === "thought" && isTaken(event.body, state.dimensions) && state.standingOf(event) === "counts",
  );
