import type { AnyActor } from "../actor/supervised-actor.ts";
import { masterClockActor, type MasterClockOptions } from "../intent/master-clock.ts";
import type { IntentReader } from "../intent/intent-book.ts";
import type { IntentViews, Liveness } from "../intent/intent-views.ts";
import { ownerActor } from "../intent/owner.ts";
import { successorActor } from "../intent/successor.ts";
import { workerActor } from "../intent/worker.ts";
import type { WorkerOptions } from "../intent/worker-options.ts";
import type { Genesis } from "../event/genesis.ts";
import type { MeshEvent, NodeKey } from "../event/event.ts";
import type { Standing } from "../set/projection.ts";
import type { MeshState } from "../state/mesh-state.ts";

/** In a mesh where little happens nobody says anything for long: so long, for each member, a worker is believed to live. */
const SILENCE_PER_MEMBER_MS = 6_000;

export interface CastOptions {
  readonly genesis: Pick<Genesis, "members">;
  /** Null: it takes no work. */
  readonly worker: WorkerOptions | null;
  /** Null: it keeps no clock of the mesh. */
  readonly clock: MasterClockOptions | null;
}

/** The actors of a member. */
export const castOf = ({ genesis, worker, clock }: CastOptions): AnyActor<IntentViews>[] =>
  [
    ownerActor(),
    successorActor(),
    ...(worker === null
      ? []
      : [workerActor({ peerSilentMs: genesis.members.length * SILENCE_PER_MEMBER_MS, ...worker })]),
    ...(clock === null ? [] : [masterClockActor(clock)]),
  ] as AnyActor<IntentViews>[];

/** What actors read of a member: always the present state, also where it was folded anew. */
export class MemberViews implements IntentViews {
  readonly self: NodeKey;
  readonly liveness: Liveness;
  readonly #state: MeshState;
  readonly #lastOwn: () => MeshEvent | undefined;

  constructor(self: NodeKey, state: MeshState, liveness: Liveness, lastOwn: () => MeshEvent | undefined) {
    this.self = self;
    this.#state = state;
    this.liveness = liveness;
    this.#lastOwn = lastOwn;
  }

  /** Behind a fork of its own chain nothing that it writes has an effect. */
  get selfCounts(): boolean {
    const last = this.#lastOwn();
    const isMember = this.#state.roster?.members.has(this.self) ?? false;
    return isMember && (last === undefined || this.#state.standingOf(last) !== "forked");
  }

  get intents(): IntentReader {
    return this.#state.intents;
  }

  standing(event: MeshEvent): Standing {
    return this.#state.standingOf(event);
  }
}
