import { kernelNotice } from "@plimsoll/release/node";
import { openSite } from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { describeFault } from "../output/report-fault.ts";
import { hasSite } from "./desk-ports.ts";
import { storeIn } from "./release-flags.ts";

/** What came of telling a kernel. */
export interface KernelTold {
  /** Weights that are red there now. */
  readonly artifacts: number;
  /** Why it could not be told; the release log has its record all the same. */
  readonly fault: { readonly code: string; readonly message: string } | null;
}

/**
 * Tells the kernel of the data folder's site red for all weights that a subject ever had, and with it takes back every Green that it was
 * told before. Null: there is no site. It throws nothing: what it was told for is on record already.
 *
 * @param subject its id, or an evaluation of it; null: every subject
 */
export function tellKernelRed(data: string, subject: string | null): KernelTold | null {
  try {
    return hasSite(data) ? { artifacts: toldRed(data, subject), fault: null } : null;
  } catch (cause) {
    return { artifacts: 0, fault: describeFault(cause) };
  }
}

function toldRed(data: string, subject: string | null): number {
  const { artifacts, sequence } = kernelNotice(storeIn(data), subject);
  if (artifacts.length === 0) return 0;
  using site = openSite(data);
  for (const { artifact, shownBy } of artifacts) {
    if (site.state.releases.get(artifact)?.level === "red") continue;
    const id = verdictId({ artifact, level: "red", pack: shownBy, sequence });
    site.must(id, { type: "release.judge", artifact, level: "red", pack: shownBy });
  }
  return artifacts.length;
}

/** A later word is another command, and the same word again is not. */
export const verdictId = (said: {
  readonly artifact: string;
  readonly level: string;
  readonly pack: string;
  readonly sequence: number;
}): string => `release:${said.level}:${said.artifact.slice(-24)}:${said.pack.slice(-24)}:${said.sequence}`;

/** For the summary of a command. */
export const kernelSummary = (told: KernelTold | null): object =>
  told === null ? {} : { kernel: told.fault === null ? { level: "red", artifacts: told.artifacts } : told.fault };

export const kernelText = (told: KernelTold | null): string => {
  if (told === null) return "";
  if (told.fault === null) return `the kernel: red for ${told.artifacts} artifacts\n`;
  return `recorded here, but NOT TOLD TO THE KERNEL (${told.fault.code}: ${told.fault.message}); again: plimsoll release judge EVALUATION\n`;
};

/** Not told is not done, whatever stands in the log. */
export const kernelExit = (told: KernelTold | null, otherwise: number): number =>
  told !== null && told.fault !== null ? EXIT.broken : otherwise;
