import type { RightsRefusal, RightsRefusalCode } from "../budget/rights-refusal.ts";

export type SiteRefusalCode =
  | RightsRefusalCode
  /** Another site holds the lineage, the weights, the data or the lab. */
  | "HELD_ELSEWHERE"
  /** Too long without contact to a majority of the witnesses. */
  | "SITE_OFFLINE"
  /** Only a lab's home site may overdraw for it. */
  | "NOT_HOME_SITE"
  /** Another key writes under this site's name, or wrote first. */
  | "SITE_HAS_ANOTHER_WRITER"
  /** The mesh holds entries of this site that its kernel has not folded. */
  | "SITE_BEHIND"
  /** Since its start nobody has said whether this site's disk is the newest. */
  | "SITE_UNCONFIRMED";

/** What the mesh adds to the kernel's refusals: a value, and nothing was changed. */
export interface SiteRefusal {
  readonly code: SiteRefusalCode;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  /** Where rights were short: how much is held where. */
  readonly rights: RightsRefusal | null;
}

export const siteRefusal = (code: SiteRefusalCode, expected: string, received: string, fix: string): SiteRefusal => ({
  code,
  expected,
  received,
  fix,
  rights: null,
});

export const rightsMissing = (rights: RightsRefusal): SiteRefusal => ({
  code: rights.code,
  expected: `rights to ${rights.requested} micro-CU of ${rights.account} at this site`,
  received: `${rights.held} here, ${rights.heldElsewhere} elsewhere`,
  fix:
    rights.code === "RIGHTS_ELSEWHERE"
      ? "ask the holders for rights and try again when they have given"
      : "wait for the next quarter's allocation, or let the lab's home site issue what is due",
  rights,
});
