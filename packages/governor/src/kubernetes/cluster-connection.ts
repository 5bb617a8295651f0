import { Agent, type RequestOptions } from "node:https";
import { PlimsollError } from "@plimsoll/foundation";

/** Where an API server is and how to prove to it who asks. */
export interface ClusterConnection {
  readonly server: URL;
  /** TLS and credentials for the next request; asked each time, since credentials are renewed underneath. */
  options(): Promise<RequestOptions>;
}

/**
 * Reads a kubeconfig file; with `null` the one of the environment, then the service account of the pod that this runs in.
 * Throws `KUBECONFIG_MALFORMED` if there is no cluster in it, or one that is not asked over TLS with a checked certificate.
 */
export async function connectionFromKubeconfig(file: string | null): Promise<ClusterConnection> {
  // Loading the client takes most of a second, which only those who use a cluster shall pay.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    if (file === null) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (cause) {
    throw malformed("a kubeconfig file that can be read", String(cause), cause);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw malformed("a current context with a cluster", "none");
  const server = serverUrl(cluster.server);
  if (cluster.skipTLSVerify) throw malformed("a cluster whose certificate is checked", "insecure-skip-tls-verify");
  const keptAlive = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  return {
    server,
    options: async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      // The client's own agent opens a connection for every request; it is needed only to go through a proxy.
      return cluster.proxyUrl === undefined ? { ...options, agent: keptAlive } : options;
    },
  };
}

const CONNECTIONS_MAX = 16;

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "https:") throw malformed("a server with an https address", `"${text}"`);
  return url;
}

const malformed = (expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "KUBECONFIG_MALFORMED",
    expected,
    received,
    fix: "give a kubeconfig file that kubectl works with",
    cause,
  });
