import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { err, ok, type Result } from "@plimsoll/foundation";
import { generateSigningKey, type SigningKey, signingKeyFromPem, systemClock } from "@plimsoll/foundation/node";
import { type MeterReportCommand, openSite } from "@plimsoll/governor";
import { causeOf, signCommand } from "@plimsoll/ledger";

/** What became of a meter's readings. */
export interface Told {
  readonly reports: number;
  readonly refused: number;
  readonly silences: number;
}

/** Where reports go; answers the kernel's verdict where there is one. */
export type MeterOutlet = (
  report: MeterReportCommand,
) => Result<string | null, { readonly code: string; readonly message: string }>;

const idOf = ({ lab, measuredAt }: MeterReportCommand, meter: string): string =>
  `meter.report:${meter}/${measuredAt}/${lab}`.slice(0, 128);

/**
 * Hands reports to the site, which is opened for each of them: a meter that hangs must not be the one that others wait for.
 * Signed by the site's meter key. Throws `SITE_NOT_FOUND`.
 */
export function siteOutlet(directory: string): MeterOutlet {
  openSite(directory).close();
  return (report) => {
    using site = openSite(directory);
    const submission = site.submit(idOf(report, "site"), report);
    if (submission.kind === "refused") {
      const { code, expected, received, fix } = submission.refusal;
      return err({ code, message: `expected ${expected}, got ${received}; ${fix}` });
    }
    const entries = submission.kind === "decided" ? submission.entries : [];
    const said = entries.find((entry) => entry.kind === "meter.reported");
    return ok(said?.kind === "meter.reported" ? said.reconciliation.verdict : null);
  };
}

/** Adds each report to a file as a ledger would keep its command: the envelope and the key that it holds under. */
export function signedLines({
  file,
  keyFile,
  log,
}: {
  readonly file: string;
  readonly keyFile: string;
  readonly log: string;
}): MeterOutlet {
  const key = keyIn(keyFile);
  const keyOf = (keyId: string) => (keyId === key.keyId ? key.publicKey : undefined);
  mkdirSync(dirname(file), { recursive: true });
  return (report) => {
    const claim = { log, id: idOf(report, key.keyId), body: report, claimedAt: systemClock.wallMs() };
    appendFileSync(file, `${causeOf(signCommand(claim, [key]), keyOf)}\n`, { flush: true });
    return ok(null);
  };
}

/** Readable by its owner alone; made when it is not there. */
function keyIn(file: string): SigningKey {
  if (existsSync(file)) return signingKeyFromPem(readFileSync(file, "utf8"));
  mkdirSync(dirname(file), { recursive: true });
  const key = generateSigningKey();
  writeFileSync(file, key.toPem(), { mode: 0o600, flag: "wx", flush: true });
  return key;
}
