import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed, ObservedSite } from "./observed.ts";
import { accountOf, siteNamed } from "./site-account.ts";
import { entriesIn } from "./plain-log.ts";
import { readClaims } from "./token-claims.ts";

/** One answer of so many is held against the bytes on the disk at that very moment. */
const ANSWERS_PER_LOOK = 97;

/**
 * L5. Nothing is answered that a crash would lose: what a receipt, a token or a renewal rests on was promised before it left, is on
 * the disk when it leaves, and is there again when the site's next process opens what the last one left.
 */
class SaveThenAnswer implements Checker {
  readonly law = "L5";
  readonly #report: Report;
  /** Sites of which a bit was turned over, until all is mended: what is missing there, the disk has lost. */
  readonly #flipped = new Set<string>();
  #answers = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "command.answered" && fact.answer === "decided") this.#answered(fact, world);
    else if (fact.kind === "token.issued") this.#issued(fact, world);
    else if (fact.kind === "site.started") this.#recovered(fact, world);
    else if (fact.kind === "fault" && fact.fault === "disk-bit-flip") this.#flipped.add(fact.site);
    else if (fact.kind === "mended") this.#flipped.clear();
  }

  conclude(world: Observed): void {
    for (const site of world.sites) {
      this.#judgeDisk(site, "at the end");
      if (!site.isUp)
        this.#report({
          expected: "a site that is open again once everything is mended",
          seen: site.refusedBy ?? "none",
          where: site.name,
        });
    }
  }

  #answered({ site: name, id, entries, firstEntry }: FactOf<"command.answered">, world: Observed): void {
    const site = siteNamed(world, name);
    const promised = firstEntry === null ? [] : site.promised.slice(firstEntry, firstEntry + entries.length);
    const isPromised = entries.every((text, place) => text === promised[place]);
    if (!isPromised)
      this.#report({
        expected: "an answer whose entries the ledger has said are durable",
        seen: `${entries.length} entries from ${firstEntry}, of which not all are`,
        where: `${name}, ${id}`,
      });
    this.#answers += 1;
    if (this.#answers % ANSWERS_PER_LOOK === 0) this.#judgeDisk(site, `when "${id}" was answered`);
  }

  #issued({ site: name, token }: FactOf<"token.issued">, world: Observed): void {
    const { books } = accountOf(world, siteNamed(world, name));
    const claims = readClaims(token);
    if (claims !== null && books.subjects.tokens.has(claims.jti)) return;
    this.#report({ expected: "a token that a durable entry grants", seen: claims?.jti ?? "no token", where: name });
  }

  #recovered({ site: name, life, entryCount }: FactOf<"site.started">, world: Observed): void {
    const site = siteNamed(world, name);
    if (entryCount < site.promised.length)
      this.#report({
        expected: `all ${site.promised.length} entries that were promised before`,
        seen: `${entryCount} after opening, life ${life}`,
        where: name,
      });
    this.#judgeDisk(site, `when life ${life} began`);
  }

  /** A disk of which a bit was turned over shows nothing; whoever puts it right is judged by what is there then. */
  #judgeDisk(site: ObservedSite, when: string): void {
    if (site.isDamaged || this.#flipped.has(site.name)) return;
    const recorded = entriesIn(Buffer.from(site.logBytes()));
    if (recorded === null) {
      this.#report({ expected: `a log whose checksums fit ${when}`, seen: "one that does not", where: site.name });
      return;
    }
    const lost = site.promised.findIndex((text, place) => recorded[place] !== text);
    if (lost < 0) return;
    this.#report({
      expected: `entry ${lost}, promised, on the disk ${when}`,
      seen: recorded[lost] === undefined ? `${recorded.length} entries` : "another entry",
      where: site.name,
    });
  }
}

export const saveThenAnswer: MakeChecker = (report) => new SaveThenAnswer(report);
