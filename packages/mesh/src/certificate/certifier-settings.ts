/** When certificates are made. Durations in ms. */
export interface CertifierSettings {
  /** This many new events make one due at once, */
  readonly everyEvents: number;
  /** and a single new event after this long. It bounds the data-loss window from below. */
  readonly everyMs: number;
  /** But never two within this: each costs every member a signature and the maker n of them. */
  readonly gapMs: number;
  /** How long the next in line waits for the one before it. */
  readonly takeOverMs: number;
  /** First pause before a member that has not answered is asked again; it doubles up to `resendMaxMs`. */
  readonly resendMs: number;
  readonly resendMaxMs: number;
}

export const CERTIFIER_DEFAULTS: CertifierSettings = {
  everyEvents: 256,
  everyMs: 1_000,
  gapMs: 200,
  takeOverMs: 1_000,
  resendMs: 500,
  resendMaxMs: 8_000,
};
