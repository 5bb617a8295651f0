/** The mesh as this node sees it. */
export type MeshView =
  | { readonly joined: false }
  | {
      readonly joined: true;
      readonly node: string;
      readonly nodes: readonly MeshNodeView[];
      /** Newest event of each author that is held here, by number. */
      readonly frontier: Readonly<Record<string, number>>;
      /** What would be lost if this node were lost now, ms; null where that is not known. */
      readonly dataLossWindowMs: number | null;
    };

export interface MeshNodeView {
  readonly node: string;
  readonly state: string;
  readonly lagEvents: number | null;
  /** Ms since 1970; null for a node that was never heard. */
  readonly lastHeardAt: number | null;
}
