import { BookReading } from "./book-reading.ts";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed, ObservedSite } from "./observed.ts";
import { accountOf, siteNamed } from "./site-account.ts";
import { readClaims } from "./token-claims.ts";

/** One of so many answers that only renew a lease is looked at. */
const RENEWALS_PER_LOOK = 13;

/** Colours from the worst to the best. */
const COLOURS = ["RED", "YELLOW", "GREEN"] as const;

/**
 * L2. Power is the minimum: what throttles, leases and tokens give, and what a shell says of a subject, is at most what the worst cell
 * of the nearest window sets carries, counted from the trials alone; witnessed failures kill in the same decision; and no vote on a
 * release is outweighed by others.
 */
class WorstCase implements Checker {
  readonly law = "L2";
  readonly #report: Report;
  readonly #books: BookReading;

  /** What came of the newest votes on an artifact, by site and artifact. */
  readonly #colours = new Map<string, string>();
  #renewals = 0;

  constructor(report: Report) {
    this.#report = report;
    this.#books = new BookReading("L2", report);
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "release.decided") this.#judgeRelease(fact);
    else if (fact.kind === "token.issued") this.#issued(fact);
    else if (fact.kind === "entries.promised") this.#books.read(world, fact.site);
    else if (fact.kind === "command.answered" && fact.answer === "decided") this.#answered(fact, world);
  }

  conclude(world: Observed): void {
    this.#books.read(world);
    for (const site of world.sites) this.#judgeShell(world, site);
  }

  /** Now its state holds what it has promised. Renewals change nothing, but time goes on with them. */
  #answered({ site, entries }: FactOf<"command.answered">, world: Observed): void {
    const isRenewal = entries.length === 1 && entries[0]?.includes('"kind":"leases.renewed"') === true;
    this.#renewals += isRenewal ? 1 : 0;
    if (!isRenewal || this.#renewals % RENEWALS_PER_LOOK === 0) this.#judgeShell(world, siteNamed(world, site));
  }

  /** What the shell would enforce now. */
  #judgeShell(world: Observed, site: ObservedSite): void {
    if (!site.isUp) return;
    const account = accountOf(world, site);
    for (const subject of [...site.runs, ...site.deployments]) {
      const said = site.powerOf(subject);
      if (said === null || said.levelPpm === 0) continue;
      const allowed = account.entitled(subject);
      if (said.levelPpm <= allowed.levelPpm) continue;
      this.#report({
        expected: `at most ${allowed.levelPpm} ppm: ${allowed.because.join("; ")}`,
        seen: `${said.levelPpm} ppm (${said.reasons.join()})`,
        where: `${site.name}, ${subject}`,
      });
    }
  }

  /** Whatever the kernel was told: nobody outside is served with what the votes have not made Green. */
  #issued({ site, deployment, token }: FactOf<"token.issued">): void {
    const claims = readClaims(token);
    const colour = this.#colours.get(`${site}/${claims?.artifact}`) ?? "no vote";
    if (claims?.aud !== "external" || colour === "GREEN") return;
    this.#report({
      expected: "a token for anybody outside under votes that came to GREEN",
      seen: `one under ${colour}`,
      where: `${site}, ${deployment}`,
    });
  }

  #judgeRelease({ site, artifact, colour, votes }: FactOf<"release.decided">): void {
    this.#colours.set(`${site}/${artifact}`, colour);
    const worst = Math.min(...Object.values(votes).map(gradeOf));
    if (gradeOf(colour) <= worst) return;
    this.#report({
      expected: `at best ${COLOURS[worst]}, as the worst vote`,
      seen: `${colour} from ${JSON.stringify(votes)}`,
      where: `${site}, release of ${artifact}`,
    });
  }
}

/** A vote that is missing or not in force is as bad as the worst. */
const gradeOf = (vote: string): number => Math.max(0, COLOURS.indexOf(vote as (typeof COLOURS)[number]));

export const worstCase: MakeChecker = (report) => new WorstCase(report);
