import type { EvidenceLink, Method } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import type { Subject } from "../dossier/subject.ts";
import { foldedOrganisation } from "../examination/independence-groups.ts";

/** Who stands behind a dossier. */
export interface Owners {
  /** Organisations that made the subject. Empty: nobody said, and then no source is known to be a third party's. */
  readonly makers: ReadonlySet<string>;
  /** Names of the subject: what it says of itself is no evidence. */
  readonly subject: ReadonlySet<string>;
}

/**
 * Makers are the organisations before the slash in the subject's and its parents' ids (`example-lab/model-7b`), and those that the site
 * names.
 */
export function ownersOf(subject: Pick<Subject, "id" | "name" | "parents">, named: readonly string[]): Owners {
  const ids = [subject.id, ...subject.parents.map(({ id }) => id)];
  const said = ids.filter((id) => id.includes("/")).map((id) => id.slice(0, id.indexOf("/")));
  const folded = (names: readonly string[]): ReadonlySet<string> =>
    new Set(names.map(foldedOrganisation).filter((name) => name !== ""));
  return { makers: folded([...said, ...named]), subject: folded([subject.id, subject.name]) };
}

/** Also where nobody knows who made the subject: doubt gives the smaller weight. */
export const isFirstParty = ({ originOrg }: Pick<Source, "originOrg">, { makers }: Owners): boolean =>
  makers.size === 0 || makers.has(foldedOrganisation(originOrg));

/** A log holds the subject's own words, and so asserts nothing; nor does what the subject itself wrote. */
export const isOwnWord = ({ kind, originOrg }: Pick<Source, "kind" | "originOrg">, { subject }: Owners): boolean =>
  kind === "evaluation-log" || subject.has(foldedOrganisation(originOrg));

const REPORTING: ReadonlySet<Source["kind"]> = new Set(["paper", "report", "audit", "standard", "incident"]);

/** By what a sentence that a source says speaks: a report of its maker, or of somebody else; a log or a page only states it. */
export function sayingMethod(source: Pick<Source, "kind" | "originOrg">, owners: Owners): Method {
  if (!REPORTING.has(source.kind)) return "statement";
  return isFirstParty(source, owners) ? "first-party-report" : "third-party-report";
}

/**
 * A supporting link of a dossier, held to what its source can be. A measurement is in a log of an evaluation that was counted: a kind
 * alone is what the dossier chooses. A third party is not the
 * maker of the subject. A rule confirms here and nowhere else, so that a dossier's word for it is dropped. What refutes stays as it is.
 */
export function heldToSource(
  link: EvidenceLink,
  source: Source | undefined,
  owners: Owners,
  isCountedLog: boolean,
): EvidenceLink {
  if (link.stance !== "supports" || source === undefined) return link;
  const confirmedBy = link.confirmedBy?.startsWith("rule:") === true ? null : link.confirmedBy;
  return { ...link, confirmedBy, method: heldMethod(link.method, source, owners, isCountedLog) };
}

function heldMethod(method: Method, source: Source, owners: Owners, isCountedLog: boolean): Method {
  const isMakers = isFirstParty(source, owners);
  const isMeasured = method === "measurement" || method === "reproduction";
  if (isMeasured && !(isCountedLog && source.kind === "evaluation-log"))
    return isMakers ? "first-party-report" : "third-party-report";
  if (method === "reproduction" && isMakers) return "measurement";
  return method === "third-party-report" && isMakers ? "first-party-report" : method;
}
