import { BookReading } from "./book-reading.ts";
import type { SetNotes } from "./books/evidence-book.ts";
import { claimOf, worsenings, retold } from "./evidence-retold.ts";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, Observed, ObservedSite } from "./observed.ts";
import { accountOf } from "./site-account.ts";

/** Sets of a site that are told again in worse ways at the end, the newest ones. */
const RETOLD_SETS_MAX = 1;
/** Sites of which sets are told again. */
const RETOLD_SITES_MAX = 4;

/**
 * L3. Trials alone raise a claim: what is void, missing or never closed counts as a failure, every attempt is harder than the one
 * before, and the same window told again with records of trials left out, trials void or in another order gives no stronger claim and no more power.
 */
class EvidenceByTrials implements Checker {
  readonly law = "L3";
  readonly #report: Report;
  readonly #books: BookReading;

  constructor(report: Report) {
    this.#report = report;
    this.#books = new BookReading("L3", report);
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "entries.promised") this.#books.read(world, fact.site);
  }

  conclude(world: Observed): void {
    this.#books.read(world);
    const sites = world.sites.filter((site) => accountOf(world, site).books.evidence.closed.some(isOfRun));
    for (const site of sites.slice(0, RETOLD_SITES_MAX)) this.#tellAgain(world, site);
  }

  #tellAgain(world: Observed, site: ObservedSite): void {
    const sets = accountOf(world, site).books.evidence.closed.filter(isOfRun).slice(-RETOLD_SETS_MAX);
    for (const { registered, closed } of sets) {
      const told = retold(site.promised, registered.set);
      if (told === null) continue;
      const as = told.as(told.steps);
      const recorded = claimOf(closed?.proven ?? null);
      if (as.claim !== recorded)
        this.#report({
          expected: `claim ${recorded} for "${registered.set}", told again as it was recorded`,
          seen: `claim ${as.claim}`,
          where: `${site.name}, ${registered.set}`,
        });
      for (const { name, steps } of worsenings(told.steps)) {
        const worse = told.as(steps);
        if (worse.claim <= as.claim && worse.levelPpm <= as.levelPpm) continue;
        this.#report({
          expected: `at most ${as.levelPpm} ppm and claim ${as.claim} for "${registered.set}" ${name}`,
          seen: `${worse.levelPpm} ppm and claim ${worse.claim}`,
          where: `${site.name}, ${registered.set}`,
        });
      }
    }
  }
}

const isOfRun = ({ registered }: SetNotes): boolean => registered.subject.kind === "run";

export const evidenceByTrials: MakeChecker = (report) => new EvidenceByTrials(report);
