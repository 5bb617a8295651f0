import { BookReading } from "./book-reading.ts";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, Observed, ObservedNode, ObservedRights } from "./observed.ts";
import { HeldRights } from "./held-rights.ts";
import { accountOf } from "./site-account.ts";

/**
 * L4. CU granted = available + reserved + posted + spent, less overdraft, per wallet, after every entry of every site; and what the
 * sites of the mesh bind of a lab's quarter, all of them together, is never more than was granted once, whatever parts them.
 */
class Conservation implements Checker {
  readonly law = "L4";
  readonly #report: Report;
  readonly #books: BookReading;
  readonly #reported = new Set<string>();

  constructor(report: Report) {
    this.#report = report;
    this.#books = new BookReading("L4", report);
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind !== "entries.promised") return;
    this.#books.read(world, fact.site);
    const touched = fact.entries.some((text) => text.includes('"transfers":[{'));
    if (touched && world.sites.some(({ name, standing }) => name === fact.site && standing === "meshed"))
      this.#judgeMesh(world);
  }

  conclude(world: Observed): void {
    this.#books.read(world);
    this.#judgeMesh(world);
    this.#judgeRights(world);
  }

  /** Every meshed site opens the same quarter of a lab; what is bound of it at all of them was granted once. */
  #judgeMesh(world: Observed): void {
    const wallets = new Map<string, { grantedMicroCu: number; boundMicroCu: number }>();
    for (const site of world.sites) {
      if (site.standing !== "meshed") continue;
      const { books } = accountOf(world, site);
      for (const [key, wallet] of books.wallets.balances) {
        const sum = wallets.get(key) ?? { grantedMicroCu: 0, boundMicroCu: 0 };
        const bound = wallet.reserved + wallet.posted + wallet.spent - wallet.overdraft;
        wallets.set(key, {
          // What lapsed later was granted all the same.
          grantedMicroCu: Math.max(sum.grantedMicroCu, books.wallets.opened.get(key) ?? 0),
          boundMicroCu: sum.boundMicroCu + Math.max(0, bound),
        });
      }
    }
    for (const [key, { grantedMicroCu, boundMicroCu }] of wallets)
      if (boundMicroCu > grantedMicroCu)
        this.#once(key, {
          expected: `at most the ${grantedMicroCu} micro-CU that were granted, over all sites of the mesh`,
          seen: `${boundMicroCu} bound`,
          where: `the mesh, ${key}`,
        });
  }

  /**
   * What an honest node says of an account, held against the events that it holds: nothing spent and free beyond what they issue, but
   * what a chain overdrew that wrote two events for one place, and that is no more than it held; nobody but a Byzantine node has such
   * a chain.
   */
  #judgeRights({ mesh }: Observed): void {
    const liars = new Set(mesh.nodes.filter(({ isByzantine }) => isByzantine).map(({ key }) => key));
    for (const node of mesh.nodes) {
      if (!node.isRunning || node.isByzantine) continue;
      const held = HeldRights.byAccount(node.movements());
      for (const account of mesh.accounts()) {
        const rights = node.rights(account);
        if (rights === null) continue;
        this.#judgeAccount(rights, held.get(account) ?? new HeldRights(), `${node.name}, ${account}`);
        for (const { chain } of rights.forks) if (!liars.has(authorOf(chain))) this.#wronged(node, chain);
      }
    }
  }

  #judgeAccount({ spent, free, forks }: ObservedRights, held: HeldRights, where: string): void {
    const overdrawn = forks.reduce((sum, fork) => sum + Math.min(fork.overdrawn, held.heldBy(fork.chain)), 0);
    if (spent + free > held.issued + overdrawn)
      this.#once(where, {
        expected: `spent and free of at most ${held.issued} micro-CU issued and ${overdrawn} that forks could overdraw`,
        seen: `${spent} spent, ${free} free`,
        where,
      });
    if (spent < held.spent)
      this.#once(`${where}/spent`, { expected: `at least ${held.spent} micro-CU spent`, seen: `${spent}`, where });
  }

  #wronged({ name: where }: ObservedNode, chain: string): void {
    this.#once(`${where}/${chain}`, { expected: "forks of Byzantine nodes alone", seen: chain, where });
  }

  #once(key: string, violation: Parameters<Report>[0]): void {
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#report(violation);
  }
}

const authorOf = (chain: string): string => chain.slice(0, chain.indexOf("/"));

export const conservation: MakeChecker = (report) => new Conservation(report);
