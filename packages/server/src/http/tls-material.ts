import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { PlimsollError } from "@plimsoll/foundation";

/** Files of a certificate chain and its private key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What the files held: a pair that TLS can be ended with. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const CERTIFICATE = "a PEM certificate";
const PRIVATE_KEY = "a PEM private key without a passphrase";

/**
 * Reads a certificate chain and its key, and proves that they belong together, before anything else of a daemon begins (SVR-167).
 * Throws `TLS_MALFORMED`: a missing file, one that is something else, a key of another certificate, and what OpenSSL refuses.
 */
export function readTlsMaterial(files: TlsFiles): TlsMaterial {
  const cert = readPem(files.cert, CERTIFICATE);
  const key = readPem(files.key, PRIVATE_KEY);
  const certificate = parsed(() => new X509Certificate(cert), CERTIFICATE, files.cert, cert);
  const privateKey = parsed(() => createPrivateKey(key), PRIVATE_KEY, files.key, key);
  assertPair(certificate, privateKey, files);
  assertUsable({ cert, key }, files);
  return { cert, key };
}

function readPem(file: string, expected: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    throw malformed(expected, file, code === "ENOENT" ? "no such file" : `a file that cannot be read (${code})`, cause);
  }
}

function parsed<Value>(parse: () => Value, expected: string, file: string, bytes: Buffer): Value {
  try {
    return parse();
  } catch (cause) {
    throw malformed(expected, file, kindOf(bytes), cause);
  }
}

function assertPair(certificate: X509Certificate, key: KeyObject, files: TlsFiles): void {
  if (certificate.checkPrivateKey(key)) return;
  throw malformed(`the private key of the certificate "${files.cert}"`, files.key, "the key of another certificate");
}

/** Such as a key that is too short, or a chain that is damaged behind its first certificate. */
function assertUsable(material: TlsMaterial, { cert }: TlsFiles): void {
  try {
    createSecureContext(material);
  } catch (cause) {
    const { message } = cause as Error;
    throw malformed("a PEM certificate chain that OpenSSL takes", cert, `"${message}"`, cause);
  }
}

/** Of a file nothing but its kind is told: it may be a key. */
function kindOf(bytes: Buffer): string {
  if (bytes.length === 0) return "an empty file";
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(bytes.toString("latin1"))?.[1];
  return label === undefined ? "a file without PEM" : `PEM of "${label}" that cannot be read as one`;
}

const malformed = (expected: string, file: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "TLS_MALFORMED",
    expected: `${expected} in "${file}"`,
    received,
    fix: "give the certificate chain with --tls-cert and its private key with --tls-key, each a file in PEM",
    cause,
  });
