import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { type NatsServerSettings, natsServerConfig } from "../../src/node/nats/nats-server-config.ts";

const FOLDER = new URL("../../../../deploy/mesh/", import.meta.url);

/** Whatever YAML holds, looked at by path. Undefined where there is nothing. */
export type Tree = unknown;

/** `at(tree, "spec", "ports", 0)`. */
export function at(tree: Tree, ...path: readonly (string | number)[]): Tree {
  return path.reduce<Tree>((value, key) => (isBranch(value) ? value[key] : undefined), tree);
}

const isBranch = (value: Tree): value is Record<string | number, Tree> => typeof value === "object" && value !== null;

export const listAt = (tree: Tree, ...path: readonly (string | number)[]): readonly Tree[] => {
  const value = at(tree, ...path);
  return Array.isArray(value) ? (value as readonly Tree[]) : [];
};

export const filesOf = (folder = ""): readonly string[] =>
  readdirSync(new URL(folder, FOLDER), { recursive: true, encoding: "utf8" }).toSorted();

export const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), "utf8");

/** The documents of a file. Throws for text that is no YAML, or has a key twice. */
export function documentsOf(file: string): readonly Tree[] {
  return parseAllDocuments(textOf(file), { uniqueKeys: true }).map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw fault;
    return document.toJS() as Tree;
  });
}

/** The one object of a kind in a file. Throws when there is none or another. */
export function objectOf(file: string, kind: string): Tree {
  const [found, ...others] = documentsOf(file).filter((document) => at(document, "kind") === kind);
  if (found === undefined || others.length > 0) throw new Error(`expected one ${kind} in ${file}`);
  return found;
}

export const BROKERS = [0, 1, 2].map((place) => `plimsoll-nats-${place}`);
export const CLIENT_PORT = 4222;
export const ROUTE_PORT = 6222;
export const MONITOR_PORT = 8222;
export const NODE_PORT = 4700;

/** Where secrets are mounted, and what the servers take the password from. */
export const TLS_FOLDER = "/etc/nats-tls";
export const CLIENT_FOLDER = "/etc/nats-client";
export const PASSWORD_VARIABLE = "PLIMSOLL_NATS_PASSWORD";

/** What the shipped files configure: three servers of one cluster that know each other by name. */
export const brokerSettings = (name: string): NatsServerSettings => ({
  serverName: name,
  host: "0.0.0.0",
  port: CLIENT_PORT,
  monitor: { host: "0.0.0.0", port: MONITOR_PORT },
  storeFolder: "/data",
  tls: {
    certificateFile: `${TLS_FOLDER}/tls.crt`,
    keyFile: `${TLS_FOLDER}/tls.key`,
    authorityFile: `${TLS_FOLDER}/ca.crt`,
  },
  clientPassword: { user: "plimsoll", variable: PASSWORD_VARIABLE },
  cluster: {
    name: "plimsoll",
    port: ROUTE_PORT,
    routes: BROKERS.filter((other) => other !== name).map((other) => `${other}.plimsoll-nats:${ROUTE_PORT}`),
  },
});

export const brokerConfig = (name: string): string => natsServerConfig(brokerSettings(name));
