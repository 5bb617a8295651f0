import type { EventId, NodeKey } from "../event/event.ts";
import type { EventOf } from "./event-of.ts";

/** A claim as this node saw it. */
export interface Claim {
  readonly id: EventId;
  readonly author: NodeKey;
  readonly lamport: number;
  readonly leaseMs: number;
  /** When it or its last renewal was heard here, in monotonic ms. */
  readonly heardMs: number;
}

/** The lease with which a claim is given up: there is no shorter one. */
export const GIVEN_UP_MS = 1;

/** With this claim; each author has only its newest. */
export function withClaim(
  claims: readonly Claim[],
  event: EventOf<"intent.claimed">,
  nowMs: number,
  maxMs: number,
): readonly Claim[] {
  const { id, author, lamport, body } = event;
  const held = claims.find((claim) => claim.author === author);
  if (held !== undefined && (held.id === id || held.lamport > lamport)) return claims;
  const claim = { id, author, lamport, leaseMs: Math.min(body.leaseMs, maxMs), heardMs: nowMs };
  return [...claims.filter((other) => other !== held), claim];
}

export const renewed = (
  claims: readonly Claim[],
  { author, body }: EventOf<"intent.renewed">,
  nowMs: number,
): readonly Claim[] =>
  claims.map((claim) => (claim.id === body.claim && claim.author === author ? { ...claim, heardMs: nowMs } : claim));

export const lapseMs = ({ heardMs, leaseMs }: Claim): number => heardMs + leaseMs;

/** Claims that have not lapsed here, those with precedence first: the smaller (Lamport, id). */
export const liveClaims = (claims: readonly Claim[], nowMs: number): readonly Claim[] =>
  claims.filter((claim) => nowMs < lapseMs(claim)).toSorted((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));

/** Whether enough others come before `self`. Of two claims that crossed the later gives way; one that lapsed, to all. */
export function isSuperseded(claims: readonly Claim[], self: NodeKey, slots: number, nowMs: number): boolean {
  const live = liveClaims(claims, nowMs);
  const own = live.findIndex(({ author }) => author === self);
  return slots > 0 && (own === -1 ? live.length : own) >= slots;
}
