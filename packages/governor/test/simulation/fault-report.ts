import type { FaultCount } from "./fault-count.ts";
import type { FaultKind } from "./faults.ts";

/** What was played of one kind of enforcement. */
export interface FaultTables {
  /** What enforces: `cgroup`, `signals`, `gate`. */
  readonly name: string;
  readonly kinds: readonly FaultKind[];
  readonly singles: readonly FaultCount[];
  readonly pairs: readonly FaultCount[];
}

export interface CaughtDefect {
  readonly what: string;
  readonly caughtAs: string;
}

/** What all tables add up to. */
export function totalsOf(tables: readonly FaultTables[]) {
  const counts = tables.flatMap(({ singles, pairs }) => [...singles, ...pairs]);
  const sum = (of: (count: FaultCount) => number): number => counts.reduce((total, count) => total + of(count), 0);
  return {
    runs: sum(({ runs }) => runs),
    bit: sum(({ bit }) => bit),
    violations: sum(({ violations }) => violations),
    untried: counts.filter(({ bit }) => bit === 0).length,
  };
}

/** Every fault alone: `bit of played`. */
export function singlesTable(tables: readonly FaultTables[]): string {
  const kinds = tables[0]?.kinds ?? [];
  const heads = tables.map(({ name }) => `${name}: bit, of histories`);
  const rows = kinds.map((kind, index) => {
    const counts = tables.map(({ singles }) => singles[index] as FaultCount);
    const violations = counts.reduce((sum, count) => sum + count.violations, 0);
    return [kind, ...counts.map(shareOf), String(violations)];
  });
  return table(["fault", ...heads, "violations"], rows);
}

/** Every ordered pair: rows strike first, columns second. */
export function pairsTable({ kinds, pairs }: FaultTables): string {
  const rows = kinds.map((first, row) => [
    first,
    ...kinds.map((_, column) => shareOf(pairs[row * kinds.length + column] as FaultCount)),
  ]);
  return table(["first, then", ...kinds], rows);
}

export const defectsTable = (defects: readonly CaughtDefect[]): string =>
  table(
    ["seeded defect", "the checkers said"],
    defects.map(({ what, caughtAs }) => [what, caughtAs]),
  );

/** A cell with violations says so. */
const shareOf = ({ bit, runs, violations }: FaultCount): string =>
  `${bit} of ${runs}${violations > 0 ? `, **${violations} violations**` : ""}`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
