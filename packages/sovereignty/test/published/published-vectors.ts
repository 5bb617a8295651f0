import { readFileSync } from "node:fs";
import type { CanonicalValue } from "@plimsoll/foundation";

interface Chain {
  readonly epochs: readonly string[];
  readonly fingerprints: Readonly<Record<"A" | "B", string>>;
}

/** Published figures of RSA-PoC v4.3; the file names its maker. */
export interface PublishedVectors {
  readonly law: {
    readonly bytes: number;
    readonly start: string;
    readonly fingerprint: string;
    readonly normHash: string;
    readonly earlyDraft: string;
    readonly afterRepairA: string;
    readonly afterRepairsAAndB: string;
  };
  readonly epoch0: readonly { readonly seed: number; readonly nonce: string; readonly epoch: string }[];
  readonly traceIds: readonly {
    readonly seed: number;
    readonly episode: number;
    readonly step: number;
    readonly id: string;
  }[];
  readonly calibration: Chain & { readonly repairAText: string };
  readonly earlyCalibration: { readonly epochPrefixes: readonly string[] };
  readonly canonical: Chain;
  /** By regime. */
  readonly actions: readonly [string, string, string];
  readonly contradictionA: { readonly episode: number; readonly step: number };
  readonly oracle: { readonly actions: readonly [string, string, string]; readonly stepsOfHundredEpisodes: number };
  readonly regime2: { readonly reachableStates: number; readonly successes: number };
  readonly python: readonly { readonly value: CanonicalValue; readonly text: string }[];
}

const FILE = new URL("../../../../spec/vectors/sovereignty/published.json", import.meta.url);

export const VECTORS = JSON.parse(readFileSync(FILE, "utf8")) as PublishedVectors;
