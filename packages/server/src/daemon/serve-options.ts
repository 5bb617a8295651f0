import { PlimsollError } from "@plimsoll/foundation";
import type { TlsFiles } from "../http/tls-material.ts";

/** How a daemon is started. */
export interface ServeOptions {
  /** The data folder of the site. */
  readonly data: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly readOnly: boolean;
  readonly tls: TlsFiles | null;
  /** Somebody else ends TLS in front of this daemon. */
  readonly behindTlsProxy: boolean;
  /** Requests a second from one address. */
  readonly requestsPerSecond: number;
  /** Event streams at once. */
  readonly streamsMax: number;
}

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

const isLocalHost = (host: string): boolean => LOOPBACK.has(host);

/** Whether whoever reaches it may read: behind another program every connection comes from this machine, and nobody knows for whom (SVR-150). */
export const isOpenToReaders = ({ host, behindTlsProxy }: ServeOptions): boolean =>
  isLocalHost(host) && !behindTlsProxy;

/** Throws `TLS_MISSING`: what is said beyond this machine is said to the right one, and to nobody else (SVR-3). */
export function assertTransport({ host, tls, behindTlsProxy }: ServeOptions): void {
  if (isLocalHost(host) || tls !== null || behindTlsProxy) return;
  throw new PlimsollError({
    code: "TLS_MISSING",
    expected: "--tls-cert and --tls-key for a daemon that answers beyond this machine",
    received: `host ${host} without them`,
    fix: "give both, or --behind-tls-proxy where another program ends TLS, or listen on 127.0.0.1",
  });
}
