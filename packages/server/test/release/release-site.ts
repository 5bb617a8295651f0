import { cpSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { emptyState } from "@plimsoll/kernel";
import type { Draft } from "@plimsoll/release";
import { evaluateFolder, recordEvent, writeGolden } from "@plimsoll/release/node";
import { openReleaseReading, type ReleaseReading } from "@plimsoll/server";
import type { SiteView } from "../../src/views/site-view.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

/** A data folder with a release store, evaluated as `plimsoll release evaluate` does. */
export class ReleaseSite implements Disposable {
  readonly #folder = new TemporaryFolder();
  readonly data: string = join(this.#folder.path, "data");
  readonly store: string = join(this.data, "release");

  static copyOf({ data }: ReleaseSite): ReleaseSite {
    const copy = new ReleaseSite();
    cpSync(data, copy.data, { recursive: true });
    return copy;
  }

  async evaluate(golden: string): Promise<string> {
    const folder = join(this.#folder.path, `${golden}-${crypto.randomUUID()}`);
    writeGolden(golden, folder, systemClock.wallMs());
    const asked = { folder, store: this.store, question: null, by: null, corpora: [], owners: [] };
    const { evaluation } = await evaluateFolder(
      { ...asked, isRepairOn: false, cacheFolder: null },
      { clock: systemClock, environment: {}, kernelWord: () => [], wait: async () => {}, onStep: () => {} },
    );
    return evaluation;
  }

  async record(draft: Draft): Promise<void> {
    await recordEvent(this.store, draft, systemClock.wallMs());
  }

  reading(kernelWord: Parameters<typeof openReleaseReading>[1]["kernelWord"] = () => []): ReleaseReading {
    return openReleaseReading(this.data, { environment: {}, kernelWord });
  }

  path(...names: readonly string[]): string {
    return join(this.#folder.path, ...names);
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** What a reading needs of a view: the state for the kernel's word, and the hour. */
export const viewAt = (nowMs = systemClock.wallMs()): SiteView =>
  ({ state: emptyState(), nowMs }) as unknown as SiteView;
