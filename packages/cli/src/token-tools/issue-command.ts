import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import {
  type Beat,
  dataFolder,
  FEED_INTERVAL_MS,
  type IssuedToken,
  issueToken,
  openSite,
  publishFeed,
  publishKeys,
  type Site,
  TokenKeeper,
  tokenName,
} from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { printJson } from "../output/print-json.ts";
import type { Action } from "@plimsoll/release";
import type { PermitWork, ReleasePermit } from "../release-tools/permit.ts";
import { releasePermit } from "../release-tools/release-permit.ts";
import { digestOption } from "./digest-option.ts";
import { nodeKeyOf } from "./node-key.ts";
import { writeToken } from "./token-files.ts";

interface IssueFlags {
  readonly deployment: string;
  readonly artifact: Digest;
  readonly nodeKey: string;
  readonly out?: string;
  readonly keep?: boolean;
  readonly dossier?: string;
  readonly pack?: string;
  readonly data: string;
  readonly json?: boolean;
}

export const addIssue: AddCommand = (token) => {
  token
    .command("issue")
    .description("have the kernel grant a token for one node, one artifact and seconds, and sign it")
    .requiredOption("--deployment <name>", "the deployment that it is for")
    .requiredOption("--artifact <digest>", "what the node runs: its digest, or the deployment's graph", digestOption)
    .requiredOption("--node-key <key>", "the node's key: thumbprint, or a file with it in PEM")
    .option("--out <file>", "where the token goes (default: printed); its debit's proof goes beside it")
    .option("--keep", "go on: renew in time, and tell gates twice a second what holds, until interrupted")
    .option("--dossier <dir>", "the release dossier that the deployment rests on: no token without its Green decision")
    .option("--pack <dir>", "its transparency pack; an outside audience needs it")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The issuer's public key is written to DATA/gate/jwks.json, the signed withdrawal feed to DATA/gate/withdrawals.json: that is
all a gate needs. Without --keep the feed is of this moment only.

Examples:
  plimsoll token issue --deployment chat --artifact sha256:… --node-key node.pem --out token.jwt
  plimsoll token issue --deployment chat --artifact sha256:… --node-key node.pem --out token.jwt --keep`,
    )
    .action(async (flags: IssueFlags) => {
      using site = openSite(flags.data);
      using permit = await releasePermit(site, flags, workOf(site, flags));
      if (flags.keep !== true) return once(site, flags, permit);
      await keep(site, flags, permit);
    });
};

const workOf = (site: Site, flags: IssueFlags): PermitWork => ({
  action: actionOf(site, flags),
  weights: () => ({ line: [flags.artifact], isFromScratch: false }),
});

/** By the audience of the deployment. One that the kernel does not know is refused by the kernel. */
const actionOf = ({ state }: Site, { deployment }: IssueFlags): Action =>
  state.deployments.get(deployment)?.audience === "internal" ? "internal_deploy" : "external_deploy";

const requestOf = ({ deployment, artifact, nodeKey }: IssueFlags) => ({
  deployment,
  artifact,
  nodeKey: nodeKeyOf(nodeKey),
});

function once(site: Site, flags: IssueFlags, leave: ReleasePermit | null): void {
  const request = requestOf(flags);
  const files = dataFolder(flags.data);
  publishKeys(site, files.jwks);
  const issued = issueToken(site, { ...request, token: tokenName(site, request) }, leave);
  publishFeed(site, files.withdrawals);
  hand(issued, flags);
  if (flags.json === true) printJson({ type: "summary", ok: true, ...row(issued, flags) });
}

/**
 * Beats until interrupted. A beat that throws ends it: what is not issued anew runs out. When the release gate takes its leave back,
 * the feed takes the token back: throws `RELEASE_NOT_ALLOWED`.
 */
async function keep(site: Site, flags: IssueFlags, leave: ReleasePermit | null): Promise<void> {
  const files = dataFolder(flags.data);
  const signal = leave?.until(interruption()) ?? interruption();
  const keeper = new TokenKeeper({ site, request: requestOf(flags), clock: systemClock, files, leave });
  const tally = { issued: 0, refused: 0 };
  let told: string | null = null;
  const beat = (): void => {
    const done = keeper.beat();
    if (done.issued !== null) {
      tally.issued += 1;
      hand(done.issued, flags);
      if (flags.json === true) printJson({ type: "issued", ...row(done.issued, flags) });
    }
    const code = done.refusal?.code ?? null;
    if (code !== null && code !== told) tell(done, flags);
    if (code !== null) tally.refused += 1;
    told = done.issued === null ? (code ?? told) : null;
  };
  beat();
  await every(FEED_INTERVAL_MS, beat, signal);
  if (leave?.holds() === false) {
    keeper.beat();
    throw takenBack(flags);
  }
  if (flags.json === true) printJson({ type: "summary", ok: true, ...tally });
}

const takenBack = ({ deployment }: IssueFlags): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `a Green decision in force on "${deployment}"`,
    received: "leave that was taken back; the withdrawal feed takes its token back",
    fix: "see why: plimsoll release gate DIR",
  });

function every(intervalMs: number, action: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        action();
      } catch (fault) {
        clearInterval(timer);
        reject(fault);
      }
    }, intervalMs);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

/** Without `--out`, the token itself is the answer, unless JSON is. */
function hand(issued: IssuedToken, { out, json }: IssueFlags): void {
  if (out !== undefined) writeToken(issued, out);
  if (json === true) return;
  const { sub, exp } = issued.claims;
  const until = new Date(exp * 1_000).toISOString();
  process.stdout.write(out === undefined ? `${issued.token}\n` : `${out}: a token for ${sub} until ${until}\n`);
}

function row({ token, claims, proof }: IssuedToken, { out }: IssueFlags) {
  const { jti, sub, aud, power, iat, exp } = claims;
  const named = { token: jti, deployment: sub, audience: aud, powerPpm: power, issuedAt: iat, expiresAt: exp };
  return out === undefined ? { ...named, jwt: token, proof } : { ...named, file: out };
}

function tell({ refusal }: Beat, { json }: IssueFlags): void {
  if (refusal === null) return;
  const { code, expected, received, fix } = refusal;
  if (json === true) printJson({ type: "refused", code, expected, received, fix });
  else process.stderr.write(`${code}: expected ${expected}, got ${received}; ${fix}\n`);
}
