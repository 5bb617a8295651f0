/** Names by which somebody on this machine reaches it. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Whether a connection comes from this machine itself. @param address of the socket's other end */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (/^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1");

/** Whether a `Host` header names this machine: a name that points here from elsewhere is not ours (DNS rebinding). */
export const isOwnHost = (host: string | undefined): boolean =>
  host !== undefined && LOOPBACK_NAMES.has(host.replace(/:\d{1,5}$/, "").toLowerCase());

/** Whether a page of another origin sent a request. Without an `Origin` it was no page. */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
