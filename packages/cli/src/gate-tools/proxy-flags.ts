/** What `plimsoll gate proxy` was asked for. */
export interface ProxyFlags {
  readonly upstream: string;
  readonly listen: string;
  readonly token?: string;
  readonly jwks?: string;
  readonly withdrawals?: string;
  readonly issuer: string;
  readonly audience?: "internal" | "external";
  readonly artifact?: string;
  readonly nodeKey?: string;
  readonly graph?: string;
  readonly tool: readonly string[];
  readonly undeclaredTools?: "refuse" | "report";
  readonly usage?: string;
  readonly observed?: string;
  readonly inFlight: number;
  readonly feedWithin?: number;
  readonly data?: string;
  readonly deployment?: string;
  readonly dossier?: string;
  readonly pack?: string;
  readonly probeEndpoint?: string;
  readonly json?: boolean;
}
