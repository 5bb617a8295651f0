import { join } from "node:path";
import { readFileSync } from "node:fs";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { openLedgerReader } from "@plimsoll/ledger";
import { verifyPack } from "@plimsoll/release/node";
import { type AuditorFolder, fillAuditorFolder } from "../audit/auditor-folder.ts";
import { checkedLedger } from "../audit/checked-ledger.ts";
import { tamper } from "../audit/tamper.ts";
import { askVerifier, type VerifierAnswer } from "../audit/verifier-process.ts";
import { found, requireOutcome } from "../outcome.ts";
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
    const answers = await Promise.all(questions(folder).map(async (words) => verified(words)));
    const [ledger, before, releases, mesh] = answers;
    story.checked = checkedLedger(found(ledger, "an answer about the ledger"));
    const meshId = sameMesh(folder, said(mesh, "mesh"));
    const shared = sharedEntries(folder);
    const pack = packOf(folder);
    tamper(folder.tampered);
    const refused = await refusedCopy(folder);
    return {
      lead: LEAD,
      facts: [
        fact(
          "ledger",
          `${said(ledger, "size")} entries, ${said(ledger, "checkpointCount")} checkpoints, CU conserved`,
          [story.checked.entries - 1],
        ),
        fact(
          "copy from before the loss",
          `${said(before, "size")} entries, of which ${shared} stand in the ledger that was recovered`,
          [shared - 1],
        ),
        fact("log of releases", `${said(releases, "size")} entries`),
        fact(
          "events of the mesh",
          `${said(mesh, "events")} events of ${said(mesh, "authors")} places, each signature checked, the state folded anew`,
        ),
        fact("the mesh is the one that was noted before the loss", `${meshId.slice(0, 16)}…`),
        fact("transparency pack", `${pack} documents, made again and compared byte by byte`),
        fact("one digit altered, and its checksums mended", `refused: ${refused}`),
      ],
    };
  },
};

const LEAD = `At the end an auditor gets a folder: two ledgers, the log of releases, the events of the mesh, a transparency pack, three public keys and the id of the mesh. Here the keys lie in the same folder, and follow from the seed; a real auditor has them from elsewhere. The first ledger's key and the mesh's id were noted before the loss. A separate program, which shares no code with what wrote them, reads the ledgers, the log and the events, every byte. That the older ledger is the head of the newer one, and that the pack holds, is checked by the parts that ship. Then somebody makes one failed trial disappear in a copy, and mends the checksums; the same program refuses it, for its root is not the one that was signed.`;

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

/** Refused for what it is: not unreadable, not without its key, but other leaves than the signed root says. */
async function refusedCopy({ tampered, keys }: AuditorFolder): Promise<string> {
  const { exitCode, summary } = await askVerifier(tampered, "--key", keys.ledger);
  const { code, message } = summary;
  requireOutcome(
    exitCode === 1 && code === "LEDGER_DAMAGED" && String(message).endsWith("has not the root signed"),
    "the altered copy refused for its root",
    `exit code ${exitCode}: ${JSON.stringify(summary)}`,
  );
  return `${code}: ${String(message)}`;
}

/** The events name the mesh that they are of. Gives its id. */
function sameMesh({ meshId }: AuditorFolder, told: string): string {
  const noted = readFileSync(meshId, "utf8").trim();
  requireOutcome(told === noted, `events of the mesh ${noted}`, told);
  return noted;
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
