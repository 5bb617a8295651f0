import { rosterId } from "../roster/roster.ts";
import type { EventView } from "../set/event-set.ts";
import { MeshState, type MeshStateOptions } from "../state/mesh-state.ts";
import { type PrefixOptions, PrefixState } from "../state/prefix-state.ts";
import type { PrefixFold, PrefixHashes } from "./prefix-fold.ts";
import type { SetFold } from "./verify-certificate.ts";

/**
 * The node's own fold of exactly a frontier's events. It goes on from the frontier before, and begins anew where the next one is
 * not ahead of it, and after a fold that threw: what that left behind is of no set.
 */
export function stateFold(view: EventView, options: PrefixOptions): PrefixFold {
  let prefix = new PrefixState(options);
  return {
    hashesAt: (frontier) => {
      try {
        const ahead = prefix.advance(view, frontier);
        return ahead.ok ? hashesOf(ahead.value, prefix.events) : ahead.error;
      } catch (cause) {
        prefix = new PrefixState(options);
        throw cause;
      }
    },
  };
}

/** A fold of a whole set from nothing, for whoever checks a certificate. */
export const setFold =
  (options: Omit<MeshStateOptions, "set" | "anchor">): SetFold =>
  (set, anchor) =>
    hashesOf(new MeshState({ ...options, set, anchor }), set.size);

function hashesOf(state: MeshState, events: number): PrefixHashes | null {
  const { roster } = state;
  const budget = state.sectionHashes().get("budget");
  if (roster === undefined || budget === undefined) return null;
  return { roster: rosterId(roster), events, state: hexOf(state.hash()), budget: hexOf(budget) };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
