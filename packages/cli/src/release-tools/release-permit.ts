import { PlimsollError } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import type { Action } from "@plimsoll/release";
import { isEntry } from "./is-entry.ts";
import type { JobWeights } from "./job-weights.ts";
import { requirementIn } from "./requirement.ts";

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

/** What a piece of work says of the release that it rests on. */
export interface PermitFlags {
  readonly data: string;
  readonly dossier?: string;
  /** The transparency pack at hand: what leaves the house needs it. */
  readonly pack?: string;
}

/** What is to be done, and with which weights: they have to be the dossier's. */
export interface PermitWork {
  readonly action: Action;
  /** Asked again while the work goes on. */
  readonly weights: () => JobWeights;
}

/**
 * Asks the gate before any compute. Without a dossier there is nothing to ask about: then a site that requires a release refuses,
 * and another one goes on as it always did. Throws `RELEASE_REQUIRED`, `RELEASE_NOT_ALLOWED`, and what the gate throws.
 */
export async function releasePermit(
  site: Pick<Site, "state">,
  { data, dossier, pack }: PermitFlags,
  work: PermitWork,
): Promise<ReleasePermit | null> {
  if (dossier === undefined) {
    if (isEntry(requirementIn(data))) throw required(data);
    return null;
  }
  // Most sites ask nobody, and do not wait for all that is needed to ask.
  const { gatedPermit } = await import("./gated-permit.ts");
  return gatedPermit(site, data, { dossier, pack: pack ?? null }, work);
}

const required = (data: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_REQUIRED",
    expected: "a dossier with a Green decision for this work",
    received: `none, and ${requirementIn(data)} asks for one`,
    fix: "evaluate one (plimsoll release evaluate DIR) and name it: --dossier DIR",
  });

/** On standard error, beside what the job itself ended with: a pause does not look like a person's interruption. */
export function tellLost(permit: ReleasePermit | null): void {
  const lost = permit?.lost() ?? null;
  if (lost !== null)
    process.stderr.write(
      `plimsoll: the release gate took its leave back: ${lost} It goes on only under a new Green decision on train_continue.\n`,
    );
}
