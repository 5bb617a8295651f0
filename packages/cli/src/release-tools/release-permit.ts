import { PlimsollError } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { isEntry } from "./is-entry.ts";
import type { PermitWork, ReleasePermit } from "./permit.ts";
import { requirementIn } from "./requirement.ts";

/** What a piece of work says of the release that it rests on. */
export interface PermitFlags {
  readonly data: string;
  readonly dossier?: string;
  /** The transparency pack at hand: what leaves the house needs it. */
  readonly pack?: string;
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

/**
 * What every command does once its work has ended: tells why the leave was taken back, if it was, answers the order to the
 * compute lever, and acknowledges a pause that ended it.
 *
 * @param cpuShare measured, as a share of 1 of the whole allotment; null: nothing was
 */
export async function endPermit(permit: ReleasePermit | null, cpuShare: number | null): Promise<void> {
  if (permit === null) return;
  tellLost(permit);
  await permit.readBack(cpuShare);
  await permit.acknowledgePause();
}

/** On standard error, beside what the job itself ended with: a pause does not look like a person's interruption. */
function tellLost(permit: ReleasePermit): void {
  const lost = permit.lost();
  if (lost !== null)
    process.stderr.write(
      `plimsoll: the release gate took its leave back: ${lost} It goes on only under a new Green decision on train_continue.\n`,
    );
}
