import type { CertifierSettings } from "../../certificate/certifier-settings.ts";
import type { LinkWeather } from "../world/network.ts";

/** The kinds of scenarios. */
export type Profile = "slow-fast" | "partition" | "blast" | "churn";

/** What goes wrong, and when. True time in ms since the start; nodes by place. */
export type Fault =
  | { readonly type: "weather"; readonly atMs: number; readonly forMs: number; readonly weather: LinkWeather }
  | {
      readonly type: "partition";
      readonly atMs: number;
      readonly forMs: number;
      readonly groups: readonly (readonly number[])[];
    }
  /** One way only. */
  | {
      readonly type: "one-way cut";
      readonly atMs: number;
      readonly forMs: number;
      readonly from: number;
      readonly to: number;
    }
  /** `kill -9`: what was written stays. */
  | { readonly type: "kill"; readonly atMs: number; readonly node: number; readonly downMs: number }
  /** What was not synced may be lost. */
  | { readonly type: "power cut"; readonly atMs: number; readonly node: number; readonly downMs: number }
  | { readonly type: "pause"; readonly atMs: number; readonly node: number; readonly forMs: number }
  /** Each message takes it so long. */
  | {
      readonly type: "slow";
      readonly atMs: number;
      readonly node: number;
      readonly forMs: number;
      readonly stepMs: number;
    }
  /** From the start on its wall clock is wrong by this. */
  | { readonly type: "clock"; readonly node: number; readonly aheadMs: number }
  /** It comes back with what its disk held at `imageMs`. */
  | {
      readonly type: "old disk";
      readonly atMs: number;
      readonly node: number;
      readonly imageMs: number;
      readonly downMs: number;
    }
  | { readonly type: "disk lost"; readonly atMs: number; readonly node: number; readonly downMs: number }
  /** It signs two events for one place, and tells each half of the others one of them. */
  | { readonly type: "fork"; readonly atMs: number; readonly node: number }
  /** It signs an event with a Lamport number that does not follow. */
  | { readonly type: "false lamport"; readonly atMs: number; readonly node: number }
  /** Bytes with a false signature come in over the wire, as if of `node`. */
  | { readonly type: "false signature"; readonly atMs: number; readonly node: number; readonly to: number };

/** What can go wrong in a scenario. */
export type FaultType = Fault["type"];

/** Who asks the mesh for what, and how often. Null: never. Times in ms. */
export interface Workload {
  readonly intentEveryMs: number | null;
  /** One intent in so many is for the slow lane; where nobody serves it, it is not opened. */
  readonly slowEvery: number | null;
  readonly spendEveryMs: number | null;
  /** Micro-CU that the first node issues at the start. */
  readonly issuedMicroCu: number;
  readonly spendMicroCu: number;
  readonly fieldEveryMs: number | null;
  /** Thoughts without an intent, as a monologue. */
  readonly thoughtEveryMs: number | null;
}

/** One course of a simulated mesh, as data: with the hashes of a platform it is the same course everywhere (law L7). */
export interface ScenarioSpec {
  readonly profile: Profile;
  readonly seed: number;
  readonly nodes: number;
  /** Of these the last so many think for 45 s. */
  readonly slowNodes: number;
  /** How long there is work and trouble. */
  readonly durationMs: number;
  /** After that all is whole again, and it has so long to settle. */
  readonly settleMs: number;
  readonly survivors: number;
  readonly spendWitnesses: number;
  readonly dimensions: number;
  /** Of a fast node, ms. */
  readonly thinkMs: number;
  readonly workload: Workload;
  readonly faults: readonly Fault[];
  readonly certifier?: Partial<CertifierSettings>;
}
