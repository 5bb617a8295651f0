import { apply, emptyState, type Entry, type KernelState, stateDigest } from "@plimsoll/kernel";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed, ObservedSite } from "./observed.ts";
import { siteNamed } from "./site-account.ts";

/** A site's state is compared after so many entries, and whenever it was opened. */
const ENTRIES_PER_LOOK = 400;

interface Replay {
  state: KernelState;
  entryCount: number;
  comparedAt: number;
}

/**
 * L7. The entries alone make the state: a fresh kernel that is given what a site has promised comes to the very digest that the site
 * holds in memory, in whatever way the site came there.
 */
class SameBytes implements Checker {
  readonly law = "L7";
  readonly #report: Report;
  readonly #replays = new Map<string, Replay>();

  constructor(report: Report) {
    this.#report = report;
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "site.started") this.#opened(fact, world);
    if (fact.kind !== "command.answered" || fact.answer !== "decided") return;
    const site = siteNamed(world, fact.site);
    const comparedAt = this.#replays.get(fact.site)?.comparedAt ?? 0;
    if (site.promised.length - comparedAt >= ENTRIES_PER_LOOK) this.#compare(site, `"${fact.id}" was answered`);
  }

  /** What a site of a mesh had decided when it died may be in the mesh alone, until its ledger catches up with the next answer. */
  #opened({ site: name, life }: FactOf<"site.started">, world: Observed): void {
    const site = siteNamed(world, name);
    if (site.standing === "alone") this.#compare(site, `life ${life} opened`);
  }

  conclude(world: Observed): void {
    for (const site of world.sites) this.#compare(site, "the trial ended");
  }

  #compare(site: ObservedSite, when: string): void {
    const replay = this.#followed(site);
    const held = site.stateDigest();
    replay.comparedAt = replay.entryCount;
    if (held === null) return;
    const expected = stateDigest(replay.state);
    if (held === expected) return;
    this.#report({
      expected: `${expected} from its ${replay.entryCount} entries`,
      seen: `${held} when ${when}`,
      where: site.name,
    });
  }

  /** The fold goes on from where it was; at its end it is every entry, in order, in a kernel that knows nothing else. */
  #followed(site: ObservedSite): Replay {
    const replay = this.#replays.get(site.name) ?? { state: emptyState(), entryCount: 0, comparedAt: 0 };
    this.#replays.set(site.name, replay);
    for (; replay.entryCount < site.promised.length; replay.entryCount += 1)
      replay.state = apply(replay.state, JSON.parse(site.promised[replay.entryCount] as string) as Entry);
    return replay;
  }
}

export const sameBytes: MakeChecker = (report) => new SameBytes(report);
