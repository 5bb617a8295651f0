import type { Readable } from "node:stream";
import type { Draft } from "@plimsoll/release";
import type { SiteView } from "../views/site-view.ts";

/** A decision of release as a person looks at it. */
export interface DecisionView {
  readonly evaluation: string;
  readonly subject: string;
  readonly action: string;
  readonly colour: string;
  /** Ms since 1970. */
  readonly at: number;
  /** Ms since 1970: from then on it allows nothing. */
  readonly expiresAt: number;
  readonly decisionDigest: string;
  readonly level: string;
  readonly votes: Readonly<Record<string, string>>;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  /** What would have to change for a better answer, in the order of the reasons. */
  readonly wouldChange: readonly string[];
  readonly standing: DecisionStanding;
  /** Why the gate refuses a Green decision that is void or expired, in its own words; else empty. */
  readonly standingReasons: readonly { readonly code: string; readonly text: string }[];
  /** Digest of the manifest of its transparency pack; null while none was built. */
  readonly pack: string | null;
}

/**
 * What a decision is worth now, by the release log and the kernel alone. `in force`: the gate allows its action; it looks at the
 * dossier's bytes and the pack besides, at the moment of use. `refused`: it is the latest and not Green. `expired`: its time is
 * over. `void`: something since then ended it. `replaced`: a later decision about the same action stands in its place. `withdrawn`.
 */
export type DecisionStanding = "in force" | "refused" | "expired" | "void" | "replaced" | "withdrawn";

/** An override as it stands in the release log: public, signed, once. */
export interface OverrideView {
  readonly override: string;
  /** Null where no decision names its subject. */
  readonly subject: string | null;
  readonly scope: string;
  /** When it was published, ms since 1970. */
  readonly at: number;
  readonly standing: "published" | "used" | "ended" | "expired";
  /** The record of the log that published it, from 0. */
  readonly record: number;
  /** What was signed, with its signatures. */
  readonly signed: Extract<Draft, { readonly kind: "override.published" }>["body"];
}

/** A pack's file by its path inside the pack. Whoever is given one reads or destroys its stream. */
export interface PackFile {
  readonly length: number;
  readonly stream: Readable;
  readonly media: string;
}

/** What a site's release store tells. What cannot be read is thrown: a damaged store is not an empty one. */
export interface ReleaseReading {
  /** The newest 500 decisions, the newest first; null where the site has no release store. Throws as `readReleaseStore`. */
  decisions(view: SiteView): readonly DecisionView[] | null;
  /** In the order of their publication. Throws as `readReleaseStore`. */
  overrides(view: SiteView): readonly OverrideView[];
  /** Names of the published packs, in order. */
  packs(): readonly string[];
  /** Null for a file that no published pack has. */
  packFile(pack: string, file: string): PackFile | null;
}
