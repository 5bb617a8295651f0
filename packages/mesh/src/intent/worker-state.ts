import { RerootingMap } from "@plimsoll/foundation";
import type { EventId, NodeKey } from "../event/event.ts";
import type { Claim } from "./claims.ts";

/** An undecided intent of one of the worker's lanes. */
export interface Candidate {
  readonly id: EventId;
  readonly lane: string;
  /** When it was seen to open, in monotonic ms. */
  readonly openedMs: number;
  readonly claims: readonly Claim[];
  /** Own failures at it, and until when it is left to others. */
  readonly failures: number;
  readonly restUntilMs: number;
}

/** How far an own job has come. `claiming`: the claim is not durable yet; `settling`: rivals may still be heard. */
export type JobPhase = "claiming" | "settling" | "working" | "publishing";

export interface OwnJob {
  readonly phase: JobPhase;
  /** Null while claiming. */
  readonly claim: EventId | null;
  readonly lane: string;
  readonly prompt: Uint8Array;
}

export interface WorkerState {
  readonly candidates: RerootingMap<EventId, Candidate>;
  readonly jobs: ReadonlyMap<EventId, OwnJob>;
  /** Nodes that were seen to claim in each lane. */
  readonly peers: ReadonlyMap<string, ReadonlySet<NodeKey>>;
  /** Jobs started since the process did, for figures. */
  readonly starts: number;
}

export const initialWorkerState = (): WorkerState => ({
  candidates: RerootingMap.empty(),
  jobs: new Map(),
  peers: new Map(),
  starts: 0,
});

export const withJob = (state: WorkerState, id: EventId, job: OwnJob): WorkerState => ({
  ...state,
  jobs: new Map([...state.jobs, [id, job]]),
});

export const withoutJob = (state: WorkerState, id: EventId): WorkerState => ({
  ...state,
  jobs: new Map([...state.jobs].filter(([other]) => other !== id)),
});

export const withCandidate = (state: WorkerState, candidate: Candidate): WorkerState => ({
  ...state,
  candidates: state.candidates.set(candidate.id, candidate),
});

export const withoutCandidate = (state: WorkerState, id: EventId): WorkerState => ({
  ...state,
  candidates: state.candidates.delete(id),
});

/** Also says who works in the lane. */
export function withPeer(state: WorkerState, lane: string, key: NodeKey): WorkerState {
  const known = state.peers.get(lane) ?? new Set<NodeKey>();
  if (known.has(key)) return state;
  return { ...state, peers: new Map([...state.peers, [lane, new Set([...known, key])]]) };
}
