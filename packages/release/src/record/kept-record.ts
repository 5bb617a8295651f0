import type { Bodies } from "./bodies.ts";
import type { RecordKind, ReleaseRecord } from "./record.ts";

/** A record of the log together with its body. `kind` tells which body it is. */
export type KeptRecord = {
  readonly [K in RecordKind]: { readonly kind: K; readonly record: ReleaseRecord; readonly body: Bodies[K] };
}[RecordKind];
