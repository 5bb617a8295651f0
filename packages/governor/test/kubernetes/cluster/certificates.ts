import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate chain and its key, as files in PEM. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority for one test, whose certificates live for a day in a folder that goes with it. */
export class CertificateAuthority implements Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.certFile = join(folder, "ca.crt");
    this.keyFile = join(folder, "ca.key");
    makeKey(this.keyFile);
    openssl(
      "req",
      "-x509",
      "-new",
      "-key",
      this.keyFile,
      "-days",
      "1",
      "-subj",
      "/CN=plimsoll-test",
      "-out",
      this.certFile,
    );
  }

  /** A certificate for `subject` (`/O=…/CN=…`), good for a server at 127.0.0.1 and for a client. */
  issue(name: string, subject: string): Certificate {
    const issued = { certFile: join(this.#folder, `${name}.crt`), keyFile: join(this.#folder, `${name}.key`) };
    const [request, extensions] = [join(this.#folder, `${name}.csr`), join(this.#folder, `${name}.ext`)];
    writeFileSync(extensions, "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n");
    makeKey(issued.keyFile);
    openssl("req", "-new", "-key", issued.keyFile, "-subj", subject, "-out", request);
    const authority = ["-CA", this.certFile, "-CAkey", this.keyFile, "-CAcreateserial", "-days", "1"];
    openssl("x509", "-req", "-in", request, ...authority, "-extfile", extensions, "-out", issued.certFile);
    return issued;
  }
}

const makeKey = (file: string): void =>
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file);

const openssl = (...args: readonly string[]): void =>
  void execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
