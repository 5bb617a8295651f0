import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { found } from "../outcome.ts";
import { DAY_MS, HOUR_MS } from "../plan/calendar.ts";
import { type Report, REPORTS } from "./reports.ts";

interface Claim {
  readonly id: string;
  readonly text: string;
}
interface Link {
  readonly claim: string;
}

/**
 * Gives one claim of a dossier's folder the evidence that it lacked: three reports of three made-up houses, published since, and
 * links that quote them word for word. Claims and level stay as they are.
 */
export function carryClaim(folder: string, claim: string, nowMs: number): void {
  const claims = readPart(folder, "claims") as readonly Claim[];
  const { text } = found(
    claims.find(({ id }) => id === claim),
    `the claim "${claim}"`,
  );
  const written = REPORTS.map((report, place) => writeReport(folder, report, { claim, text, place, nowMs }));
  extendPart(
    folder,
    "sources",
    written.map(({ source }) => source),
  );
  extendPart(
    folder,
    "links",
    written.map(({ link }) => link),
  );
}

/** How many links of a dossier's folder speak to a claim. */
export const linksOf = (folder: string, claim: string): number =>
  (readPart(folder, "links") as readonly Link[]).filter((link) => link.claim === claim).length;

interface ReportAsked {
  readonly claim: string;
  readonly text: string;
  readonly place: number;
  readonly nowMs: number;
}

function writeReport(folder: string, { house, opening, lead, closing }: Report, asked: ReportAsked) {
  const { claim, text, place, nowMs } = asked;
  const quote = `${lead} ${text}`;
  const bytes = utf8(`${[house, opening, quote, closing].join("\n\n")}\n`);
  const id = `${claim}-${place + 1}`;
  const file = `sources/${id}.txt`;
  writeFileSync(join(folder, file), bytes);
  const publishedAtMs = nowMs - DAY_MS - place * HOUR_MS;
  const source = {
    id,
    kind: "report",
    originOrg: house,
    independenceGroup: `g-${id}`,
    uri: `https://${house.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-")}.example/${id}`,
    retrievedAtMs: publishedAtMs + HOUR_MS,
    publishedAtMs,
    file,
    bytes: bytes.length,
    digest: digestOf(bytes),
    mediaType: "text/plain",
  };
  const shown = { stance: "supports", method: "third-party-report", confirmedBy: "desk-1" };
  return { source, link: { claim, source: id, offset: null, quote, ...shown } };
}

const readPart = (folder: string, part: string): readonly object[] =>
  JSON.parse(readFileSync(join(folder, `${part}.json`), "utf8")) as readonly object[];

const extendPart = (folder: string, part: string, more: readonly object[]): void =>
  writeFileSync(join(folder, `${part}.json`), `${JSON.stringify([...readPart(folder, part), ...more], null, 2)}\n`);
