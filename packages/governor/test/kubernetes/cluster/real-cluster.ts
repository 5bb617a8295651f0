import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectionFromKubeconfig } from "../../../src/kubernetes/cluster-connection.ts";
import { callCluster } from "../../../src/kubernetes/cluster-request.ts";
import { KubeCluster } from "../../../src/kubernetes/kube-cluster.ts";
import type { Cluster } from "../../../src/kubernetes/cluster.ts";
import { type Certificate, CertificateAuthority } from "./certificates.ts";

const BIN = fileURLToPath(new URL("../../../../../bench/peers/bin/kubernetes/", import.meta.url));
const GO_MOD = new URL("../../../../../scripts/kubernetes/go.mod", import.meta.url);
const SERVERS = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;
type ServerName = (typeof SERVERS)[number];

const missingServers = (): readonly string[] => SERVERS.filter((name) => !existsSync(`${BIN}${name}`));

/**
 * etcd, kube-apiserver and kube-controller-manager on loopback, with certificates and data in a folder of their own. There
 * is no scheduler and no kubelet: pods are objects that stay Pending, unless a test plays the node.
 */
export class RealCluster {
  /** What the servers are, as `scripts/kubernetes/go.mod` pins them. */
  static readonly version = `kube-apiserver ${/\bk8s\.io\/kubernetes (v[\d.]+)/.exec(readFileSync(GO_MOD, "utf8"))?.[1]}`;
  readonly folder: string;
  readonly authority: CertificateAuthority;
  readonly kubeconfig: string;
  readonly #ports: { readonly etcd: number; readonly peer: number; readonly api: number; readonly manager: number };
  readonly #running = new Map<ServerName, ChildProcess>();

  private constructor(folder: string, ports: readonly number[]) {
    const [etcd = 0, peer = 0, api = 0, manager = 0] = ports;
    this.folder = folder;
    this.#ports = { etcd, peer, api, manager };
    this.authority = new CertificateAuthority(folder);
    this.kubeconfig = this.#writeKubeconfig("admin", "/O=system:masters/CN=admin");
  }

  /** @param controllers that run beside those of workloads, by their name without `-controller` */
  static async start(controllers: readonly string[] = []): Promise<RealCluster> {
    const missing = missingServers();
    if (missing.length > 0) throw new Error(`not built: ${missing.join(", ")}; node scripts/install/kubernetes.js`);
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-cluster-"));
    const cluster = new RealCluster(folder, await freePorts(4));
    try {
      await cluster.#startAll(controllers);
    } catch (cause) {
      const tail = SERVERS.map((name) => cluster.#tailOf(name)).join("\n");
      await cluster.stop();
      throw new Error(`the cluster did not start\n${tail}`, { cause });
    }
    return cluster;
  }

  /** A client of its own, with all rights. */
  async client(): Promise<Cluster> {
    return new KubeCluster(await connectionFromKubeconfig(this.kubeconfig));
  }

  /** Credentials of a user with no rights but those that are bound to the name. @returns path of a kubeconfig file */
  kubeconfigOf(user: string): string {
    return this.#writeKubeconfig(user, `/CN=${user}`);
  }

  /** The API server goes away at once, as with its machine; etcd stays. */
  async killApi(): Promise<void> {
    await this.#kill("kube-apiserver");
  }

  async startApi(): Promise<void> {
    this.#spawn("kube-apiserver", this.#apiArguments());
    await this.#untilReady();
  }

  async stop(): Promise<void> {
    await Promise.all(SERVERS.toReversed().map((name) => this.#kill(name)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #startAll(controllers: readonly string[]): Promise<void> {
    this.#spawn("etcd", this.#etcdArguments());
    await this.startApi();
    this.#spawn("kube-controller-manager", this.#managerArguments(controllers));
  }

  #etcdArguments(): string[] {
    const [client, peer] = [`http://127.0.0.1:${this.#ports.etcd}`, `http://127.0.0.1:${this.#ports.peer}`];
    return [
      `--data-dir=${join(this.folder, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ];
  }

  #apiArguments(): string[] {
    const serving = this.#certificate("apiserver", "/CN=apiserver");
    const accounts = this.#certificate("accounts", "/CN=accounts");
    return [
      `--etcd-servers=http://127.0.0.1:${this.#ports.etcd}`,
      `--secure-port=${this.#ports.api}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${serving.certFile}`,
      `--tls-private-key-file=${serving.keyFile}`,
      `--client-ca-file=${this.authority.certFile}`,
      `--cert-dir=${this.folder}`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.0.0.0/24",
      "--service-account-issuer=https://plimsoll.test",
      `--service-account-key-file=${accounts.certFile}`,
      `--service-account-signing-key-file=${accounts.keyFile}`,
      // There is nobody here who would make service accounts.
      "--disable-admission-plugins=ServiceAccount",
    ];
  }

  #managerArguments(controllers: readonly string[]): string[] {
    const made = ["deployment", "replicaset", "statefulset", "job", "cronjob", "replicationcontroller"];
    return [
      `--kubeconfig=${this.#writeKubeconfig("manager", "/O=system:masters/CN=manager")}`,
      `--controllers=${[...made, "resourcequota", "garbage-collector", ...controllers].map((name) => `${name}-controller`).join(",")}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--secure-port=${this.#ports.manager}`,
      `--cert-dir=${this.folder}`,
      "--kube-api-qps=500",
      "--kube-api-burst=1000",
    ];
  }

  #certificate(name: string, subject: string): Certificate {
    const known = { certFile: join(this.folder, `${name}.crt`), keyFile: join(this.folder, `${name}.key`) };
    return existsSync(known.certFile) ? known : this.authority.issue(name, subject);
  }

  #writeKubeconfig(name: string, subject: string): string {
    const { certFile, keyFile } = this.#certificate(name, subject);
    const server = `https://127.0.0.1:${this.#ports.api}`;
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster: { server, "certificate-authority": this.authority.certFile } }],
      users: [{ name, user: { "client-certificate": certFile, "client-key": keyFile } }],
      contexts: [{ name: "test", context: { cluster: "test", user: name } }],
      "current-context": "test",
    };
    const file = join(this.folder, `${name}.kubeconfig`);
    // YAML has JSON in it.
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  #spawn(name: ServerName, args: readonly string[]): void {
    mkdirSync(join(this.folder, "logs"), { recursive: true });
    const log = openSync(this.#logOf(name), "a");
    // Whatever becomes of the tests, their servers end with them.
    const command = ["--pdeathsig", "KILL", `${BIN}${name}`, ...args];
    const child = spawn("setpriv", command, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#running.set(name, child);
  }

  async #kill(name: ServerName): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  async #untilReady(): Promise<void> {
    const connection = await connectionFromKubeconfig(this.kubeconfig);
    for (const endAtMs = performance.now() + 60_000; ;) {
      try {
        // The list of namespaces is only answered once RBAC and storage are up.
        await callCluster(connection, { method: "GET", path: "/api/v1/namespaces/default" }, 1_000);
        return;
      } catch (cause) {
        const died = [...this.#running.values()].some(({ exitCode }) => exitCode !== null);
        if (died || performance.now() > endAtMs) throw cause;
        await sleep(100);
      }
    }
  }

  #logOf(name: ServerName): string {
    return join(this.folder, "logs", `${name}.log`);
  }

  #tailOf(name: ServerName): string {
    const log = this.#logOf(name);
    return existsSync(log) ? `--- ${name}\n${readFileSync(log, "utf8").split("\n").slice(-15).join("\n")}` : "";
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
