import { ok } from "@plimsoll/foundation";
import { refuse, type Rule } from "./rule.ts";

export const accreditLab: Rule<"lab.accredit"> = (state, command) => {
  const { lab, labKey, headcount, baselineComputeUnits } = command;
  if (state.labs.has(lab))
    return refuse("LAB_EXISTS", "a lab that is not accredited yet", `"${lab}"`, "use it, or choose another name");
  if (state.keys.has(labKey))
    return refuse("LAB_EXISTS", "a key that has no role yet", labKey, "give the lab a key of its own");
  return ok([{ kind: "lab.accredited", lab, labKey, headcount, baselineComputeUnits }]);
};
