/** Why a repair was not accepted, in the order in which the gate asks (reference §5.2). */
export type GateCode =
  | "R9_PATCH_STACKING"
  | "R9_WRONG_REGIME"
  | "R9_DUPLICATE_REGIME_REPAIR"
  | "R8_COMPILER_DRIFT"
  | "R7_TRACE_ENTRY_NOT_FOUND"
  | "R7_RULE_NOT_IN_TRACE"
  | "R6_WRONG_PRIOR_EPOCH"
  | "R1_NO_RULE_MODIFIED"
  | "R7_NO_CITED_RULE_MODIFIED"
  | "R1_RULE_NOT_RESPONSIBLE"
  | "R1_FOREIGN_PREDICATE"
  | "R3_COMPILATION_FAILED"
  | "R2_COMPILATION_FAILED"
  | "R2_STILL_NO_PROGRESS"
  | "R4_NEW_DEFAULT_DETECTED"
  | "R10_B_SUBSUMED_BY_A"
  | "R5_EPOCH_MISMATCH";

export type GateRuleName = "R1" | "R2" | "R3" | "R4" | "R5" | "R6" | "R7" | "R8" | "R9" | "R10";
