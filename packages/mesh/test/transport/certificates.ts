import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of its own, and certificates of it for loopback, as PEM files in a temporary folder. */
export class Certificates implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-tls-"));
  readonly authority: string;
  readonly #authorityKey: string;

  constructor() {
    const { certificate, key } = this.#selfSigned("authority");
    this.authority = certificate;
    this.#authorityKey = key;
  }

  /** One that the authority did not sign. */
  stranger(): Pair {
    return this.#selfSigned("stranger");
  }

  issue(name: string, hosts = "IP:127.0.0.1"): Pair {
    const pair = this.#pair(name);
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    writeFileSync(extensions, `subjectAltName=${hosts}\n`);
    openssl("req", ...NEW_KEY, "-keyout", pair.key, "-out", request, "-subj", `/CN=${name}`);
    const by = ["-CA", this.authority, "-CAkey", this.#authorityKey, "-CAcreateserial", "-extfile", extensions];
    openssl("x509", "-req", "-in", request, ...by, "-days", "2", "-out", pair.certificate);
    return pair;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #selfSigned(name: string): Pair {
    const pair = this.#pair(name);
    const out = ["-keyout", pair.key, "-out", pair.certificate, "-days", "2", "-subj", `/CN=${name}`];
    openssl("req", "-x509", ...NEW_KEY, ...out);
    return pair;
  }

  #pair(name: string): Pair {
    return { certificate: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}-key.pem`) };
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"] as const;

const openssl = (...args: readonly string[]): void => {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
};
