/** The mesh as this node sees it. */
export type MeshView =
  | { readonly joined: false }
  | {
      readonly joined: true;
      /** Digest of the genesis, hexadecimal. */
      readonly mesh: string;
      readonly node: string;
      /** Whether it writes: after a restart it asks the others first whether its disk is the newest. */
      readonly isWriting: boolean;
      /** Another process writes with this node's key. */
      readonly isDoubled: boolean;
      /** Of the roster on which it stands; null while it stands on none. */
      readonly epoch: number | null;
      readonly nodes: readonly MeshNodeView[];
      /** Newest event of each author that is held here, by number. */
      readonly frontier: Readonly<Record<string, number>>;
      /** Events that are held and cite what nobody has sent yet. */
      readonly waitingEvents: number;
      /** Events that would be lost with their holders if those were lost now: they stand in no certificate yet. */
      readonly dataLossEvents: number;
      /** Age of the oldest of them, ms. */
      readonly dataLossWindowMs: number;
      /** Whether a broker is reached; null where none was given. */
      readonly isBrokerUp: boolean | null;
    };

export interface MeshNodeView {
  readonly node: string;
  /** Public key, hexadecimal. */
  readonly key: string;
  /** `suspect`: messages do not seem to reach it now. That it is dead nobody can know. */
  readonly state: "live" | "suspect";
  /** Events of this node that it is not known to hold; null where that is not known. */
  readonly lagEvents: number | null;
  /** Ms since 1970; null for a node that was never heard. */
  readonly lastHeardAt: number | null;
}
