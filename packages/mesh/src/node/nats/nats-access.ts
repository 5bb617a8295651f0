import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkServerIdentity, createSecureContext } from "node:tls";
import { PlimsollError } from "@plimsoll/foundation";
import { credsAuthenticator, type TlsOptions, usernamePasswordAuthenticator } from "@nats-io/transport-node";
import type { NatsLinkOptions } from "./nats-link.ts";

/** Files with what the servers want to see. Secrets are in files and nowhere else: what a process was started with others can read. */
export interface NatsAccessFiles {
  /** Credentials of NATS: a JWT and the seed of its key. */
  readonly credentialsFile?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  /** PEM of the authority that signed the servers' certificates. Without it those that the system trusts. */
  readonly authorityFile?: string;
  /** PEM of the certificate that servers with `verify: true` ask a client for, and of its key. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export type NatsAccess = NonNullable<NatsLinkOptions["access"]>;

/**
 * What is shown to the servers, read and looked at now, and read again at each connection, so that a secret that is
 * replaced is taken up. TLS is demanded where any of its files or a `tls://` address says so: the client then speaks with
 * no server that has none.
 * @throws {PlimsollError} `MESH_BROKER_ACCESS` for a file that is missing, empty or no such file, for half a pair, and for a
 * password that would go over a network without TLS.
 */
export function natsAccess(files: NatsAccessFiles, servers: readonly string[]): NatsAccess {
  const tls = tlsOf(files, servers);
  const authenticator = authenticatorOf(files);
  if (files.user !== undefined && tls === undefined && !servers.every(isLoopback)) {
    throw fault("TLS for a password", "servers without it", "give --nats-tls-ca, or tls:// addresses of the servers");
  }
  return { ...(tls === undefined ? {} : { tls }), ...(authenticator === undefined ? {} : { authenticator }) };
}

function authenticatorOf({ credentialsFile, user, passwordFile }: NatsAccessFiles): NatsAccess["authenticator"] {
  if (credentialsFile !== undefined && user !== undefined) {
    throw fault("--nats-creds or --nats-user", "both", "leave one of them out");
  }
  if ((user === undefined) !== (passwordFile === undefined)) {
    throw fault("--nats-user with --nats-password-file", "one of them", "give both, or neither");
  }
  if (credentialsFile !== undefined) return credentialsAuthenticator(credentialsFile);
  if (user === undefined || passwordFile === undefined) return undefined;
  const password = (): string => passwordIn(passwordFile);
  password();
  return usernamePasswordAuthenticator(user, password);
}

function credentialsAuthenticator(file: string): NatsAccess["authenticator"] {
  const authenticator = credsAuthenticator(() => read(file));
  try {
    authenticator("nonce");
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    throw fault("credentials of NATS: a JWT and a seed", file, "take the .creds file that nsc wrote");
  }
  return authenticator;
}

/** Editors end a file with a line end; a password does not. */
function passwordIn(file: string): string {
  const password = read(file)
    .toString("utf8")
    .replace(/\r?\n$/u, "");
  if (password !== "" && !/[\r\n]/u.test(password)) return password;
  throw fault("a password on one line", `${file}, which has ${password === "" ? "none" : "more"}`, "write it there");
}

/** The client hands everything on to `node:tls`. */
type GuardedTls = TlsOptions & { readonly checkServerIdentity: typeof checkServerIdentity };

function tlsOf(files: NatsAccessFiles, servers: readonly string[]): GuardedTls | undefined {
  const { authorityFile, certificateFile, keyFile } = files;
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw fault("--nats-tls-cert with --nats-tls-key", "one of them", "give both, or neither");
  }
  const isAsked = servers.some((server) => server.startsWith("tls://"));
  if (authorityFile === undefined && certificateFile === undefined && !isAsked) return undefined;
  if (authorityFile !== undefined) checkCertificate(authorityFile);
  if (certificateFile !== undefined && keyFile !== undefined) checkPair(certificateFile, keyFile);
  return {
    checkServerIdentity: identityCheck(servers),
    ...(authorityFile === undefined ? {} : { caFile: authorityFile }),
    ...(certificateFile === undefined ? {} : { certFile: certificateFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

/**
 * The name in a server's certificate is that by which it was dialled. Where that is an address, the client tells no name: then
 * the certificate must be for one of the servers that were given.
 */
function identityCheck(servers: readonly string[]): typeof checkServerIdentity {
  const given = servers.map(hostOf);
  return (host, certificate) => {
    const names = given.includes(host) ? [host] : given;
    const faults = names.map((name) => checkServerIdentity(name, certificate));
    return faults.includes(undefined) ? undefined : faults[0];
  };
}

const hostOf = (server: string): string =>
  server.replace(/^(?:nats|tls):\/\//u, "").replace(/^\[(.*)\](?::\d+)?$|:\d+$/u, "$1");

function checkCertificate(file: string): X509Certificate {
  const bytes = read(file);
  try {
    return new X509Certificate(bytes);
  } catch {
    throw fault(
      "a certificate in PEM",
      file,
      "give the certificate that the flag asks for, with its first and last line",
    );
  }
}

function checkPair(certificateFile: string, keyFile: string): void {
  checkCertificate(certificateFile);
  const [cert, key] = [read(certificateFile), read(keyFile)];
  try {
    createSecureContext({ cert, key });
  } catch {
    throw fault(
      "a certificate and its key in PEM",
      `${certificateFile} and ${keyFile}`,
      "give the two that belong together",
    );
  }
}

/** Missing files and missing rights are said as of any other file; a message never quotes what is in one. */
function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "a fault";
    throw fault("a file that can be read", `${code} for ${file}`, "mend its path or its rights");
  }
}

const isLoopback = (server: string): boolean =>
  /^(?:nats:\/\/)?(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?$/iu.test(server);

const fault = (expected: string, received: string, fix: string): PlimsollError =>
  new PlimsollError({ code: "MESH_BROKER_ACCESS", expected, received, fix });
