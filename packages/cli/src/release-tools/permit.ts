import type { Action } from "@plimsoll/release";
import type { JobWeights } from "./job-weights.ts";

/** Leave of the release gate for a piece of work, as long as the gate gives it. */
export interface ReleasePermit extends Disposable {
  /**
   * Of an allotment: what the release's modulation leaves of it. The stricter of this and the kernel's power holds. Throws
   * `RELEASE_NOT_ALLOWED` where nothing is left that could run.
   */
  scaled(milliCores: number): number;
  /** Whether the gate gives it now. Whatever keeps it from answering takes it back. */
  holds(): boolean;
  /** Fires with the given signal, and when the gate takes its leave back. */
  until(signal: AbortSignal): AbortSignal;
  /** Why the gate took its leave back; null while it has not. */
  lost(): string | null;
  /** Tells the release log what the lever was read back as, once the job has run for a while. */
  readBack(cpuShare: number | null): Promise<void>;
  /** Tells the release log that an ordered pause was carried out: the job has ended. Nothing where none was ordered. */
  acknowledgePause(): Promise<void>;
}

/** What is to be done, and with which weights: they have to be the dossier's. */
export interface PermitWork {
  readonly action: Action;
  /** Asked again while the work goes on. */
  readonly weights: () => JobWeights;
}
