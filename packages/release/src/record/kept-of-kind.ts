import type { KeptRecord } from "./kept-record.ts";
import type { RecordKind, ReleaseRecord } from "./record.ts";
import type { ReleaseReader } from "./release-store.ts";

export type KeptOf<K extends RecordKind> = Extract<KeptRecord, { readonly kind: K }>;

/** Records of one kind with their bodies, in the order of the log. Bodies that are not wanted are not read. Throws as `kept`. */
export function* keptOfKind<K extends RecordKind>(
  reader: Pick<ReleaseReader, "records" | "kept">,
  kind: K,
  isWanted: (record: ReleaseRecord) => boolean = () => true,
): Generator<KeptOf<K>> {
  for (const record of reader.records())
    if (record.kind === kind && isWanted(record)) yield reader.kept(record) as KeptOf<K>;
}
