import type { GuardMutant } from "./guards.ts";

/** A weakened guard that no test can notice, and why: what it lets through is stopped elsewhere, or cannot come. */
export interface Equivalent {
  readonly mutant: string;
  readonly reason: string;
}

/** What the run in the tests' process found, by name of the mutant. */
export interface Findings {
  /** With the first test that failed. */
  readonly noticed: Readonly<Record<string, string>>;
  /** Tried, and no test failed. */
  readonly unnoticed: readonly string[];
}

/** A weakened guard by a name that lives through edits elsewhere in the file. */
export interface NamedMutant extends GuardMutant {
  readonly name: string;
}

export interface Judged {
  readonly mutants: readonly NamedMutant[];
  readonly noticed: readonly NamedMutant[];
  readonly equivalents: readonly (NamedMutant & { readonly reason: string })[];
  readonly survivors: readonly NamedMutant[];
  /** The run broke off before them. */
  readonly untried: readonly NamedMutant[];
  /** Listed as equivalent, yet noticed or not there any more. */
  readonly stale: readonly Equivalent[];
}

export function judged(
  found: readonly GuardMutant[],
  { noticed, unnoticed: open }: Findings,
  listed: readonly Equivalent[],
): Judged {
  const mutants = named(found);
  const reasons = new Map(listed.map(({ mutant, reason }) => [mutant, reason]));
  const tried = new Set(open);
  const unnoticed = mutants.filter(({ name }) => tried.has(name));
  const gone = (name: string): boolean => name in noticed || !mutants.some((mutant) => mutant.name === name);
  return {
    mutants,
    noticed: mutants.filter(({ name }) => name in noticed),
    equivalents: unnoticed.flatMap((mutant) => {
      const reason = reasons.get(mutant.name);
      return reason === undefined ? [] : [{ ...mutant, reason }];
    }),
    survivors: unnoticed.filter(({ name }) => !reasons.has(name)),
    untried: mutants.filter(({ name }) => !(name in noticed) && !tried.has(name)),
    stale: listed.filter(({ mutant }) => gone(mutant)),
  };
}

/** File, function, guard, and what is done to it; the same once more in a function gets a number. */
export function named(mutants: readonly GuardMutant[]): readonly NamedMutant[] {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const plain = `${mutant.file} ${mutant.within}: ${mutant.text} (${mutant.ablation})`;
    const times = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, times);
    return { ...mutant, name: times === 1 ? plain : `${plain} #${times}` };
  });
}
