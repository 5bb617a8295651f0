import { kernelNotice } from "@plimsoll/release/node";
import type { Digest } from "@plimsoll/foundation";
import { openSite, type Site } from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { describeFault } from "../output/report-fault.ts";
import { hasSite } from "./desk-ports.ts";
import { storeIn } from "./release-flags.ts";
import { notGreenEndMs } from "./verdict-end.ts";

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
    tellVerdict(site, { artifact, level: "red", pack: shownBy, sequence, expiresAt: notGreenEndMs(site.now()) });
  }
  return artifacts.length;
}

/** What a kernel is told of some weights. */
interface Verdict {
  readonly artifact: Digest;
  readonly level: "green" | "yellow" | "red";
  readonly pack: Digest;
  readonly expiresAt: number;
  /** Records in the release log when it was found. */
  readonly sequence: number;
}

/**
 * A later word is another command: of another level, pack or release log, and after whatever the kernel was told meanwhile. What stands
 * there already is not told again. Throws as `Site.must`.
 */
export function tellVerdict(site: Site, { artifact, level, pack, expiresAt, sequence }: Verdict): void {
  const standing = site.state.releases.get(artifact);
  if (standing?.level === level && standing.pack === pack && standing.expiresAt === expiresAt) return;
  const said = `${level}:${artifact.slice(-24)}:${pack.slice(-24)}:${sequence}:${site.state.entryCount}`;
  site.must(`release:${said}`, { type: "release.judge", artifact, level, pack, expiresAt });
}

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
