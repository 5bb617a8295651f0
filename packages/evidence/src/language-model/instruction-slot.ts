/**
 * Where the house rules stand ("do what the operator said last"): in the system message, in the user's, or nowhere. Models obey
 * the same words differently by place, and worse in the system message (Schlatter et al., "Shutdown resistance in large language
 * models", TMLR 2026), so every window asks in all three.
 */
export const INSTRUCTION_SLOTS = ["system", "user", "none"] as const;
export type InstructionSlot = (typeof INSTRUCTION_SLOTS)[number];
