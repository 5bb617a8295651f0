import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openGatekeeper } from "../../src/gate/open-gatekeeper.ts";
import { RefusedError, type Site } from "../../src/site/site.ts";
import { issueToken } from "../../src/token/issue-token.ts";
import { type Beat, TokenKeeper, tokenName } from "../../src/token/keep-token.ts";
import { deployedSite, NODE, ORIGIN, WEIGHTS } from "./token-rig.ts";

const REQUEST = { deployment: "chat", artifact: WEIGHTS, nodeKey: NODE };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (cause) {
    if (cause instanceof RefusedError) return cause.refusal.code;
    throw cause;
  }
  return "done";
}

/** The same site, on which somebody said that a release is required. */
const requiring = (site: Site): Site =>
  Object.defineProperty(site, "isReleaseRequired", { get: () => true, configurable: true });

test("RS-508 where a release is required nobody makes a token without leave of its gate", () => {
  const { site } = deployedSite();
  const request = () => ({ ...REQUEST, token: tokenName(site, REQUEST) });
  expect(codeOf(() => issueToken(site, request()))).toBe("done");
  const before = site.state.entryCount;
  expect(codeOf(() => issueToken(requiring(site), request()))).toBe("RELEASE_REQUIRED");
  expect(codeOf(() => issueToken(site, request(), { holds: () => false }))).toBe("RELEASE_NOT_ALLOWED");
  // The kernel was not even asked.
  expect(site.state.entryCount).toBe(before);
  expect(codeOf(() => issueToken(site, request(), { holds: () => true }))).toBe("done");
});

test("RS-509 a token whose leave was taken back is taken back by the feed, and none follows it", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-leave-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = { jwks: join(folder, "jwks.json"), withdrawals: join(folder, "withdrawals.json") };
  const { site, clock } = deployedSite();
  let holds = true;
  const keeper = new TokenKeeper({ site, request: REQUEST, clock, files, leave: { holds: () => holds } });
  const gate = openGatekeeper({
    identity: { issuer: ORIGIN, audience: "internal", artifact: WEIGHTS, nodeKey: NODE },
    jwks: JSON.parse(readFileSync(files.jwks, "utf8")),
    clock,
    feedRequiredWithinMs: 1_000,
  });
  let token: string | null = null;
  const beat = (): Beat => {
    const done = keeper.beat();
    token = done.issued?.token ?? token;
    gate.hear(JSON.parse(readFileSync(files.withdrawals, "utf8")));
    return done;
  };
  beat();
  expect(gate.admit(token).admitted).toBe(true);
  holds = false;
  beat();
  expect(gate.admit(token).admitted).toBe(false);
  for (let beats = 0; beats < 200; beats += 1) {
    clock.pass(400);
    expect(beat().issued).toBeNull();
    expect(gate.admit(token).admitted).toBe(false);
  }
});
