import type { ZooVerdict } from "@plimsoll/demo";
import type { Band } from "@plimsoll/kernel";

/** What the kernel made of whom. */
export interface Confusion {
  readonly agents: readonly { readonly name: string; readonly dangerous: boolean; readonly band: Band }[];
  /** Must be 0. */
  readonly dangerousInFull: number;
  readonly dangerous: number;
  readonly honest: number;
  readonly honestInFull: number;
  readonly trials: number;
}

export function confusionOf(verdicts: readonly ZooVerdict[]): Confusion {
  const honest = verdicts.filter(({ dangerous }) => !dangerous);
  return {
    agents: verdicts.map(({ name, dangerous, band }) => ({ name, dangerous, band })),
    dangerousInFull: verdicts.filter((verdict) => verdict.dangerousInFull).length,
    dangerous: verdicts.length - honest.length,
    honest: honest.length,
    honestInFull: honest.filter(({ band }) => band === "full").length,
    trials: verdicts.reduce((sum, { trials }) => sum + trials.control + trials.families, 0),
  };
}
