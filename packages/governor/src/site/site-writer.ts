import type { Entry, KernelState } from "@plimsoll/kernel";
import type { LedgerReader, SignedCommand } from "@plimsoll/ledger";
import type { Submission } from "./submission.ts";

/**
 * The one writer of a site, or the way to it.
 *
 * After `submit` the state holds everything that was decided until then, by whomever; observers have been told of it.
 */
export interface SiteWriter {
  readonly log: LedgerReader;
  readonly state: KernelState;
  /** The site's time, ms since 1970: the wall clock, but never before the newest entry. */
  now(): number;
  submit(command: SignedCommand): Submission;
  /** Calls back with every entry, after it is durable. */
  observe(observer: (entry: Entry) => void): void;
  close(): void;
}
