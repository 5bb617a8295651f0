import { ARGUMENT_RULES, type Defect } from "./defect.ts";

/** For a reader. It never says that there is no deception: nothing here could know. */
export function argumentSummary(defects: readonly Defect[]): string {
  if (defects.length === 0) return `no rule fired (${ARGUMENT_RULES.length} rules)`;
  const fired = ARGUMENT_RULES.filter((each) => defects.some(({ rule }) => rule === each));
  const blocking = defects.filter(({ severity }) => severity === "blocks").length;
  return `${fired.length} of ${ARGUMENT_RULES.length} rules fired (${fired.join(", ")}): ${blocking} defects block claims, ${defects.length - blocking} are notes`;
}
