import { join } from "node:path";
import type { Clock } from "@plimsoll/foundation";
import type { Redaction } from "../../pack/redaction.ts";
import { type BuiltPack, buildPack } from "../pack/build-pack.ts";
import { openedEvaluation } from "./opened-evaluation.ts";
import { withStore } from "../store/with-store.ts";

/**
 * Builds the transparency pack of an evaluation, and writes into the log that it exists: without that the gate lets nothing
 * out of the house.
 */
export async function buildEvaluationPack(
  store: string,
  pack: { readonly evaluation: string; readonly directory: string; readonly redactions: readonly Redaction[] },
  clock: Clock,
): Promise<BuiltPack> {
  return withStore(store, ({ store: held, state }) => {
    const built = buildPack({ ...pack, logFolder: join(store, "log"), blob: (digest) => held.blob(digest) });
    if (state().packs.get(pack.evaluation) !== built.manifest) {
      const body = { evaluation: pack.evaluation, manifest: built.manifest };
      const subject = openedEvaluation(held, pack.evaluation).subject.id;
      held.append([{ kind: "pack.built", subject, evaluation: pack.evaluation, body }], clock.wallMs());
    }
    return built;
  });
}
