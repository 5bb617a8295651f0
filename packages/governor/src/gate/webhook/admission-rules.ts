import type { Digest } from "@plimsoll/foundation";

/** Which namespaces the gate guards. Names, since labels are for whoever may write them to change. */
export type GatedNamespaces = { readonly only: readonly string[] } | { readonly allBut: readonly string[] };

/** What an operator of the gate decides, and nobody who asks. */
export interface AdmissionRules {
  readonly namespaces: GatedNamespaces;
  /** Images that may stand beside a model: sidecars, init containers. They hold no weights; that is the operator's word. */
  readonly companions: ReadonlySet<Digest>;
}

export const isGated = (namespaces: GatedNamespaces, namespace: string): boolean =>
  "only" in namespaces ? namespaces.only.includes(namespace) : !namespaces.allBut.includes(namespace);
