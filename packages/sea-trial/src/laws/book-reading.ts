import type { Law, Report } from "./law.ts";
import type { Observed } from "./observed.ts";
import { accountOf } from "./site-account.ts";

/** Reports what the books of every site object to in the name of one law, each once. */
export class BookReading {
  readonly #law: Law;
  readonly #report: Report;
  readonly #told = new Map<string, number>();

  constructor(law: Law, report: Report) {
    this.#law = law;
    this.#report = report;
  }

  /** @param name of the site whose entries became more; all of them where it is not given */
  read(world: Observed, name?: string): void {
    for (const site of world.sites) {
      if (name !== undefined && site.name !== name) continue;
      const { objections } = accountOf(world, site);
      for (let place = this.#told.get(site.name) ?? 0; place < objections.length; place += 1) {
        const objection = objections[place];
        if (objection?.law !== this.#law) continue;
        const { expected, seen, entry } = objection;
        this.#report({ expected, seen, where: `${site.name}, entry ${entry}` });
      }
      this.#told.set(site.name, objections.length);
    }
  }
}
