import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTlsMaterial } from "../../src/http/tls-material.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { ServerProcess } from "../kit/server-process.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

const folder = new TemporaryFolder();
const at = (name: string): string => `${folder.path}/${name}`;

/** `NAME.crt` and `NAME.key`. */
function makePair(name: string, ...algorithm: string[]): void {
  const words = ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-newkey", ...algorithm];
  execFileSync("openssl", [...words, "-keyout", at(`${name}.key`), "-out", at(`${name}.crt`)], { stdio: "ignore" });
}

beforeAll(() => {
  makePlainSite(at("site"));
  makePair("site", "ed25519");
  makePair("other", "ed25519");
  makePair("short", "rsa:512");
  writeFileSync(at("README.md"), "# Not a certificate\n");
  writeFileSync(at("empty.pem"), "");
  const lines = readFileSync(at("site.crt"), "utf8").split("\n");
  writeFileSync(at("damaged.crt"), lines.toSpliced(1, 1).join("\n"));
  const passphrase = ["-aes256", "-passout", "pass:secret"];
  execFileSync("openssl", ["pkey", "-in", at("site.key"), ...passphrase, "-out", at("locked.key")], {
    stdio: "ignore",
  });
});
afterAll(() => folder[Symbol.dispose]());

const WRONG = [
  ["README.md", "site.key", "README.md", "a file without PEM"],
  ["site.key", "site.crt", "site.key", 'PEM of "PRIVATE KEY"'],
  ["missing.crt", "site.key", "missing.crt", "no such file"],
  ["site.crt", "missing.key", "missing.key", "no such file"],
  ["site", "site.key", "site", "EISDIR"],
  ["empty.pem", "site.key", "empty.pem", "an empty file"],
  ["damaged.crt", "site.key", "damaged.crt", 'PEM of "CERTIFICATE"'],
  ["site.crt", "other.key", "other.key", "the key of another certificate"],
  ["site.crt", "locked.key", "locked.key", 'PEM of "ENCRYPTED PRIVATE KEY"'],
  ["site.crt", "README.md", "README.md", "a file without PEM"],
  ["short.crt", "short.key", "short.crt", "too small"],
] as const;

describe("SVR-167 what TLS cannot be ended with is TLS_MALFORMED, and names the file and what is in it", () => {
  test.each(WRONG)("%s with %s", (cert, key, named, received) => {
    const fault = faultOf(() => readTlsMaterial({ cert: at(cert), key: at(key) }));
    expect(fault?.code).toBe("TLS_MALFORMED");
    expect(fault?.message).toContain(`"${at(named)}"`);
    expect(fault?.message).toContain(received);
  });

  test("a pair is taken as it is", () => {
    const material = readTlsMaterial({ cert: at("site.crt"), key: at("site.key") });
    expect(material.cert).toEqual(readFileSync(at("site.crt")));
    expect(material.key).toEqual(readFileSync(at("site.key")));
  });
});

function faultOf(act: () => unknown): PlimsollError | null {
  try {
    act();
    return null;
  } catch (cause) {
    if (cause instanceof PlimsollError) return cause;
    throw cause;
  }
}

const SWAPPED = ["--tls-cert", at("site.key"), "--tls-key", at("site.crt")];
const FAILING = [
  ["certificate and key swapped", SWAPPED, "TLS_MALFORMED"],
  ["no certificate", ["--tls-cert", at("README.md"), "--tls-key", at("site.key")], "TLS_MALFORMED"],
  ["an address that is not this machine's", ["--host", "192.0.2.1", "--behind-tls-proxy"], "PORT_NOT_USABLE"],
] as const;

test.each(FAILING)(
  "SVR-167 a start that fails ends the process with 1: %s",
  async (_name, words, code) => {
    await using server = new ServerProcess(folder.copyOf(at("site"), `failing-${code}-${words.length}`), words);
    expect(await server.ended, server.stderr).toEqual({ code: 1, signal: null });
    expect(server.stderr.startsWith(`${code}: expected `), server.stderr).toBe(true);
    expect(server.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(server.lines).toEqual([expect.objectContaining({ type: "summary", ok: false, code })]);
  },
  30_000,
);
