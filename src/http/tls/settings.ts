/** What the TLS side can be told. Named and documented in `config/settings.ts`; mapped and checked at the start by `open-tls.ts`. */

/** Where the key, the certificate and its chain are. */
export type ServerCertificateFiles =
  | { readonly kind: 'pem'; readonly certificate: string; readonly key: string; readonly passphrase?: string }
  | { readonly kind: 'pkcs12'; readonly keystore: string; readonly password: string }

/** Whose client certificates are trusted. */
export type AuthorityFiles =
  | { readonly kind: 'pem'; readonly certificates: readonly string[] }
  | { readonly kind: 'pkcs12'; readonly truststore: string; readonly password: string }

export interface TlsSettings {
  readonly server: ServerCertificateFiles
  readonly authorities: AuthorityFiles
  readonly clientAuthentication: 'none' | 'optional' | 'required'
  /** `TLSv1.2`, `TLSv1.3`. */
  readonly protocols: readonly string[]
  /** IANA names; the default ones where empty. */
  readonly cipherSuites: readonly string[]
  /** Milliseconds a client has for the handshake. */
  readonly handshakeTimeout: number
}
