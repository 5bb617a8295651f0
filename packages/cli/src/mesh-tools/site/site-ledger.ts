import { PlimsollError } from "@plimsoll/foundation";
import type { HandInOffice } from "@plimsoll/governor";

export interface SiteLedgerParts {
  readonly office: Pick<HandInOffice, "size" | "entries" | "keep">;
  /** The site's entries as the mesh holds them here, in canonical JSON. */
  readonly held: () => readonly Uint8Array[];
}

/** The ledger of a node's folder: a copy of what the mesh holds of the site, byte for byte, or nothing is decided. */
export class SiteLedger {
  readonly #parts: SiteLedgerParts;
  /** So many of its entries are the mesh's. */
  #compared = 0;

  constructor(parts: SiteLedgerParts) {
    this.#parts = parts;
  }

  /**
   * Keeps what was decided before this start, or in an earlier life, and is not kept yet.
   * Throws `MESH_SITE_AHEAD`, `MESH_SITE_DIFFERS`.
   */
  catchUp(upTo: number): void {
    const { office, held } = this.#parts;
    const entries = held();
    const [kept, known] = [Math.max(office.size, upTo), Math.min(entries.length, upTo)];
    if (kept > known) throw ledgerAhead(kept, known);
    this.compare();
    const missing = entries.slice(office.size, upTo).map(textOf);
    if (missing.length > 0) office.keep(missing);
  }

  /** What both have is the same. Throws `MESH_SITE_DIFFERS`. */
  compare(): void {
    const { office, held } = this.#parts;
    const entries = held();
    for (const { index, text } of office.entries(this.#compared)) {
      const entry = entries[index];
      if (entry === undefined) return;
      if (textOf(entry) !== text) throw ledgerDiffers(index);
      this.#compared = index + 1;
    }
  }
}

const textOf = (entry: Uint8Array): string => new TextDecoder().decode(entry);

const ledgerAhead = (kept: number, held: number): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITE_AHEAD",
    expected: "a ledger with no more entries than the mesh holds of the site",
    received: `${kept} entries, ${held} in the mesh`,
    fix: "wait until the node has heard the others; if it stays so, its disk lost what nobody else had",
  });

const ledgerDiffers = (index: number): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITE_DIFFERS",
    expected: "a ledger with the entries that the mesh holds of the site",
    received: `another entry ${index}`,
    fix: "find out who wrote it, and keep the folder's ledger as evidence elsewhere: without it the node takes it from the mesh",
  });
