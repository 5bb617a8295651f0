import { err, ok, type Result } from "@plimsoll/foundation";
import type { BodyOf } from "../event/body.ts";
import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import { openEvent } from "../event/open-event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Admission, EventView } from "../set/event-set.ts";

export type ForkProof = BodyOf<"fork.proven">;

/** What a proof shows: one key signed two events for one place. */
export interface ProvenFork {
  readonly chain: ChainKey;
  readonly sequence: number;
  /** The two events, the smaller id first. */
  readonly events: readonly [EventId, EventId];
}

export interface ForkProofFault {
  readonly code: "FORK_NOT_PROVEN";
  readonly detail: string;
}

/** A proof that anyone can check who has the mesh id. The smaller id stands first, so that one fork has one proof. */
export function forkProofOf(one: MeshEvent, other: MeshEvent): Result<ForkProof, ForkProofFault> {
  const reason = whyNoFork(one, other);
  if (reason !== null) return err({ code: "FORK_NOT_PROVEN", detail: reason });
  const [first, second] = one.id < other.id ? [one, other] : [other, one];
  return ok({ kind: "fork.proven", first: first.bytes, second: second.bytes });
}

/** Whether a proof holds: both are signed events of this mesh, of one chain and one place, and differ. */
export function checkForkProof(
  proof: Pick<ForkProof, "first" | "second">,
  mesh: string,
  crypto: Cryptography,
): Result<ProvenFork, ForkProofFault> {
  const [first, second] = [openEvent(proof.first, mesh, crypto), openEvent(proof.second, mesh, crypto)];
  if (!first.ok) return err({ code: "FORK_NOT_PROVEN", detail: `the first event: ${first.error.code}` });
  if (!second.ok) return err({ code: "FORK_NOT_PROVEN", detail: `the second event: ${second.error.code}` });
  const reason = whyNoFork(first.value, second.value);
  if (reason !== null) return err({ code: "FORK_NOT_PROVEN", detail: reason });
  const events = [first.value.id, second.value.id].toSorted() as [EventId, EventId];
  return ok({ chain: first.value.chain, sequence: first.value.sequence, events });
}

/** The proofs of what an exchange brought to light: to be kept in events, and so passed on to everybody. */
export const forkProofsOf = ({ forked }: Pick<Admission, "forked">, view: EventView): ForkProof[] =>
  [...new Set(forked)].flatMap((key) => forkProofOfChain(key, view) ?? []);

/** The proof of the first fork of a chain; null for an honest one. */
export function forkProofOfChain(key: ChainKey, view: EventView): ForkProof | null {
  const chain = view.chain(key);
  if (chain === undefined || chain.forkedAt === null) return null;
  const [one, other] = [chain.at(chain.forkedAt), chain.rivalsAt(chain.forkedAt)[0]];
  const proof = one && other && forkProofOf(one, other);
  return proof?.ok === true ? proof.value : null;
}

function whyNoFork(one: MeshEvent, other: MeshEvent): string | null {
  if (one.mesh !== other.mesh) return "events of two meshes";
  if (one.chain !== other.chain) return `chains ${one.chain} and ${other.chain}`;
  if (one.sequence !== other.sequence) return `places ${one.sequence} and ${other.sequence}`;
  return one.id === other.id ? "one event twice" : null;
}
