/** What `plimsoll gate webhook` was asked for. */
export interface WebhookFlags {
  readonly listen: string;
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly jwks: string;
  readonly withdrawals?: string;
  readonly feedWithin?: number;
  readonly issuer: string;
  readonly audience: "internal" | "external";
  readonly nodeKey: string;
  readonly only?: readonly string[];
  readonly exempt: readonly string[];
  readonly companion: readonly string[];
  readonly evict?: boolean;
  readonly kubeconfig?: string;
  readonly json?: boolean;
}

/** Namespaces in one option, with commas, as kubectl takes them. */
export const names = (text: string): readonly string[] => text.split(",").filter((name) => name !== "");
