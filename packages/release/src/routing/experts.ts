import type { Projected } from "./project.ts";
import type { Expert } from "./route.ts";

/** What an expert has to say about a claim. `doubt`: it should not be trusted as it stands. */
export interface Finding {
  readonly expert: Expert;
  readonly claim: string;
  readonly severity: "note" | "doubt";
  readonly why: string;
}

/** A checker is a function of what it was handed, and of nothing else. */
export type Checker<E extends Expert> = (view: Projected<E>) => readonly Finding[];

export const CHECKERS: { readonly [E in Expert]: Checker<E> } = { measurement, safeguard, governance, sceptic };

/** Does the figure agree with what the logs say? Whole numbers, no division. */
function measurement({
  claim,
  figure: figures,
  evaluation: [evaluation],
  counted: [counted],
}: Projected<"measurement">) {
  return figures.flatMap(({ comparator, share }): readonly Finding[] => {
    const found = (severity: Finding["severity"], why: string): Finding => ({
      expert: "measurement",
      claim,
      severity,
      why,
    });
    if (counted === undefined || counted.trials === 0) return [found("note", "Its trials could not be counted again.")];
    const { trials, successes } = counted;
    const told = `${successes} of ${trials}`;
    const [is, says] = [successes * 10_000, share * trials];
    const holds = comparator === "at least" ? is >= says : is <= says;
    return [
      ...(holds ? [] : [found("doubt", `It states ${comparator} ${share} ten-thousandths, and the logs say ${told}.`)]),
      ...(evaluation === undefined || (evaluation.trials === trials && evaluation.successes === successes)
        ? []
        : [found("doubt", `It reports ${evaluation.successes} of ${evaluation.trials}, and the logs say ${told}.`)]),
    ];
  });
}

/** A safeguard was tried, by somebody. */
function safeguard({ claim, kind: [kind], counted, links }: Projected<"safeguard">): readonly Finding[] {
  const isTried =
    counted.length > 0 ||
    links.some(
      ({ stance, isQuoteFound, method, sourceKind }) =>
        stance === "supports" &&
        isQuoteFound &&
        (method === "measurement" || method === "reproduction" || sourceKind === "evaluation-log"),
    );
  if (isTried || (kind !== "safeguard" && kind !== "control")) return [];
  return [{ expert: "safeguard", claim, severity: "note", why: "No evaluation and no test shows that it works." }];
}

const DOCUMENTS: ReadonlySet<string> = new Set(["report", "audit", "standard", "statement", "incident"]);
const OWNER = /\b(?:owner|officer|director|board|committee|team|council|responsible|signed by|approved by)\b/iu;

/** A rule of the house has an owner, a date and a document. */
function governance({ claim, kind: [kind], text, links, stopOwner }: Projected<"governance">): readonly Finding[] {
  if (kind !== "governance") return [];
  const documents = links.filter(({ stance, sourceKind }) => stance === "supports" && DOCUMENTS.has(sourceKind));
  const isOwned = text.some((each) => OWNER.test(each)) || stopOwner.some((each) => each.trim() !== "");
  const missing = [
    ...(isOwned ? [] : ["an owner"]),
    ...(documents.some(({ isDated }) => isDated) ? [] : ["a date"]),
    ...(documents.length > 0 ? [] : ["a document"]),
  ];
  if (missing.length === 0) return [];
  return [{ expert: "governance", claim, severity: "note", why: `It lacks ${missing.join(", ")}.` }];
}

/** What speaks against it, and did anybody look? */
function sceptic({ claim, links, searchedAgainst }: Projected<"sceptic">): readonly Finding[] {
  const found = (severity: Finding["severity"], why: string): Finding => ({ expert: "sceptic", claim, severity, why });
  const supports = links.filter(({ stance, isQuoteFound }) => stance === "supports" && isQuoteFound);
  const refutes = links.filter(({ stance }) => stance === "refutes");
  const organisations = new Set(supports.map(({ organisation }) => organisation));
  const newest = Math.max(...refutes.map(({ atMs }) => atMs));
  const isAnswered = refutes.length === 0 || supports.some(({ atMs, isConfirmed }) => isConfirmed && atMs > newest);
  return [
    ...(searchedAgainst.length > 0 ? [] : [found("doubt", "No search was made against it.")]),
    ...(organisations.size === 1 ? [found("note", "All of its support comes from one organisation.")] : []),
    ...(isAnswered ? [] : [found("doubt", "Nothing answers what was last said against it.")]),
  ];
}
