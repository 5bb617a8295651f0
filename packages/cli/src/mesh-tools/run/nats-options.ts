import type { Command } from "commander";
import { collected } from "../mesh-options.ts";

/** Which servers of NATS, and what they want to see. Secrets are in files: a command line is there for all to read. */
export interface NatsFlags {
  readonly nats: readonly string[];
  readonly natsMonitor: readonly string[];
  readonly natsCreds?: string;
  readonly natsUser?: string;
  readonly natsPasswordFile?: string;
  readonly natsTlsCa?: string;
  readonly natsTlsCert?: string;
  readonly natsTlsKey?: string;
}

export const withNatsOptions = (verb: Command): Command =>
  verb
    .option("--nats <url>", "a server of NATS: nats://host:port or tls://host:port (several times)", collected, [])
    .option("--nats-monitor <url>", "its monitor, http://host:port: of all, for the work queue", collected, [])
    .option("--nats-creds <file>", "credentials of NATS (.creds)")
    .option("--nats-user <name>", "a user of NATS, with --nats-password-file")
    .option("--nats-password-file <file>", "its password, on one line")
    .option("--nats-tls-ca <file>", "PEM of the authority of the servers' certificates (default: the system's)")
    .option("--nats-tls-cert <file>", "PEM of the certificate that they ask for, with --nats-tls-key")
    .option("--nats-tls-key <file>", "PEM of its key");

export const NATS_HELP = `
Secrets of NATS are read from files, and again at each connection, so that a new one is taken up. With --nats-tls-ca, --nats-tls-cert
or a tls:// address nothing is said to a server without TLS; a password goes over a network with TLS only. With --nats-monitor for
every server intents go over a work queue, too, where all of them sync before they acknowledge.
`;

/** What of it a node takes. */
export const natsPlan = (flags: NatsFlags) => ({
  nats: flags.nats,
  natsMonitors: flags.natsMonitor,
  natsAccess: {
    ...given("credentialsFile", flags.natsCreds),
    ...given("user", flags.natsUser),
    ...given("passwordFile", flags.natsPasswordFile),
    ...given("authorityFile", flags.natsTlsCa),
    ...given("certificateFile", flags.natsTlsCert),
    ...given("keyFile", flags.natsTlsKey),
  },
});

/** The same flags, for a node as a process of its own. */
export function natsArguments(flags: NatsFlags): string[] {
  const single = [
    ["--nats-creds", flags.natsCreds],
    ["--nats-user", flags.natsUser],
    ["--nats-password-file", flags.natsPasswordFile],
    ["--nats-tls-ca", flags.natsTlsCa],
    ["--nats-tls-cert", flags.natsTlsCert],
    ["--nats-tls-key", flags.natsTlsKey],
  ] as const;
  return [
    ...flags.nats.flatMap((url) => ["--nats", url]),
    ...flags.natsMonitor.flatMap((url) => ["--nats-monitor", url]),
    ...single.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
  ];
}

const given = <K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: string });
