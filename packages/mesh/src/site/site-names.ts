import type { HoldEntry } from "./hold-entry.ts";
import type { Held } from "./site-holds.ts";

/** What a site names behind a break of its log: of none of it can be said what else the site decided about it. */
export class SiteNames {
  readonly #lineages = new Set<string>();
  readonly #digests = new Set<string>();

  add(entry: HoldEntry): void {
    if ("lineage" in entry) this.#lineages.add(entry.lineage);
    if ("digest" in entry) this.#digests.add(entry.digest);
    if (entry.kind === "run.started" && entry.weights !== null) this.#digests.add(entry.weights);
  }

  hasAnyOf({ lineages, digests }: Pick<Held, "lineages" | "digests">): boolean {
    return (
      lineages.some((lineage) => this.#lineages.has(lineage)) || digests.some((digest) => this.#digests.has(digest))
    );
  }
}
