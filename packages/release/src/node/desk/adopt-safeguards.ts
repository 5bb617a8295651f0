import { type Clock, err, ok, type Result } from "@plimsoll/foundation";
import { type AdoptedSafeguards, adoptSafeguards } from "../../evolution/adopt-safeguards.ts";
import { changeLogEntry } from "../../evolution/change-log.ts";
import type { LockRefusal } from "../../evolution/change-lock.ts";
import { digestOfSafeguards } from "../../evolution/fuse.ts";
import { readSafeguards } from "../../evolution/read-safeguards.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE } from "../../state/release-state.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { type HeldStore, withStore } from "../store/with-store.ts";
import {
  type ChangeAsked,
  type DeskRefusal,
  rulesInForce,
  safeguardsOf,
  unsigned,
  warrantFor,
} from "./adopt-change.ts";
import { implementationDigest } from "./implementation.ts";
import { openDesk } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

export type SafeguardsRefusal = LockRefusal | DeskRefusal | "SAFEGUARD_UNKNOWN" | "SAFEGUARD_CONFIRMED_ALREADY";

/** Of every status. Throws `RELEASE_STORE_NOT_FOUND`. */
export function safeguardsAt(store: string): readonly Safeguard[] {
  using reader = readReleaseStore(store);
  return safeguardsOf(caughtUp(EMPTY_STATE, reader));
}

/** Puts a file of safeguards in force. Throws `RELEASE_SAFEGUARDS_INVALID`, `KEY_MALFORMED`. */
export async function adoptSafeguardsAt(
  store: string,
  { candidate, ...asked }: ChangeAsked & { readonly candidate: unknown },
  clock: Clock,
): Promise<Result<AdoptedSafeguards, SafeguardsRefusal>> {
  const after = readSafeguards(candidate);
  return withStore(store, (held) => adoptHeld(held, () => ok(after), asked, clock));
}

/** A rule that is provisional or only proposed, confirmed by a person: it is active from then on. Throws `KEY_MALFORMED`. */
export const confirmSafeguardAt = async (
  store: string,
  { id, ...asked }: ChangeAsked & { readonly id: string },
  clock: Clock,
): Promise<Result<AdoptedSafeguards, SafeguardsRefusal>> =>
  withStore(store, (held) => adoptHeld(held, (before) => confirmed(before, id), asked, clock));

function confirmed(
  before: readonly Safeguard[],
  id: string,
): Result<readonly Safeguard[], "SAFEGUARD_UNKNOWN" | "SAFEGUARD_CONFIRMED_ALREADY"> {
  const rule = before.find((each) => each.id === id);
  if (rule === undefined) return err("SAFEGUARD_UNKNOWN");
  if (rule.status === "active") return err("SAFEGUARD_CONFIRMED_ALREADY");
  return ok(before.map((each) => (each === rule ? { ...rule, status: "active" as const } : each)));
}

function adoptHeld(
  held: HeldStore,
  change: (before: readonly Safeguard[]) => Result<readonly Safeguard[], SafeguardsRefusal>,
  asked: ChangeAsked,
  clock: Clock,
): Result<AdoptedSafeguards, SafeguardsRefusal> {
  openDesk(held, shipped(), implementationDigest(), clock.wallMs());
  const inForce = rulesInForce(held);
  const after = change(inForce.safeguards);
  if (!after.ok) return after;
  const [previous, candidate] = [digestOfSafeguards(inForce.safeguards), digestOfSafeguards(after.value)];
  const rules = { policy: inForce.policy, safeguards: after.value };
  const made = warrantFor(held, inForce, { what: "safeguards", previous, candidate, rules }, asked, clock);
  const refusal = unsigned(held, made.names, asked.why);
  if (refusal !== null) return err(refusal);
  const windowMs = inForce.policy.evolution.arbitrationWindowMs;
  const adopted = adoptSafeguards(inForce.safeguards, after.value, made.behind, windowMs);
  if (!adopted.ok) return adopted;
  const own = { subject: null, evaluation: null };
  const body = { safeguards: after.value, by: made.names, why: asked.why, warrant: made.warrant };
  const compared = { before: inForce.safeguards, after: after.value };
  const logged = changeLogEntry({ safeguards: compared, policy: [], who: made.names.join(", "), why: asked.why });
  held.store.append(
    [
      { ...own, kind: "safeguards.adopted", body },
      { ...own, kind: "change.logged", body: logged },
    ],
    made.behind.nowMs,
  );
  return adopted;
}
