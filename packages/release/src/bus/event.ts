import { type Digest, digestOfTexts, digestOfValue } from "@plimsoll/foundation";
import type { Colour } from "../decision/colour.ts";
import type { Layer } from "../decision/layer.ts";
import type { ClaimStatus } from "../verification/claim-status.ts";

/** What layers tell one another, by topic. It carries facts and nothing else. */
export interface Topics {
  /** Ten-thousandths. */
  readonly "stability.index": { readonly index: number; readonly isPaused: boolean };
  readonly "claim.status": { readonly claim: string; readonly status: ClaimStatus };
  readonly "vote.cast": { readonly layer: Layer; readonly colour: Colour };
  readonly "arbitration.verdict": { readonly verdict: "CONTINUE" | "ABORT" };
}
export type Topic = keyof Topics;

/** One event of one evaluation, chained to the one before it. */
export type BusEvent<K extends Topic = Topic> = {
  readonly [T in K]: {
    readonly evaluation: string;
    /** From 0 without a gap, for each evaluation. */
    readonly sequence: number;
    /** Names the event for its publisher: published twice, it is one. */
    readonly key: string;
    readonly topic: T;
    readonly body: Topics[T];
    /** Digest of the event before it; of the evaluation's name for the first. */
    readonly previous: Digest;
  };
}[K];

export const eventDigest = (event: BusEvent): Digest => digestOfValue(event);

export const firstPrevious = (evaluation: string): Digest => digestOfTexts(["plimsoll release bus 1 ", evaluation]);
