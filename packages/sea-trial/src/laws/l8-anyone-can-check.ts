import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { merkleTreeHash } from "@plimsoll/foundation";
import { verifyLedger } from "@plimsoll/verifier";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed, ObservedSite } from "./observed.ts";
import { leavesIn } from "./plain-log.ts";
import { siteNamed } from "./site-account.ts";
import { tamperedLog } from "./tampered-log.ts";

/** Folders that are verified at the end: first those that a fault of the disk struck. */
const FOLDERS_MAX = 3;

/** What a witness answers whom a proof of consistency does not lead on from what it has cosigned; all else is to come again. */
const INCONSISTENT = 422;

/**
 * L8. A stranger with the public keys alone verifies every ledger folder, and refuses one in which an entry was altered. Who shows
 * witnesses two histories is found: no witness cosigns both, and one of them refuses.
 */
class AnyoneCanCheck implements Checker {
  readonly law = "L8";
  readonly #report: Report;
  readonly #struck = new Set<string>();
  /** Untrue histories that a witness cosigned, and how often any witness refused the site since. */
  readonly #deceived = new Map<string, FactOf<"witness.answered">>();
  readonly #refusedSince = new Map<string, number>();

  constructor(report: Report) {
    this.#report = report;
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "witness.answered") this.#witnessed(fact, world);
    else if (fact.kind === "fault" && fact.fault.startsWith("disk")) this.#struck.add(fact.site);
  }

  conclude(world: Observed): void {
    let isTampered = false;
    for (const site of this.#chosen(world))
      isTampered = this.#verify(site, isTampered ? null : world.sites) || isTampered;
    this.#judgeSplitViews();
  }

  #witnessed(answer: FactOf<"witness.answered">, world: Observed): void {
    const { witness, site, size, root, status } = answer;
    const key = `${witness}/${site}`;
    if (status === INCONSISTENT) {
      for (const deceived of this.#deceived.keys())
        if (deceived.endsWith(`/${site}`))
          this.#refusedSince.set(deceived, (this.#refusedSince.get(deceived) ?? 0) + 1);
    }
    if (status !== 200) return;
    const untrue = this.#deceived.get(key);
    if (isUntrue(answer, siteNamed(world, site))) this.#deceived.set(key, untrue ?? answer);
    else if (untrue !== undefined)
      this.#report({
        expected: `no cosignature of ${witness} on a history beside the one of size ${untrue.size} that it cosigned`,
        seen: `size ${size}, root ${root}`,
        where: site,
      });
  }

  /** A witness that was shown an untrue history must meet the true one in the end, and refuse it; or another finds the two. */
  #judgeSplitViews(): void {
    for (const [key, { site, size, witness }] of this.#deceived) {
      if ((this.#refusedSince.get(key) ?? 0) > 0) continue;
      this.#report({
        expected: `somebody who finds that ${witness} cosigned an untrue history of size ${size}`,
        seen: "no refusal since",
        where: site,
      });
    }
  }

  #chosen({ sites }: Observed): readonly ObservedSite[] {
    const readable = sites.filter(({ isDamaged, promised }) => !isDamaged && promised.length > 0);
    const struck = readable.filter(({ name }) => this.#struck.has(name));
    const others = readable.filter(({ name }) => !this.#struck.has(name));
    return [...struck, ...others].slice(0, FOLDERS_MAX);
  }

  /**
   * @param sites whose keys are tried on the folder before it is altered; null: another one was altered already
   * @returns whether it was altered, which proves something of a folder alone that was verified just before
   */
  #verify(site: ObservedSite, sites: readonly ObservedSite[] | null): boolean {
    const directory = mkdtempSync(join(tmpdir(), "plimsoll-sea-trial-"));
    try {
      site.exportTo(directory);
      const isVerified = this.#judgeFolder(site, directory);
      if (sites === null || !isVerified) return false;
      const other = sites.find(({ name }) => name !== site.name);
      this.#judgeTampered(site, directory, other?.ledgerKeyPem ?? null);
      return true;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  #judgeFolder(site: ObservedSite, directory: string): boolean {
    const verdict = verifyLedger(directory, { keyPem: site.ledgerKeyPem });
    const expected = `${site.promised.length} entries of ${site.origin}, verified`;
    if (!verdict.ok) this.#report({ expected, seen: `${verdict.code}: ${verdict.message}`, where: site.name });
    else if (verdict.size !== site.promised.length || verdict.origin !== site.origin)
      this.#report({ expected, seen: `${verdict.size} of ${verdict.origin}`, where: site.name });
    return verdict.ok;
  }

  /** A verifier that takes anything proves nothing: an altered entry is refused, and so is the same folder under another key. */
  #judgeTampered(site: ObservedSite, directory: string, otherKeyPem: string | null): void {
    const file = join(directory, "ledger.log");
    if (otherKeyPem !== null && verifyLedger(directory, { keyPem: otherKeyPem }).ok)
      this.#report({ expected: "a refusal under the key of another site", seen: "verified", where: site.name });
    const tampered = tamperedLog(readFileSync(file));
    if (tampered === null) return;
    writeFileSync(file, tampered);
    if (verifyLedger(directory, { keyPem: site.ledgerKeyPem }).ok)
      this.#report({
        expected: "a refusal of a log in which one entry is another",
        seen: "verified",
        where: site.name,
      });
  }
}

/** A history that somebody made up, and not only an older state of the true one: its root is not the root of the log's first leaves. */
function isUntrue({ isTrueHistory, size, root }: FactOf<"witness.answered">, site: ObservedSite): boolean {
  if (isTrueHistory) return false;
  const leaves = leavesIn(Buffer.from(site.logBytes()))?.slice(0, size) ?? [];
  return leaves.length < size || merkleTreeHash(leaves) !== `sha256:${Buffer.from(root, "base64").toString("hex")}`;
}

export const anyoneCanCheck: MakeChecker = (report) => new AnyoneCanCheck(report);
