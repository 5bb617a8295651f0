import { join } from "node:path";
import { readFileSync } from "node:fs";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { openLedgerReader } from "@plimsoll/ledger";
import { verifyPack } from "@plimsoll/release/node";
import { type AuditorFolder, fillAuditorFolder } from "../audit/auditor-folder.ts";
import { tamper } from "../audit/tamper.ts";
import { askVerifier, type VerifierAnswer } from "../audit/verifier-process.ts";
import { requireOutcome } from "../outcome.ts";
import { QUARTER_DAYS } from "../plan/calendar.ts";
import { type Chapter, fact } from "./chapter.ts";

/** A stranger gets a folder of files and public keys, and a separate program. */
export const audit: Chapter = {
  id: "audit",
  title: "The auditor checks it all",
  day: QUARTER_DAYS + 0.02,
  tell: async (story) => {
    story[Symbol.dispose]();
    const folder = fillAuditorFolder(story);
    const [ledger, before, releases, mesh] = await Promise.all(questions(folder).map(async (words) => verified(words)));
    const shared = sharedEntries(folder);
    const pack = packOf(folder);
    tamper(folder.tampered);
    const refused = await askVerifier(folder.tampered, "--key", folder.keys.ledger);
    requireOutcome(refused.exitCode === 1, "the altered copy refused", `exit code ${refused.exitCode}`);
    return {
      lead: LEAD,
      facts: [
        fact("ledger", `${said(ledger, "size")} entries, ${said(ledger, "checkpointCount")} checkpoints, CU conserved`),
        fact(
          "copy from before the loss",
          `${said(before, "size")} entries, of which ${shared} stand in the ledger that was recovered`,
        ),
        fact("log of releases", `${said(releases, "size")} entries`),
        fact(
          "events of the mesh",
          `${said(mesh, "events")} events of ${said(mesh, "authors")} places, each signature checked, the state folded anew`,
        ),
        fact("transparency pack", `${pack} documents, made again and compared byte by byte`),
        fact("one digit altered", `refused: ${String(refused.summary["code"])}`),
      ],
    };
  },
};

const LEAD = `At the end an auditor who knows nobody gets a folder: two ledgers, the log of releases, the events of the mesh, a transparency pack, and three public keys that came another way. A separate program, which shares no code with what wrote them, reads every byte. Then somebody makes one failed trial disappear in a copy, and the same program refuses it.`;

const questions = ({ ledger, before, releases, mesh, keys }: AuditorFolder): readonly (readonly string[])[] => [
  [ledger, "--key", keys.ledger],
  [before, "--key", keys.before],
  [releases, "--key", keys.releases],
  [
    "mesh",
    "--genesis",
    join(mesh, "genesis.cbor"),
    "--events",
    join(mesh, "events.bin"),
    "--certificate",
    join(mesh, "certificate.cbor"),
  ],
];

async function verified(words: readonly string[]): Promise<VerifierAnswer> {
  const answer = await askVerifier(...words);
  requireOutcome(answer.exitCode === 0, `plimsoll-verify ${words[0]} to hold`, JSON.stringify(answer.summary));
  return answer;
}

const said = (answer: VerifierAnswer | undefined, field: string): string => String(answer?.summary[field]);

/** Every entry of the older copy stands in the newer ledger, at its place. Gives how many. */
function sharedEntries({ ledger, before }: AuditorFolder): number {
  const [older, newer] = [entriesIn(before), entriesIn(ledger)];
  const differs = older.findIndex((text, place) => text !== newer[place]);
  requireOutcome(differs < 0, "the older copy at the head of the ledger", `another entry ${differs}`);
  return older.length;
}

function entriesIn(directory: string): readonly string[] {
  using reader = openLedgerReader({ directory });
  return [...reader.entries()].map(({ text }) => text);
}

/** The five documents of the pack, checked with the given key. */
function packOf({ pack, keys }: AuditorFolder): number {
  const verdict = verifyPack(pack, { publicKey: publicKeyFromPem(readFileSync(keys.releases, "utf8")) });
  requireOutcome(verdict.ok, "a whole pack", verdict.faults.map(({ code, place }) => `${code} ${place}`).join(", "));
  return verdict.documents;
}
