import { isGreener } from "../decision/colour.ts";
import { combine } from "../decision/combine.ts";
import type { Decision } from "../decision/decision.ts";
import { type Layer, VOTING_LAYERS } from "../decision/layer.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { type ReleaseState, withFault } from "./release-state.ts";

/** Votes are kept while their evaluation is open: its decision is held against them. */
export function onVote(
  state: ReleaseState,
  vote: Bodies["vote.cast"],
  { evaluation, sequence }: ReleaseRecord,
): ReleaseState {
  const cast = evaluation === null ? undefined : state.votes.get(evaluation);
  if (evaluation === null || cast === undefined)
    return withFault(state, `record ${sequence}: a vote on no open evaluation`);
  if (cast.length >= VOTING_LAYERS.length) return withFault(state, `record ${sequence}: a vote more on ${evaluation}`);
  return { ...state, votes: state.votes.set(evaluation, [...cast, vote]) };
}

/** Why a decision is not that of its votes; null where it is. Orchestration may make it worse than they are, and never better. */
export function ballotFault(cast: readonly unknown[], decision: Decision): string | null {
  const votes = new Map(cast.map((vote) => [layerOf(vote), vote]));
  if (cast.length !== VOTING_LAYERS.length || VOTING_LAYERS.some((layer) => !votes.has(layer)))
    return "a decision without one vote of each layer";
  const byLayer: Partial<Record<Layer, unknown>> = Object.fromEntries(votes);
  const { dossier, policy, decidedAtMs: nowMs } = decision;
  const counted = combine(byLayer, { state: "ok", reasons: [] }, { dossier, policy, nowMs });
  const isOfVotes = VOTING_LAYERS.every((layer) => counted.votes[layer] === decision.votes[layer]);
  return isOfVotes && !isGreener(decision.colour, counted.colour) ? null : "a decision that its votes contradict";
}

const layerOf = (vote: unknown): unknown => (vote as { readonly layer?: unknown } | null)?.layer;
