import { BookReading } from "./book-reading.ts";
import type { EntryOf } from "./books/entry-of.ts";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed } from "./observed.ts";
import { accountOf, siteNamed } from "./site-account.ts";
import { readClaims, type TokenClaims } from "./token-claims.ts";

/**
 * L9. A token says no more than its grant, a grant no more than what it rests on, a policy widens after its quorum and its delay only,
 * nobody overdraws without an affidavit of two operators and the lab, and every overdraft costs the wedge. A token that was stolen
 * serves nobody elsewhere.
 */
class OnlyNarrower implements Checker {
  readonly law = "L9";
  readonly #report: Report;
  readonly #books: BookReading;
  /** Commands with signatures that nobody made, by site and id. */
  readonly #forged = new Set<string>();

  constructor(report: Report) {
    this.#report = report;
    this.#books = new BookReading("L9", report);
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "entries.promised") this.#books.read(world, fact.site);
    else if (fact.kind === "token.issued") this.#issued(fact, world);
    else if (fact.kind === "command.forged") this.#forged.add(`${fact.site}/${fact.id}`);
    else if (fact.kind === "command.answered") this.#answered(fact);
    else if (fact.kind === "request.answered" && fact.served && fact.byThief)
      this.#report({
        expected: "no request served with a token on another machine than its node",
        seen: "one served to a thief",
        where: `${fact.site}, ${fact.deployment}`,
      });
  }

  conclude(world: Observed): void {
    this.#books.read(world);
  }

  /** Whoever forges has to be refused, whatever he asks for. */
  #answered({ site, id, answer, command, signers }: FactOf<"command.answered">): void {
    if (!this.#forged.delete(`${site}/${id}`) || answer === "refused" || answer === "threw") return;
    this.#report({
      expected: "a refusal of what nobody has signed",
      seen: `${command} ${answer} in the name of ${signers.join()}`,
      where: `${site}, ${id}`,
    });
  }

  #issued({ site: name, token }: FactOf<"token.issued">, world: Observed): void {
    const { books } = accountOf(world, siteNamed(world, name));
    const claims = readClaims(token);
    const granted = claims === null ? undefined : books.subjects.tokens.get(claims.jti);
    if (claims === null || granted === undefined) return;
    for (const [expected, seen] of wider(claims, granted))
      this.#report({ expected, seen, where: `${name}, token ${granted.token}` });
  }
}

/** What a token claims beyond its grant. */
function* wider(claims: TokenClaims, granted: EntryOf<"token.granted">): Iterable<readonly [string, string]> {
  const { deployment, audience, artifact, graphDigest, nodeKey, power, killEpochs, expiresAt } = granted;
  if (claims.exp * 1_000 > expiresAt) yield [`an end at ${expiresAt} or before`, `${claims.exp} s`];
  if (claims.power > power.levelPpm) yield [`at most ${power.levelPpm} ppm`, `${claims.power} ppm`];
  const said = [claims.sub, claims.aud, claims.artifact, claims.graph, claims.cnf.jkt].join();
  const given = [deployment, audience, artifact, graphDigest, nodeKey].join();
  if (said !== given) yield [given, said];
  const isOlder = killEpochs.some(
    ({ lineage, killEpoch }) => claims.epochs.find((each) => each.lineage === lineage)?.killEpoch !== killEpoch,
  );
  if (isOlder) yield ["the kill epochs of the grant", JSON.stringify(claims.epochs)];
}

export const onlyNarrower: MakeChecker = (report) => new OnlyNarrower(report);
