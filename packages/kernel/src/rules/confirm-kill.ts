import { ok } from "@plimsoll/foundation";
import { refuse, type Rule } from "./rule.ts";

/** Proof of death from a second channel. Until it comes, the governor goes on reporting the kill as unconfirmed. */
export const confirmKill: Rule<"kill.confirm"> = (state, { lineage: name, channel, elapsedMs }) => {
  const lineage = state.lineages.get(name);
  if (lineage === undefined) return refuse("UNKNOWN_LINEAGE", "a known lineage", `"${name}"`, "name one of the ledger");
  if (!lineage.killed) return refuse("NOT_KILLED", "a lineage that was killed", `"${name}"`, "nothing to do");
  return ok([{ kind: "kill.confirmed", lineage: name, channel, survivors: 0, elapsedMs }]);
};
