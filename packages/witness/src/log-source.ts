import { PlimsollError } from "@plimsoll/foundation";

/**
 * Where a witness reads the leaves of a log. It is believed in nothing: the leaves must lead to the root that the log signed.
 */
export interface LogSource {
  /** For people: a folder or an address. */
  readonly name: string;
  /**
   * The leaves `[from, to)` in their order, in blocks of bounded size. Throws `SOURCE_UNAVAILABLE` or `SOURCE_MALFORMED`. A source
   * MAY end early; whoever reads counts.
   */
  leaves(from: number, to: number): AsyncIterable<readonly Uint8Array[]>;
  /** Lets go of what it holds open, which is opened anew when it is needed. */
  release?(): void;
}

/** Trying again may help. */
export const sourceUnavailable = (name: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "SOURCE_UNAVAILABLE",
    expected: `the leaves of the log from "${name}"`,
    received,
    fix: "see whether the log is exported up to its checkpoint and can be reached, then ask again",
    cause,
  });

export const sourceMalformed = (name: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "SOURCE_MALFORMED",
    expected: `${expected} from "${name}"`,
    received,
    fix: "export the tiles of the log again (C2SP tlog-tiles)",
  });
