import { readFileSync } from "node:fs";
import { openCertificate } from "../../certificate/certificate.ts";
import { decodeSignedCertificate } from "../../certificate/signed-certificate.ts";
import { nativeCryptography } from "../native-cryptography.ts";

/** Digest and event root of the certificate in a file, as of the mesh of a genesis; null for anything else. Nothing is checked about its signatures. */
export function certificateIn(
  file: string,
  genesisFile: string,
): { readonly digest: string; readonly root: string } | null {
  const crypto = nativeCryptography();
  const signed = decodeSignedCertificate(new Uint8Array(readFileSync(file)));
  const mesh = crypto.sha256(new Uint8Array(readFileSync(genesisFile)));
  const opened = signed && openCertificate(signed.bytes, mesh, crypto);
  return opened?.ok === true ? { digest: opened.value.digest, root: opened.value.root } : null;
}
