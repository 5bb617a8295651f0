import type { Subject, WindowSet } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";

/** The open window set of a subject; a subject has one at most. */
export function openSetOf({ state }: Site, subject: Subject): string | null {
  if (subject.kind === "run") return state.runs.get(subject.run)?.openSet ?? null;
  if (subject.kind === "deployment") return state.deployments.get(subject.deployment)?.openSet ?? null;
  return state.lineages.get(subject.lineage)?.openReleaseSet ?? null;
}

/** What its next set is called. */
export const nextSetName = (site: Site, subject: Subject): string =>
  `${nameOf(subject)}/set-${setsOf(site, subject).length + 1}`;

/** How many sets of its subject have closed before. */
export const ordinalOf = (site: Site, { subject }: WindowSet): number =>
  setsOf(site, subject).filter(({ closedAt }) => closedAt !== null).length;

/** All sets of a subject, whatever digest they are about. */
export const setsOf = (site: Site, subject: Subject): readonly WindowSet[] =>
  [...site.state.windowSets.values()].filter((set) => nameOf(set.subject) === nameOf(subject));

/** As its window sets are named after it; what is released has sets apart from those of its runs. */
export const nameOf = (subject: Subject): string =>
  subject.kind === "run"
    ? subject.run
    : subject.kind === "deployment"
      ? subject.deployment
      : `${subject.lineage}/release`;

/** A set that was registered just now, or before. */
export function setOf(site: Site, name: string): WindowSet {
  const set = site.state.windowSets.get(name);
  if (set === undefined) throw new Error(`window set "${name}" is not in the state that registered it`);
  return set;
}
