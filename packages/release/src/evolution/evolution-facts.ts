import type { Dossier } from "../dossier/dossier.ts";
import type { Recount } from "../examination/examination.ts";
import type { Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import type { Domain } from "../policy/threshold.ts";
import type { SignalReading } from "../stability/subject-index.ts";
import type { JudgedClaim } from "../verification/judge-claims.ts";

/** What safeguards read of a case. Nothing here is text of the dossier that could speak for itself. */
export interface EvolutionFacts {
  readonly subject: string;
  readonly risks: Dossier["risks"];
  /** Claims that bear something: by them a safeguard is shown. */
  readonly claims: readonly JudgedClaim[];
  /** All that the dossier claims, whatever comes of it: by this a safeguard is asked for. */
  readonly claimed: Dossier["claims"];
  readonly recounts: readonly Recount[];
  /** Of sources that are whole and let in. Values are in the signal's unit. */
  readonly readings: readonly SignalReading[];
  readonly drills: Dossier["plan"]["drills"];
  /** With a line that is not ruled out: they are asked about as if the dossier named their risk. */
  readonly openDomains: readonly Domain[];
  readonly level: Level;
  readonly policy: Policy;
  /** Wall clock, ms since 1970. */
  readonly nowMs: number;
}
