import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { Server } from "node:https";
import { createSecureContext } from "node:tls";
import { PlimsollError } from "@plimsoll/foundation";

/** Where the certificate chain and its key lie, PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const LOOK_INTERVAL_MS = 1_000;

/** Reads both files. Throws `TLS_MALFORMED` if they are not there or do not belong together. */
export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
  try {
    const pair = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    throw new PlimsollError({
      code: "TLS_MALFORMED",
      expected: `a certificate in ${certFile} and its key in ${keyFile}, PEM`,
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "give the files that the cluster's certificate issuer wrote",
      cause,
    });
  }
}

/**
 * Takes up a new certificate when the files change. While the two do not fit, as between the writing of one and the other,
 * the old pair goes on. Files are looked at, not listened to: a mounted secret changes by the swap of a link above them.
 */
export function renewCertificate(
  server: Server,
  files: TlsFiles,
  onRenewal: (renewed: PlimsollError | null) => void,
): { stop(): void } {
  const look = (): void => {
    try {
      server.setSecureContext({ ...readTlsPair(files), minVersion: "TLSv1.3" });
      onRenewal(null);
    } catch (fault) {
      onRenewal(fault as PlimsollError);
    }
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: LOOK_INTERVAL_MS, persistent: false }, look);
  return {
    stop: () => {
      for (const path of paths) unwatchFile(path, look);
    },
  };
}
