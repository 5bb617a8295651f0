/** What a member keeps in its journal, by kind. */
export interface MemberRecord {
  /**
   * `event`: an envelope; `signed`: a certificate that it signed, noted before the signature left; `certificate`: one that
   * is stable, with its signatures; `anchor`: the roster that it was told to stand on.
   */
  readonly kind: "event" | "signed" | "certificate" | "anchor";
  readonly bytes: Uint8Array;
}
